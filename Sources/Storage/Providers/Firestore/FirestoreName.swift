/// Keys as names of documents.
enum FirestoreName {
  /// A key as the name of a document: a slash, which Firestore keeps for itself, becomes a point, which keeps the order.
  ///
  /// - Returns: `nil` for a key of other characters than Tenths writes itself.
  static func document(_ key: String) -> String? {
    guard isPrefix(key), !key.isEmpty, key.utf8.count <= 1_000, key.first != "/", key.last != "/" else { return nil }
    return prefix(key)
  }

  static func prefix(_ prefix: String) -> String {
    String(decoding: prefix.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
  }

  static func isPrefix(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2F }
  }

  static func key(_ document: String) -> String {
    String(decoding: document.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "/") : $0 }, as: UTF8.self)
  }

  /// A user's identifier as the project gives it, safe in a path.
  static func isUser(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
  }
}
