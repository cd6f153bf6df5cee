internal import CZstd

/// The Zstandard format, whole buffers at a time.
public enum Zstandard {
  /// The level that costs little and packs well; the library's own default.
  public static let defaultLevel = 3

  /// Packs bytes into one frame that also holds their number.
  ///
  /// - Parameter level: 1 fastest … 19 smallest.
  public static func compress(
    _ bytes: [UInt8], level: Int = defaultLevel
  ) throws(CompressionError) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    var written = 0
    let output = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      written = bytes.withUnsafeBytes { source in
        ZSTD_compress(buffer.baseAddress, bound, source.baseAddress, source.count, Int32(min(max(level, 1), 19)))
      }
      count = ZSTD_isError(written) == 0 ? written : 0
    }
    guard ZSTD_isError(written) == 0 else { throw .damaged(code: Int(ZSTD_getErrorCode(written).rawValue)) }
    return output
  }

  /// Bytes of the frame with which the input begins; `nil` where there is no whole one.
  public static func frameSize(_ bytes: [UInt8]) -> Int? {
    let size = bytes.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
    return ZSTD_isError(size) == 0 ? size : nil
  }

  /// Unpacks exactly `count` bytes; never more memory than that is taken, whatever the input claims.
  ///
  /// - Throws: `.damaged` for anything that is not a whole frame, `.wrongSize` where another number of bytes comes out.
  public static func decompress(_ bytes: [UInt8], count: Int) throws(CompressionError) -> [UInt8] {
    guard count >= 0 else { throw .wrongSize(expected: count, actual: 0) }
    var written = 0
    let output = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
      written = bytes.withUnsafeBytes { source in
        ZSTD_decompress(buffer.baseAddress, count, source.baseAddress, source.count)
      }
      size = ZSTD_isError(written) == 0 ? written : 0
    }
    guard ZSTD_isError(written) == 0 else { throw .damaged(code: Int(ZSTD_getErrorCode(written).rawValue)) }
    guard written == count else { throw .wrongSize(expected: count, actual: written) }
    return output
  }
}
