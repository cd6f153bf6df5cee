internal import Cryptography

/// Everything that a vault is sealed with. Keys are only ever added.
public struct Keyring: Sendable {
  public let vault: Identifier
  /// The device that made the vault: where two devices revoke each other at once, its word counts first.
  public let creator: Identifier
  let root: SecretBytes
  /// The data keys by their epoch. Two devices that revoked at once made two keys of one epoch: both are kept.
  private(set) var epochs: [(epoch: UInt16, key: SecretBytes)]

  private static let magic = Array("TNK1".utf8)
  private static let keySize = 32
  /// Epochs that a keyring holds at most.
  private static let limit = 4_096

  /// The keys of a new vault.
  public init(vault: Identifier, creator: Identifier) {
    self.vault = vault
    self.creator = creator
    root = .random(Self.keySize)
    epochs = [(1, .random(Self.keySize))]
  }

  /// The newest epoch: what is sealed now is sealed with its key.
  public var newestEpoch: UInt16 { epochs.map(\.epoch).max() ?? 0 }

  /// Keys of data that it holds.
  public var count: Int { epochs.count }

  /// Adds a key for a new epoch.
  public mutating func beginEpoch() { epochs.append((newestEpoch + 1, .random(Self.keySize))) }

  /// Takes over the keys that another ring of this vault has; returns whether there was a new one.
  @discardableResult
  public mutating func merge(_ other: Keyring) -> Bool {
    guard other.vault == vault, other.root.isEqual(to: root) else { return false }
    var isNew = false
    for (epoch, key) in other.epochs where !epochs.contains(where: { $0.epoch == epoch && $0.key.isEqual(to: key) }) {
      epochs.append((epoch, key))
      isNew = true
    }
    return isNew
  }

  /// The keys of an epoch in the order in which they came.
  func keys(of epoch: UInt16) -> [SecretBytes] { epochs.filter { $0.epoch == epoch }.map(\.key) }

  /// The bytes that are wrapped; whoever gets them wipes them.
  func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.append(vault)
    writer.append(creator)
    root.withBytes { writer.append($0) }
    writer.append(UInt64(epochs.count), bytes: 2)
    for (epoch, key) in epochs {
      writer.append(UInt64(epoch), bytes: 2)
      key.withBytes { writer.append($0) }
    }
    return writer.bytes
  }

  init(encoded: [UInt8]) throws(VaultError) {
    var reader = ByteReader(encoded)
    guard try Array(reader.take(4)) == Self.magic else { throw .foreign }
    vault = try reader.identifier()
    creator = try reader.identifier()
    root = SecretBytes(Array(try reader.take(Self.keySize)))
    let count = Int(try reader.number(bytes: 2))
    guard (1...Self.limit).contains(count) else { throw .malformed }
    epochs = []
    for _ in 0..<count {
      let epoch = UInt16(truncatingIfNeeded: try reader.number(bytes: 2))
      epochs.append((epoch, SecretBytes(Array(try reader.take(Self.keySize)))))
    }
    try reader.finish()
  }
}
