public import History
public import Storage
public import Vault

/// Why an exchange cannot go on.
public enum SyncError: Error, Equatable, Sendable {
  case storage(StorageError)
  case history(HistoryError)
  /// An object that the exchange depends on is refused.
  case vault(VaultError, key: String)
  /// The place holds no vault.
  case noVault
  /// The place holds a vault already.
  case vaultExists
  /// The place holds another vault than the one that this history belongs to.
  case otherVault
  /// This device is not a member of any vault yet.
  case notSetUp
  /// This device asked to be let in and nobody has answered yet.
  case notApproved
  /// This device was revoked.
  case revoked
  /// What was there is gone, all of it or the newest part: nothing is deleted here, and nothing is sent until the user says so.
  case wentBack(missing: Int)
  /// No such device in the vault.
  case unknownDevice
  /// A file of this device's secrets cannot be used.
  case secretFile(path: String, message: String)
  /// The exchange was told to stop.
  case stopped
}
