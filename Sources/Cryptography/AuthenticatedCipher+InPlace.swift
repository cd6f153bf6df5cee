internal import CSodium

extension AuthenticatedCipher {
  /// Bytes of nonce and tag where they stand together.
  public static let trailerSize = nonceSize + tagSize

  /// Seals bytes where they are, under a nonce of chance.
  ///
  /// - Parameters:
  ///   - context: not part of the result, but opening needs the same.
  ///   - trailer: takes nonce and tag, `trailerSize` bytes.
  public static func seal(
    inPlace bytes: UnsafeMutableRawBufferPointer, context: UnsafeRawBufferPointer, trailer: UnsafeMutableRawPointer,
    key: SecretBytes
  ) {
    Sodium.ready
    precondition(key.count == keySize, "a key of 32 bytes")
    guard let text = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
    let nonce = trailer.assumingMemoryBound(to: UInt8.self)
    randombytes_buf(trailer, nonceSize)
    key.withPointer {
      _ = crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
        text, nonce + nonceSize, nil, text, UInt64(bytes.count),
        context.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(context.count), nil, nonce, $0)
    }
  }

  /// Opens bytes where they are.
  ///
  /// - Returns: `false` where key, context, trailer or a single bit is not what it was sealed with; the bytes are worthless then.
  public static func open(
    inPlace bytes: UnsafeMutableRawBufferPointer, context: UnsafeRawBufferPointer, trailer: UnsafeRawPointer,
    key: SecretBytes
  ) -> Bool {
    Sodium.ready
    guard key.count == keySize, let text = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return false }
    let nonce = trailer.assumingMemoryBound(to: UInt8.self)
    return key.withPointer {
      crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
        text, nil, text, UInt64(bytes.count), nonce + nonceSize,
        context.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(context.count), nonce, $0)
    } == 0
  }
}
