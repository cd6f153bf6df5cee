internal import CSodium

/// XChaCha20-Poly1305: hides bytes and lets nobody change them.
///
/// One nonce must never be used for two texts under one key.
public enum AuthenticatedCipher {
  /// Bytes of a key.
  public static let keySize = 32
  /// Bytes of a nonce; long enough to be chosen at random.
  public static let nonceSize = 24
  /// Bytes by which the sealed text is longer.
  public static let tagSize = 16

  /// Seals a text; `context` is not part of the result, but opening it needs the same.
  public static func seal(_ text: [UInt8], context: [UInt8] = [], nonce: [UInt8], key: SecretBytes) -> [UInt8] {
    Sodium.ready
    precondition(key.count == keySize && nonce.count == nonceSize, "a key of 32 bytes and a nonce of 24")
    var sealed = [UInt8](repeating: 0, count: text.count + tagSize)
    key.withPointer {
      _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
        &sealed, nil, text, UInt64(text.count), context, UInt64(context.count), nil, nonce, $0)
    }
    return sealed
  }

  /// The text, or `nil` where key, nonce, context or a single bit is not what it was sealed with.
  public static func open(
    _ sealed: ArraySlice<UInt8>, context: [UInt8] = [], nonce: [UInt8], key: SecretBytes
  ) -> [UInt8]? {
    Sodium.ready
    guard key.count == keySize, nonce.count == nonceSize, sealed.count >= tagSize else { return nil }
    var text = [UInt8](repeating: 0, count: sealed.count - tagSize)
    let code = sealed.withUnsafeBufferPointer { bytes in
      key.withPointer {
        crypto_aead_xchacha20poly1305_ietf_decrypt(
          &text, nil, nil, bytes.baseAddress!, UInt64(bytes.count), context, UInt64(context.count), nonce, $0)
      }
    }
    return code == 0 ? text : nil
  }
}
