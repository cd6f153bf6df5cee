/// The tags of a small XML file one after the other, with their attributes; text between them is passed over.
struct XMLTags {
  struct Tag {
    enum Kind { case start, end, empty }

    var kind: Kind
    var name: String
    var attributes: [String: String] = [:]
    /// From 1.
    var line: Int
  }

  private let bytes: [UInt8]
  private var place = 0
  private(set) var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next tag, `nil` at the end.
  mutating func next() throws(LdxError) -> Tag? {
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        advance()
        continue
      }
      if skip("<!--", to: "-->") || skip("<?", to: "?>") || skip("<!", to: ">") { continue }
      return try tag()
    }
    return nil
  }

  private mutating func advance() {
    if bytes[place] == UInt8(ascii: "\n") { line += 1 }
    place += 1
  }

  private func starts(_ text: String) -> Bool {
    bytes[place...].starts(with: text.utf8)
  }

  private mutating func skip(_ start: String, to end: String) -> Bool {
    guard starts(start) else { return false }
    while place < bytes.count, !starts(end) { advance() }
    place = min(bytes.count, place + end.utf8.count)
    return true
  }

  private mutating func tag() throws(LdxError) -> Tag {
    var tag = Tag(kind: .start, name: "", line: line)
    advance()
    if place < bytes.count, bytes[place] == UInt8(ascii: "/") {
      tag.kind = .end
      advance()
    }
    tag.name = word()
    guard !tag.name.isEmpty else { throw LdxError(line: line) }
    while place < bytes.count {
      blanks()
      guard place < bytes.count else { break }
      switch bytes[place] {
      case UInt8(ascii: ">"):
        advance()
        return tag
      case UInt8(ascii: "/"):
        tag.kind = .empty
        advance()
      default:
        let name = word()
        blanks()
        guard !name.isEmpty, place < bytes.count, bytes[place] == UInt8(ascii: "=") else { throw LdxError(line: line) }
        advance()
        blanks()
        tag.attributes[name] = try quoted()
      }
    }
    throw LdxError(line: line)
  }

  private mutating func blanks() {
    while place < bytes.count, bytes[place] <= UInt8(ascii: " ") { advance() }
  }

  private mutating func word() -> String {
    let start = place
    while place < bytes.count, bytes[place] > UInt8(ascii: " "), !"<>/=\"'".utf8.contains(bytes[place]) { place += 1 }
    return decodedText(Array(bytes[start..<place]))
  }

  private mutating func quoted() throws(LdxError) -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
      throw LdxError(line: line)
    }
    let quote = bytes[place]
    advance()
    let start = place
    while place < bytes.count, bytes[place] != quote { advance() }
    guard place < bytes.count else { throw LdxError(line: line) }
    let text = decodedText(Array(bytes[start..<place]))
    advance()
    return text
  }
}
