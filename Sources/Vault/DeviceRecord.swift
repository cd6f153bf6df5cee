public import Cryptography

/// What a device says about devices: that one belongs to the vault, what it is called, or that some belong to it no more.
public struct DeviceRecord: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    /// A device belongs to the vault. One that lets itself in proves that it has the key of the epoch.
    case add(key: PublicKey, nickname: String, proof: [UInt8])
    /// A device is called so now.
    case rename(nickname: String)
    /// A device belongs to the vault no more, and a new epoch begins. Those that still do are named with what has been accepted of
    /// them, so that whoever knows only older keys cannot slip in.
    case revoke(trusted: [Trusted])
  }

  public struct Trusted: Sendable, Hashable {
    public var device: Identifier
    /// Segments of its log that were accepted: those after it are refused of a revoked device.
    public var segments: UInt64

    public init(device: Identifier, segments: UInt64) {
      self.device = device
      self.segments = segments
    }
  }

  public var author: Identifier
  public var number: UInt32
  public var device: Identifier
  /// The newest epoch that the author knew; of a revocation the one that it begins.
  public var epoch: UInt16
  /// ms since 1970 by the author's clock; shown, never used to decide.
  public var milliseconds: UInt64
  public var action: Action

  public init(
    author: Identifier, number: UInt32, device: Identifier, epoch: UInt16, milliseconds: UInt64, action: Action
  ) {
    self.author = author
    self.number = number
    self.device = device
    self.epoch = epoch
    self.milliseconds = milliseconds
    self.action = action
  }

  private static let version: UInt8 = 1
  private static let proofSize = 32
  /// Bytes of a nickname at most.
  public static let nicknameLimit = 64

  /// The identifier of the device with a key.
  public static func identifier(of key: PublicKey) -> Identifier { Identifier(KeyedHash.hash(key.bytes))! }

  /// Proves that a device has the keys of an epoch.
  public static func proof(for key: PublicKey, epoch: UInt16, ring: Keyring) -> [UInt8] {
    guard let secret = ring.keys(of: epoch).first else { return [UInt8](repeating: 0, count: proofSize) }
    return KeyedHash.hash(Array("tenths/device/1".utf8) + key.bytes, key: secret, count: proofSize)
  }

  /// Whether a proof was made with a key of that epoch.
  public static func isProof(_ proof: [UInt8], of key: PublicKey, epoch: UInt16, ring: Keyring) -> Bool {
    ring.keys(of: epoch).contains {
      areEqualInConstantTime(
        KeyedHash.hash(Array("tenths/device/1".utf8) + key.bytes, key: $0, count: proofSize), proof)
    }
  }

  public var name: String { ObjectKey.device(author: author, number) }

  /// The object as it lies in the store.
  public func seal(signer: SigningKey, keys: VaultKeys) throws(VaultError) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(author)
    writer.append(UInt64(number), bytes: 4)
    writer.append(device)
    writer.append(UInt64(epoch), bytes: 2)
    writer.append(milliseconds, bytes: 8)
    switch action {
    case .add(let key, let nickname, let proof):
      writer.append(1)
      writer.append(key.bytes)
      writer.append(text: nickname)
      writer.append(proof)
    case .rename(let nickname):
      writer.append(2)
      writer.append(text: nickname)
    case .revoke(let trusted):
      writer.append(3)
      writer.append(UInt64(trusted.count), bytes: 2)
      for entry in trusted {
        writer.append(entry.device)
        writer.append(entry.segments, bytes: 8)
      }
    }
    writer.append(signer.signature(of: writer.bytes))
    return try Pack.seal(writer.bytes, kind: .device, name: name, keys: keys).object
  }

  /// A record that was read, and whether a key signed it: who signed is known only once all records are read.
  public struct Signed: Sendable {
    public var record: DeviceRecord
    private let content: [UInt8]
    private let signature: [UInt8]

    /// Reads the object that lies under a name.
    public init(object: [UInt8], author: Identifier, number: UInt32, keys: VaultKeys) throws(VaultError) {
      let name = ObjectKey.device(author: author, number)
      let all = try Pack.open(object, kind: .device, name: name, keys: keys)
      guard all.count > SigningKey.signatureSize else { throw .malformed }
      content = Array(all.dropLast(SigningKey.signatureSize))
      signature = Array(all.suffix(SigningKey.signatureSize))
      record = try DeviceRecord(content: content)
      guard record.author == author, record.number == number else { throw .tampered }
    }

    public func isSigned(by key: PublicKey) -> Bool { key.isValid(signature, of: content) }
  }

  private init(content: [UInt8]) throws(VaultError) {
    var reader = ByteReader(content)
    guard try reader.byte() == Self.version else { throw .newer }
    author = try reader.identifier()
    number = UInt32(truncatingIfNeeded: try reader.number(bytes: 4))
    device = try reader.identifier()
    epoch = UInt16(truncatingIfNeeded: try reader.number(bytes: 2))
    milliseconds = try reader.number(bytes: 8)
    switch try reader.byte() {
    case 1:
      guard let key = PublicKey(Array(try reader.take(PublicKey.size))) else { throw .malformed }
      let nickname = try reader.text(limit: Self.nicknameLimit)
      action = .add(key: key, nickname: nickname, proof: Array(try reader.take(Self.proofSize)))
    case 2: action = .rename(nickname: try reader.text(limit: Self.nicknameLimit))
    case 3:
      var trusted: [Trusted] = []
      for _ in 0..<(try reader.number(bytes: 2)) {
        trusted.append(Trusted(device: try reader.identifier(), segments: try reader.number(bytes: 8)))
      }
      action = .revoke(trusted: trusted)
    default: throw .newer
    }
    try reader.finish()
  }
}
