/// The order of keys: by their bytes, as every store has it. Swift's own order of text is another.
enum KeyOrder {
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  static func begins(_ key: String, with prefix: String) -> Bool { key.utf8.starts(with: prefix.utf8) }
}
