/// Why bytes from a store are refused.
public enum VaultError: Error, Hashable, Sendable {
  /// Not what it says it is: the bytes do not begin as they should.
  case foreign
  /// A kind, a codec or a version of a newer program.
  case newer
  /// Larger than anything that Tenths writes.
  case tooLarge
  /// The bytes end too early, or go on behind their end.
  case malformed
  /// Sealed with a key that this device does not have; the epoch of the key.
  case missingKey(epoch: UInt16)
  /// Changed since it was sealed, or moved to another name.
  case tampered
  /// The signature is not the device's.
  case signature
  /// The passphrase or the recovery code is wrong.
  case wrongSecret
  /// A header demands more memory or time than is reasonable.
  case excessive
  /// A recovery code with a slip of the pen.
  case misspelled
}
