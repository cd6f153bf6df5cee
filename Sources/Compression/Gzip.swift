internal import CZlib

/// The gzip format, whole buffers at a time, over zlib.
public enum Gzip {
  /// What came out of a gzip stream.
  public struct Inflated: Sendable {
    public var bytes: [UInt8]
    /// Whether the stream ended before its end mark: what is here is what could be read.
    public var isTruncated: Bool

    /// Nothing, whole.
    public static let empty = Inflated(bytes: [], isTruncated: false)
  }

  /// The most that a stream may unpack to unless the caller says otherwise: a race of 24 hours and some room.
  public static let defaultLimit = 2 << 30

  /// Window of 32 KiB, with the gzip header instead of zlib's.
  private static let gzipWindow: Int32 = 15 + 16
  private static let chunkSize = 256 << 10

  /// Whether bytes start as a gzip stream does.
  public static func recognises(_ bytes: RawSpan) -> Bool {
    bytes.byteCount >= 3 && bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == 0x1F
      && bytes.unsafeLoad(fromByteOffset: 1, as: UInt8.self) == 0x8B
      && bytes.unsafeLoad(fromByteOffset: 2, as: UInt8.self) == 8
  }

  /// Unpacks a stream, several of them one after the other included; a cut or damaged tail leaves what came before it.
  ///
  /// - Throws: `.notCompressed` where the start is not gzip, `.damaged` where nothing at all could be read, `.tooLarge` beyond
  ///   `limit` bytes, `.outOfMemory`.
  public static func inflate(_ bytes: RawSpan, limit: Int = defaultLimit) throws(CompressionError) -> Inflated {
    guard recognises(bytes) else { throw .notCompressed }
    var result: Result<Inflated, CompressionError> = .failure(.notCompressed)
    bytes.withUnsafeBytes { source in result = run(source, limit) }
    return try result.get()
  }

  private static func run(_ source: UnsafeRawBufferPointer, _ limit: Int) -> Result<Inflated, CompressionError> {
    var stream = z_stream()
    guard inflateInit2_(&stream, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return .failure(.outOfMemory)
    }
    defer { inflateEnd(&stream) }
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: chunkSize)
    defer { chunk.deallocate() }
    var output: [UInt8] = []
    var consumed = 0
    var status = Z_OK
    while true {
      // zlib counts in 32 bits.
      let input = min(source.count - consumed, Int(Int32.max))
      let room = max(0, min(chunkSize, limit - output.count + 1))
      stream.next_in = UnsafeMutablePointer(
        mutating: source.baseAddress?.advanced(by: consumed).assumingMemoryBound(to: UInt8.self))
      stream.avail_in = UInt32(input)
      stream.next_out = chunk.baseAddress
      stream.avail_out = UInt32(room)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      consumed += input - Int(stream.avail_in)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<(room - Int(stream.avail_out))]))
      if output.count > limit { return .failure(.tooLarge(limit: limit)) }
      if status == Z_STREAM_END {
        guard nextMemberStarts(source, at: consumed) else { break }
        guard inflateReset(&stream) == Z_OK else { break }
        continue
      }
      if status != Z_OK || (consumed == source.count && stream.avail_out > 0) { break }
    }
    if status == Z_MEM_ERROR { return .failure(.outOfMemory) }
    if status == Z_DATA_ERROR && output.isEmpty { return .failure(.damaged(code: Int(status))) }
    return .success(Inflated(bytes: output, isTruncated: status != Z_STREAM_END))
  }

  private static func nextMemberStarts(_ source: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    source.count - offset >= 3 && source[offset] == 0x1F && source[offset + 1] == 0x8B
  }

  /// Packs bytes into one gzip stream.
  ///
  /// - Parameter level: 1 fastest … 9 smallest.
  public static func deflate(_ bytes: RawSpan, level: Int = 6) throws(CompressionError) -> [UInt8] {
    var result: Result<[UInt8], CompressionError> = .failure(.outOfMemory)
    bytes.withUnsafeBytes { source in result = pack(source, Int32(min(max(level, 1), 9))) }
    return try result.get()
  }

  private static func pack(_ source: UnsafeRawBufferPointer, _ level: Int32) -> Result<[UInt8], CompressionError> {
    var stream = z_stream()
    let memoryLevel: Int32 = 8
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, gzipWindow, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return .failure(.outOfMemory) }
    defer { deflateEnd(&stream) }
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: chunkSize)
    defer { chunk.deallocate() }
    var output: [UInt8] = []
    var consumed = 0
    while true {
      let input = min(source.count - consumed, Int(Int32.max))
      let isLast = consumed + input == source.count
      stream.next_in = UnsafeMutablePointer(
        mutating: source.baseAddress?.advanced(by: consumed).assumingMemoryBound(to: UInt8.self))
      stream.avail_in = UInt32(input)
      stream.next_out = chunk.baseAddress
      stream.avail_out = UInt32(chunkSize)
      let status = CZlib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      consumed += input - Int(stream.avail_in)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<(chunkSize - Int(stream.avail_out))]))
      if status == Z_STREAM_END { return .success(output) }
      guard status == Z_OK || status == Z_BUF_ERROR else { return .failure(.damaged(code: Int(status))) }
    }
  }
}
