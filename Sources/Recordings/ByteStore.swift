/// The bytes of a recording, in memory or mapped from a file, kept for as long as anyone reads them.
public final class ByteStore: Sendable {
  /// Fills memory with the bytes from an offset on; `false` where it could not. Called on any thread.
  public typealias Reader = @Sendable (_ offset: Int, _ memory: UnsafeMutableRawBufferPointer) -> Bool

  private enum Storage: Sendable {
    case array([UInt8])
    case mapping(Mapping)
  }

  /// Memory of someone else's; read only and given back when the last reader is gone.
  private final class Mapping: @unchecked Sendable {
    // Unchecked because of the pointer: it never changes, and nobody writes through it.
    let buffer: UnsafeRawBufferPointer
    let read: Reader?
    let release: @Sendable (UnsafeRawBufferPointer) -> Void

    init(
      _ buffer: UnsafeRawBufferPointer, _ read: Reader?,
      _ release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
      self.buffer = buffer
      self.read = read
      self.release = release
    }

    deinit { release(buffer) }
  }

  private let storage: Storage

  /// Bytes in memory.
  public init(_ bytes: [UInt8]) { storage = .array(bytes) }

  /// Bytes of the caller's, which must stay as they are until `release` is called with them, on any thread.
  ///
  /// - Parameter read: another way to the same bytes, for when all of them are read once and in order: bringing the pages of a
  ///   mapping in one by one costs more than copying.
  public init(
    unsafeBytes buffer: UnsafeRawBufferPointer, read: Reader? = nil,
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    storage = .mapping(Mapping(buffer, read, release))
  }

  /// How many bytes.
  public var count: Int {
    switch storage {
    case .array(let bytes): bytes.count
    case .mapping(let mapping): mapping.buffer.count
    }
  }

  /// Hands the bytes to `body`.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storage {
    case .array(let bytes): try body(bytes.span.bytes)
    case .mapping(let mapping): try body(mapping.buffer.bytes)
    }
  }

  /// Copies a range, which lies within the bytes, into memory of the same size.
  ///
  /// Where a file has become shorter since it was opened, the memory is filled with ones, which are no numbers.
  func copy(_ range: Range<Int>, into memory: UnsafeMutableRawBufferPointer) {
    if case .mapping(let mapping) = storage, let read = mapping.read {
      // Not from the mapping instead: what the file lacks there ends the program.
      if !read(range.lowerBound, memory) { memory.initializeMemory(as: UInt8.self, repeating: 0xFF) }
      return
    }
    withBytes { span in span.extracting(range).withUnsafeBytes { memory.copyMemory(from: $0) } }
  }
}
