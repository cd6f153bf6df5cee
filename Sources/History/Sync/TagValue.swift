internal import Cryptography
internal import Vault

/// A tag of a session as the value of a record.
struct TagValue {
  var session: Identifier
  var text: String

  init(session: Identifier, text: String) {
    self.session = session
    self.text = text
  }

  init?(_ value: RecordValue) {
    guard let bytes = value.bytes, let session = Identifier(bytes),
      let text = String(validating: bytes.dropFirst(Identifier.size), as: UTF8.self)
    else { return nil }
    self.init(session: session, text: text)
  }

  var value: RecordValue { .bytes(session.bytes + Array(text.utf8)) }

  /// A tag is an element of a set: an entity of its own, beside the other tags of its session.
  static func identifier(_ text: String, of session: Identifier) -> Identifier {
    Identifier(session.bytes.prefix(8) + KeyedHash.hash(session.bytes + Array(text.utf8), count: 16).prefix(8))!
  }

  /// The first and the last identifier that a tag of a session can have.
  static func range(of session: Identifier) -> (Identifier, Identifier) {
    let half = Array(session.bytes.prefix(8))
    return (
      Identifier(half + [UInt8](repeating: 0, count: 8))!, Identifier(half + [UInt8](repeating: 0xFF, count: 8))!
    )
  }
}
