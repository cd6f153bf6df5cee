internal import Drawing

/// One line being typed: the text and where the next character goes.
public struct LineEditor: Sendable, Hashable, ExpressibleByStringLiteral {
  /// Characters that a line takes at most.
  static let capacity = 200

  private var scalars: [Unicode.Scalar] = []
  /// Characters before the cursor.
  public private(set) var cursor = 0

  /// A line with the cursor at its end.
  public init(_ text: String) {
    scalars = Array(text.unicodeScalars.prefix(Self.capacity))
    cursor = scalars.count
  }

  public init(stringLiteral text: String) { self.init(text) }

  public var text: String { string(scalars[...]) }
  public var isEmpty: Bool { scalars.isEmpty }
  /// The text up to the cursor.
  public var head: String { string(scalars[..<cursor]) }

  /// Takes a key of editing; `false` where it is none.
  mutating func take(_ key: Key) -> Bool {
    switch key {
    case .character(let scalar):
      // What may not reach a cell is not kept either.
      guard scalars.count < Self.capacity, cellWidth(scalar) > 0 else { return true }
      scalars.insert(scalar, at: cursor)
      cursor += 1
    case .backspace:
      guard cursor > 0 else { return true }
      cursor -= 1
      scalars.remove(at: cursor)
    case .delete: if cursor < scalars.count { scalars.remove(at: cursor) }
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(scalars.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = scalars.count
    case .control("u"):
      scalars.removeSubrange(..<cursor)
      cursor = 0
    case .control("k"): scalars.removeSubrange(cursor...)
    case .control("w"):
      let end = cursor
      while cursor > 0, scalars[cursor - 1] == " " { cursor -= 1 }
      while cursor > 0, scalars[cursor - 1] != " " { cursor -= 1 }
      scalars.removeSubrange(cursor..<end)
    default: return false
    }
    return true
  }

  private func string(_ part: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: part)
    return text
  }
}
