public import Cryptography

/// A piece of a device's log: its edits in their order, chained to what came before and signed.
public struct Segment: Sendable, Hashable {
  /// What a device had accepted of another one.
  public struct Seen: Sendable, Hashable {
    public var device: Identifier
    public var sequence: UInt64
    /// Hash of that segment's object.
    public var hash: [UInt8]

    public init(device: Identifier, sequence: UInt64, hash: [UInt8]) {
      self.device = device
      self.sequence = sequence
      self.hash = hash
    }
  }

  public var device: Identifier
  /// Counted from 0, without gaps.
  public var sequence: UInt64
  /// Hash of the object before; zeros for the first.
  public var previous: [UInt8]
  public var seen: [Seen]
  public var records: [Record]

  public init(device: Identifier, sequence: UInt64, previous: [UInt8], seen: [Seen], records: [Record]) {
    self.device = device
    self.sequence = sequence
    self.previous = previous
    self.seen = seen
    self.records = records
  }

  private static let version: UInt8 = 1
  /// Bytes of a hash of an object.
  public static let hashSize = 32
  /// Records that one segment takes.
  public static let recordLimit = 1_000
  /// Bytes of records after which a segment is closed.
  public static let sizeLimit = 4 << 20
  /// What stands before the first segment.
  public static let noHash = [UInt8](repeating: 0, count: hashSize)

  /// The hash by which the next segment refers to this object.
  public static func hash(of object: [UInt8]) -> [UInt8] { KeyedHash.hash(object, count: hashSize) }

  public var name: String { ObjectKey.log(device, sequence) }

  /// The object as it lies in the store.
  public func seal(signer: SigningKey, keys: VaultKeys) throws(VaultError) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(device)
    writer.append(sequence, bytes: 8)
    writer.append(previous)
    writer.append(UInt64(seen.count), bytes: 2)
    for entry in seen {
      writer.append(entry.device)
      writer.append(entry.sequence, bytes: 8)
      writer.append(entry.hash)
    }
    writer.append(UInt64(records.count), bytes: 4)
    for record in records { record.write(to: &writer) }
    writer.append(signer.signature(of: writer.bytes))
    return try Pack.seal(writer.bytes, kind: .segment, name: name, keys: keys).object
  }

  /// Reads the object that lies under a name; the signature has to be that of the device's key.
  public init(
    object: [UInt8], device: Identifier, sequence: UInt64, signer: PublicKey, keys: VaultKeys
  ) throws(VaultError) {
    let name = ObjectKey.log(device, sequence)
    let content = try Pack.open(object, kind: .segment, name: name, keys: keys)
    guard content.count > SigningKey.signatureSize else { throw .malformed }
    let end = content.count - SigningKey.signatureSize
    guard signer.isValid(Array(content[end...]), of: Array(content[..<end])) else { throw .signature }
    var reader = ByteReader(content[..<end])
    guard try reader.byte() == Self.version else { throw .newer }
    self.device = try reader.identifier()
    self.sequence = try reader.number(bytes: 8)
    guard self.device == device, self.sequence == sequence else { throw .tampered }
    previous = Array(try reader.take(Self.hashSize))
    var seen: [Seen] = []
    for _ in 0..<(try reader.number(bytes: 2)) {
      seen.append(
        Seen(
          device: try reader.identifier(), sequence: try reader.number(bytes: 8),
          hash: Array(try reader.take(Self.hashSize))))
    }
    self.seen = seen
    let count = try reader.number(bytes: 4)
    guard count <= UInt64(Self.recordLimit) else { throw .malformed }
    var records: [Record] = []
    for _ in 0..<count { records.append(try Record(from: &reader, device: device)) }
    self.records = records
    try reader.finish()
  }
}
