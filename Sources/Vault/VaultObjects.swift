public import Cryptography

/// The one object of a vault that everybody may read: that it is one, and which.
public enum VaultDescription {
  private static let magic = Array("TNV1".utf8)

  public static func encoded(_ vault: Identifier) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(vault)
    writer.append(UInt64(1), bytes: 2)
    return writer.bytes
  }

  public static func read(_ bytes: [UInt8]) throws(VaultError) -> Identifier {
    var reader = ByteReader(bytes)
    guard try reader.take(4).elementsEqual(magic) else { throw .foreign }
    let vault = try reader.identifier()
    _ = try reader.number(bytes: 2)
    try reader.finish()
    return vault
  }
}

/// A device that has no key yet and asks to be let in. It says nothing but its public key.
public enum JoinRequest {
  private static let magic = Array("TNJ1".utf8)

  public static func encoded(_ key: PublicKey, vault: Identifier) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(vault)
    writer.append(key.bytes)
    return writer.bytes
  }

  public static func read(_ bytes: [UInt8], vault: Identifier) throws(VaultError) -> PublicKey {
    var reader = ByteReader(bytes)
    guard try reader.take(4).elementsEqual(magic) else { throw .foreign }
    guard try reader.identifier() == vault else { throw .tampered }
    guard let key = PublicKey(Array(try reader.take(PublicKey.size))) else { throw .malformed }
    try reader.finish()
    return key
  }
}

/// Many segments in one object, as they are in the store, so that a new machine need not fetch each.
///
/// It proves nothing by itself: every segment in it is checked as if it had been fetched.
public struct Snapshot: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    public var device: Identifier
    public var sequence: UInt64
    public var object: [UInt8]

    public init(device: Identifier, sequence: UInt64, object: [UInt8]) {
      self.device = device
      self.sequence = sequence
      self.object = object
    }
  }

  public var entries: [Entry]

  public init(entries: [Entry]) { self.entries = entries }

  private static let version: UInt8 = 1

  public func seal(device: Identifier, sequence: UInt64, keys: VaultKeys) throws(VaultError) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(variable: UInt64(entries.count))
    for entry in entries {
      writer.append(entry.device)
      writer.append(entry.sequence, bytes: 8)
      writer.append(counted: entry.object)
    }
    let name = ObjectKey.snapshot(device, sequence)
    return try Pack.seal(writer.bytes, kind: .snapshot, name: name, keys: keys).object
  }

  public init(object: [UInt8], device: Identifier, sequence: UInt64, keys: VaultKeys) throws(VaultError) {
    let name = ObjectKey.snapshot(device, sequence)
    var reader = ByteReader(try Pack.open(object, kind: .snapshot, name: name, keys: keys))
    guard try reader.byte() == Self.version else { throw .newer }
    var entries: [Entry] = []
    for _ in 0..<(try reader.variable()) {
      entries.append(
        Entry(
          device: try reader.identifier(), sequence: try reader.number(bytes: 8),
          object: try reader.counted(limit: Pack.largestObject)))
    }
    try reader.finish()
    self.entries = entries
  }
}
