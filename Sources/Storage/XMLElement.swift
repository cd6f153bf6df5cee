/// An element of an XML document: as much of XML as the answers of object stores have.
struct XMLElement: Equatable {
  /// Without the name space.
  var name: String
  /// The text directly within, put together.
  var text = ""
  var children: [XMLElement] = []

  private static let deepest = 16
  /// A list of a thousand objects has about eight elements for each.
  private static let most = 50_000

  /// The root of a document; `nil` where it is none, is too deep or too large, or declares entities of its own.
  static func parse(_ bytes: [UInt8]) -> XMLElement? {
    var reader = Reader(bytes: bytes)
    return reader.document()
  }

  /// The first child of a name.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0
    var count = 0

    mutating func document() -> XMLElement? {
      // A byte order mark.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
      guard skipMisc(), let root = element(depth: 0), skipMisc(), place == bytes.count else { return nil }
      return root
    }

    private func isNext(_ text: StaticString) -> Bool {
      let size = text.utf8CodeUnitCount
      return place + size <= bytes.count && (0..<size).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }

    private mutating func skip(_ text: StaticString) -> Bool {
      guard isNext(text) else { return false }
      place += text.utf8CodeUnitCount
      return true
    }

    /// Moves behind the next occurrence; returns what lies before it.
    private mutating func take(until end: StaticString) -> Range<Int>? {
      let start = place
      while place < bytes.count {
        if isNext(end) {
          let range = start..<place
          place += end.utf8CodeUnitCount
          return range
        }
        place += 1
      }
      return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private mutating func skipBlanks() {
      while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    }

    /// Declarations, comments and blanks around the root; `false` where one does not end.
    private mutating func skipMisc() -> Bool {
      while true {
        skipBlanks()
        if skip("<?") {
          guard take(until: "?>") != nil else { return false }
        } else if skip("<!--") {
          guard take(until: "-->") != nil else { return false }
        } else {
          return true
        }
      }
    }

    private mutating func name() -> String? {
      let start = place
      while place < bytes.count, !Self.isBlank(bytes[place]), !"<>/=!?\"'&".utf8.contains(bytes[place]) { place += 1 }
      guard place > start else { return nil }
      let whole = bytes[start..<place]
      let local = whole.lastIndex(of: UInt8(ascii: ":")).map { whole[($0 + 1)...] } ?? whole
      return local.isEmpty ? nil : String(decoding: local, as: UTF8.self)
    }

    /// Attributes are read over; `nil` where the tag does not end, else whether the element is empty.
    private mutating func restOfTag() -> Bool? {
      while place < bytes.count {
        switch bytes[place] {
        case UInt8(ascii: ">"):
          place += 1
          return false
        case UInt8(ascii: "/"):
          place += 1
          return skip(">") ? true : nil
        case UInt8(ascii: "\""):
          place += 1
          guard take(until: "\"") != nil else { return nil }
        case UInt8(ascii: "'"):
          place += 1
          guard take(until: "'") != nil else { return nil }
        case UInt8(ascii: "<"): return nil
        default: place += 1
        }
      }
      return nil
    }

    private mutating func element(depth: Int) -> XMLElement? {
      count += 1
      guard depth < XMLElement.deepest, count <= XMLElement.most, skip("<"), let name = name(),
        let isEmpty = restOfTag()
      else { return nil }
      var element = XMLElement(name: name)
      if isEmpty { return element }
      var text: [UInt8] = []
      while place < bytes.count {
        if skip("</") {
          guard self.name() == name, restOfTag() == false else { return nil }
          element.text = String(decoding: text, as: UTF8.self)
          return element
        }
        if skip("<!--") {
          guard take(until: "-->") != nil else { return nil }
        } else if skip("<![CDATA[") {
          guard let range = take(until: "]]>") else { return nil }
          text += bytes[range]
        } else if skip("<?") {
          guard take(until: "?>") != nil else { return nil }
        } else if isNext("<") {
          guard let child = self.element(depth: depth + 1) else { return nil }
          element.children.append(child)
        } else if skip("&") {
          guard let character = entity() else { return nil }
          text += Array(String(character).utf8)
        } else {
          text.append(bytes[place])
          place += 1
        }
      }
      return nil
    }

    private mutating func entity() -> Character? {
      let start = place
      while place < bytes.count, bytes[place] != UInt8(ascii: ";"), place - start < 10 { place += 1 }
      let name = String(decoding: bytes[start..<place], as: UTF8.self)
      guard skip(";") else { return nil }
      switch name {
      case "amp": return "&"
      case "lt": return "<"
      case "gt": return ">"
      case "quot": return "\""
      case "apos": return "'"
      default:
        let code =
          name.hasPrefix("#x")
          ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
        return code.flatMap(Unicode.Scalar.init).map(Character.init)
      }
    }
  }

  /// Text as it stands within an element.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
