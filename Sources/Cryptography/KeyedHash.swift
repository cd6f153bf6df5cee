internal import CSodium

/// BLAKE2b (RFC 7693), with or without a key.
public enum KeyedHash {
  /// The hash of bytes.
  ///
  /// - Parameters:
  ///   - key: 16 to 64 bytes; `nil` for a hash that anybody can make.
  ///   - count: bytes of the result, 16...64.
  public static func hash(_ bytes: [UInt8], key: SecretBytes? = nil, count: Int = 32) -> [UInt8] {
    Sodium.ready
    var result = [UInt8](repeating: 0, count: count)
    hash(bytes, key: key, count: count, into: &result)
    return result
  }

  /// A key that is made of another one; the text says what it is for.
  public static func derive(_ text: String, from key: SecretBytes, count: Int = 32) -> SecretBytes {
    SecretBytes(count: count) { hash(Array(text.utf8), key: key, count: count, into: $0) }
  }

  private static func hash(
    _ bytes: [UInt8], key: SecretBytes?, count: Int, into result: UnsafeMutablePointer<UInt8>
  ) {
    let code =
      if let key {
        key.withPointer { crypto_generichash(result, count, bytes, UInt64(bytes.count), $0, key.count) }
      } else {
        crypto_generichash(result, count, bytes, UInt64(bytes.count), nil, 0)
      }
    precondition(code == 0, "a hash of \(count) bytes with a key of \(key?.count ?? 0)")
  }
}
