/// Why bytes could not be packed or unpacked.
public enum CompressionError: Error, Equatable, Sendable {
  /// Not of this format at all.
  case notCompressed
  /// Of this format but damaged; the library's own code.
  case damaged(code: Int)
  /// More bytes would come out than the caller allows.
  case tooLarge(limit: Int)
  /// The bytes end before the format's end.
  case truncated
  /// Another number of bytes came out than was promised.
  case wrongSize(expected: Int, actual: Int)
  /// The library could not get memory.
  case outOfMemory
}
