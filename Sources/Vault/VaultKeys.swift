internal import Cryptography

/// The keys that are made of a keyring, each for one purpose.
public struct VaultKeys: Sendable {
  /// One key that seals data, with what tells it from others without giving it away.
  struct DataKey: Sendable {
    var epoch: UInt16
    var key: SecretBytes
    var commitment: [UInt8]

    init(epoch: UInt16, key: SecretBytes) {
      self.epoch = epoch
      self.key = key
      commitment = Array(KeyedHash.hash(Array("tenths/commit".utf8), key: key).prefix(16))
    }
  }

  public let ring: Keyring
  let names: SecretBytes
  let nonces: SecretBytes
  /// Seals the records of devices, which every device has to read before it knows the newest epoch.
  let devices: DataKey
  private let data: [DataKey]

  public init(_ ring: Keyring) {
    self.ring = ring
    func sub(_ purpose: String) -> SecretBytes { KeyedHash.derive("tenths/\(purpose)/1", from: ring.root) }
    names = sub("id")
    nonces = sub("nonce")
    devices = DataKey(epoch: 0, key: sub("log"))
    data = ring.epochs.map { DataKey(epoch: $0.epoch, key: KeyedHash.derive("tenths/data/1", from: $0.key)) }
  }

  /// The key that new data is sealed with: of the newest epoch the one with the smallest commitment, the same on every device.
  var newest: DataKey {
    let epoch = ring.newestEpoch
    let keys = data.filter { $0.epoch == epoch }
    return keys.min { $0.commitment.lexicographicallyPrecedes($1.commitment) } ?? data[0]
  }

  func key(epoch: UInt16, commitment: ArraySlice<UInt8>) -> DataKey? {
    data.first { $0.epoch == epoch && $0.commitment.elementsEqual(commitment) }
  }

  /// Whether this device has any key of an epoch.
  public func has(epoch: UInt16) -> Bool { data.contains { $0.epoch == epoch } }
}
