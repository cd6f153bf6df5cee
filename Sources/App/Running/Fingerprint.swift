import Recordings

/// Names the content of a file: the same file under another name is known again.
enum Fingerprint {
  /// 128 bits of two FNV-1a sums over all bytes and the length; good against chance, not against malice.
  static func of(_ bytes: ByteStore) -> String {
    bytes.withBytes { span in
      var first: UInt64 = 0xCBF2_9CE4_8422_2325
      var second: UInt64 = 0x9AE1_6A3B_2F90_404F
      span.withUnsafeBytes { buffer in
        for byte in buffer {
          first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
          second = (second &+ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
          second ^= second >> 29
        }
      }
      return String(first, radix: 16) + String(second, radix: 16) + "-\(span.byteCount)"
    }
  }
}
