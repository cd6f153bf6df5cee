internal import CSodium

/// A key in memory that is locked, kept out of core dumps, guarded at both ends and wiped when nobody uses it any more.
///
/// The bytes never change after they were made, so that threads may share them.
public final class SecretBytes: @unchecked Sendable {
  public let count: Int
  private let memory: UnsafeMutableRawPointer

  /// Fills locked memory once.
  private init(count: Int, fill: (UnsafeMutableRawPointer) -> Void) {
    Sodium.ready
    guard let memory = sodium_malloc(max(count, 1)) else { preconditionFailure("no memory for a key") }
    self.count = count
    self.memory = memory
    fill(memory)
    sodium_mprotect_readonly(memory)
  }

  /// A new key.
  public static func random(_ count: Int) -> SecretBytes {
    SecretBytes(count: count) { randombytes_buf($0, count) }
  }

  /// A copy of bytes; the caller wipes its own, if it can.
  public convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { memory in
      bytes.withUnsafeBytes { if let start = $0.baseAddress { memory.copyMemory(from: start, byteCount: $0.count) } }
    }
  }

  /// Makes a secret where it stays: `fill` writes it.
  convenience init(count: Int, filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.init(count: count) { fill($0.assumingMemoryBound(to: UInt8.self)) }
  }

  deinit { sodium_free(memory) }

  /// The bytes, for the time of the call.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: memory, count: count))
  }

  func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)))
  }

  /// Whether both hold the same, in constant time.
  public func isEqual(to other: SecretBytes) -> Bool {
    count == other.count && sodium_memcmp(memory, other.memory, count) == 0
  }
}

extension Array where Element == UInt8 {
  /// Overwrites bytes that were a secret, so that no later reader of this memory finds them.
  public mutating func wipe() {
    withUnsafeMutableBytes { if let start = $0.baseAddress { sodium_memzero(start, $0.count) } }
  }
}
