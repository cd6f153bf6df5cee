internal import CSodium

/// Prepares the library once for the whole process: it picks the fastest code for this processor and opens the source of randomness.
///
/// Every call of the library that needs it goes through `ready`; a machine without a source of randomness ends here rather than go on with
/// keys that can be guessed.
enum Sodium {
  static let ready: Void = {
    guard sodium_init() >= 0 else { preconditionFailure("the source of random numbers cannot be opened") }
  }()
}

/// Random bytes that nobody can guess.
public func randomBytes(_ count: Int) -> [UInt8] {
  Sodium.ready
  var bytes = [UInt8](repeating: 0, count: count)
  randombytes_buf(&bytes, count)
  return bytes
}

/// Whether two byte strings are equal, in a time that does not depend on where they differ.
public func areEqualInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  a.count == b.count && sodium_memcmp(a, b, a.count) == 0
}
