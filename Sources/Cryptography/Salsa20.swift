internal import CSodium

/// The Salsa20 stream cipher (20 rounds, 256-bit key), with which Gran Turismo wraps its datagrams.
///
/// It hides, it does not authenticate: whoever decrypts checks the result by what it must contain.
public struct Salsa20: Sendable {
  /// Bytes of a key.
  public static let keySize = 32

  private let key: InlineArray<32, UInt8>

  /// A cipher with the first 32 bytes of a text as its key, or `nil` where the text is shorter.
  public init?(keyText: StaticString) {
    guard keyText.utf8CodeUnitCount >= Self.keySize else { return nil }
    var key = InlineArray<32, UInt8>(repeating: 0)
    for index in 0..<Self.keySize { key[index] = keyText.utf8Start[index] }
    self.key = key
    // Picks the fastest implementation for this processor; without it the reference one is used, so a failure is harmless.
    _ = sodium_init()
  }

  /// Combines the key stream, from its beginning, with `input` into `output`; the same call encrypts and decrypts.
  ///
  /// As many bytes as the shorter of the two has. Does not allocate.
  /// - Parameter nonce: the eight bytes of the nonce as a little-endian number.
  public func apply(nonce: UInt64, to input: RawSpan, into output: inout MutableRawSpan) {
    let count = min(input.byteCount, output.byteCount)
    guard count > 0 else { return }
    let nonceBytes = nonce.littleEndian
    input.withUnsafeBytes { source in
      output.withUnsafeMutableBytes { target in
        withUnsafeBytes(of: nonceBytes) { nonce in
          withUnsafeBytes(of: key) { key in
            _ = crypto_stream_salsa20_xor(
              target.bindMemory(to: UInt8.self).baseAddress!, source.bindMemory(to: UInt8.self).baseAddress!,
              UInt64(count), nonce.bindMemory(to: UInt8.self).baseAddress!,
              key.bindMemory(to: UInt8.self).baseAddress!)
          }
        }
      }
    }
  }
}
