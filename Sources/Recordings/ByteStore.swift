/// The bytes of a recording, in memory or mapped from a file, kept for as long as anyone reads them.
public final class ByteStore: Sendable {
  private enum Storage: Sendable {
    case array([UInt8])
    case mapping(Mapping)
  }

  /// Memory of someone else's; read only and given back when the last reader is gone.
  private final class Mapping: @unchecked Sendable {
    // Unchecked because of the pointer: it never changes, and nobody writes through it.
    let buffer: UnsafeRawBufferPointer
    let release: @Sendable (UnsafeRawBufferPointer) -> Void

    init(_ buffer: UnsafeRawBufferPointer, _ release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) {
      self.buffer = buffer
      self.release = release
    }

    deinit { release(buffer) }
  }

  private let storage: Storage

  /// Bytes in memory.
  public init(_ bytes: [UInt8]) { storage = .array(bytes) }

  /// Bytes of the caller's, which must stay as they are until `release` is called with them, on any thread.
  public init(
    unsafeBytes buffer: UnsafeRawBufferPointer, release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    storage = .mapping(Mapping(buffer, release))
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
}
