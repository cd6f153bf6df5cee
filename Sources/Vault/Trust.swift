public import Cryptography

/// Which devices belong to a vault, as their records say. The order in which the records arrive does not matter.
public struct Trust: Sendable {
  public struct Device: Sendable, Hashable, Identifiable {
    public var id: Identifier
    public var key: PublicKey
    public var nickname: String
    /// Who let it in; itself where it knew the passphrase.
    public var addedBy: Identifier
    /// ms since 1970 by the author's clock.
    public var addedAt: UInt64
    /// Segments that are accepted of a device that was revoked; `nil` while it is trusted.
    public var acceptedSegments: UInt64?
    public var isRevoked: Bool { acceptedSegments != nil }
  }

  public private(set) var devices: [Identifier: Device] = [:]
  /// The newest epoch that a revocation began.
  public private(set) var newestEpoch: UInt16 = 1

  /// Devices between a device and the vault's creator; of one that let itself in, more than of any that was let in.
  private var distance: [Identifier: Int] = [:]
  private static let selfAdmitted = 1 << 20

  /// - Parameter ring: proves the devices that let themselves in.
  public init(_ records: [DeviceRecord.Signed], ring: Keyring) {
    let records = records.sorted { ($0.record.author, $0.record.number) < ($1.record.author, $1.record.number) }
    let epochs = Set(records.map(\.record.epoch)).union([1]).sorted()
    for epoch in epochs {
      revoke(records.filter { $0.record.epoch == epoch }, ring: ring)
      admit(records.filter { $0.record.epoch == epoch }, ring: ring)
    }
    rename(records)
  }

  /// Admits the devices of an epoch. Chains of approval are as long as there are devices: every round lets in what the round before
  /// made trustworthy.
  private mutating func admit(_ records: [DeviceRecord.Signed], ring: Keyring) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for signed in records {
        let record = signed.record
        guard case .add(let key, let nickname, let proof) = record.action, devices[record.device] == nil,
          DeviceRecord.identifier(of: key) == record.device
        else { continue }
        if record.author == record.device {
          guard signed.isSigned(by: key),
            DeviceRecord.isProof(proof, of: key, epoch: record.epoch, ring: ring)
          else { continue }
          distance[record.device] = record.device == ring.creator ? 0 : Self.selfAdmitted
        } else {
          guard let author = devices[record.author], !author.isRevoked, signed.isSigned(by: author.key) else {
            continue
          }
          distance[record.device] = (distance[record.author] ?? 0) + 1
        }
        devices[record.device] = Device(
          id: record.device, key: key, nickname: nickname, addedBy: record.author, addedAt: record.milliseconds)
        isSettled = false
      }
    }
  }

  /// Applies the revocations with which an epoch begins, those of the devices nearest to the vault's creator first: who is put out by
  /// one of them puts nobody out himself. Devices that a revocation does not name are out too: they knew only older keys.
  private mutating func revoke(_ records: [DeviceRecord.Signed], ring: Keyring) {
    let ordered = records.sorted {
      (distance[$0.record.author] ?? .max, $0.record.author, $0.record.number)
        < (distance[$1.record.author] ?? .max, $1.record.author, $1.record.number)
    }
    for signed in ordered {
      guard case .revoke(let trusted) = signed.record.action, let author = devices[signed.record.author],
        !author.isRevoked, signed.isSigned(by: author.key)
      else { continue }
      newestEpoch = max(newestEpoch, signed.record.epoch)
      let counts = Dictionary(trusted.map { ($0.device, $0.segments) }) { max($0, $1) }
      for (id, device) in devices where id == signed.record.device || counts[id] == nil {
        devices[id]?.acceptedSegments = min(device.acceptedSegments ?? .max, counts[id] ?? 0)
      }
    }
  }

  private mutating func rename(_ records: [DeviceRecord.Signed]) {
    var newest: [Identifier: (time: UInt64, number: UInt32)] = [:]
    for signed in records {
      guard case .rename(let nickname) = signed.record.action, let author = devices[signed.record.author],
        !author.isRevoked, signed.isSigned(by: author.key), devices[signed.record.device] != nil
      else { continue }
      let order = (signed.record.milliseconds, signed.record.number)
      if let last = newest[signed.record.device], last >= order { continue }
      newest[signed.record.device] = order
      devices[signed.record.device]?.nickname = nickname
    }
  }

  /// Whether a segment of a device may be applied.
  public func accepts(device: Identifier, sequence: UInt64) -> Bool {
    guard let known = devices[device] else { return false }
    return known.acceptedSegments.map { sequence < $0 } ?? true
  }
}
