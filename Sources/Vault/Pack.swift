internal import Compression
internal import Cryptography

/// A sealed object: what it is, and the bytes that lie in the store.
public struct Pack: Sendable, Hashable {
  /// What a pack holds.
  public enum Kind: UInt8, Sendable {
    case lap = 1
    case summary = 2
    case asset = 3
    case segment = 4
    case snapshot = 5
    case device = 6

    /// Whether packs of this kind are named by what they hold; the others by the key under which they lie.
    var isNamedByContent: Bool { self == .lap || self == .summary || self == .asset }
  }

  private enum Codec: UInt8 {
    case none = 0
    case zstandard = 2
  }

  public var id: PackIdentifier
  public var object: [UInt8]

  private static let magic = Array("TNP1".utf8)
  private static let headSize = 24
  private static let textStart = headSize + AuthenticatedCipher.nonceSize
  /// Sizes are rounded up to this, so that they say little.
  private static let padding = 512
  /// Zstandard's level: a lap shrinks by another tenth against the fastest, and still takes a millisecond.
  private static let level = 9
  /// Bytes of an object at most.
  public static let largestObject = 64 << 20
  /// Bytes of what is in it at most.
  public static let largestContent = 256 << 20

  /// Seals content. The same content under the same keys gives the same bytes.
  ///
  /// - Parameter name: the key under which a segment, a snapshot or a device record lies; not used for what its content names.
  public static func seal(
    _ content: [UInt8], kind: Kind, name: String = "", keys: VaultKeys
  ) throws(VaultError) -> Pack {
    guard content.count <= largestContent else { throw .tooLarge }
    let id = identifier(of: content, kind: kind, keys: keys)
    let data = kind == .device ? keys.devices : keys.newest
    var codec = Codec.zstandard
    var body = (try? Zstandard.compress(content, level: level)) ?? content
    if body.count >= content.count {
      codec = .none
      body = content
    }
    var padded = ByteWriter()
    padded.append(UInt64(content.count), bytes: 4)
    padded.append(body)
    padded.append([UInt8](repeating: 0, count: (padding - padded.bytes.count % padding) % padding))
    var head = ByteWriter()
    head.append(magic)
    head.append(kind.rawValue)
    head.append(codec.rawValue)
    head.append(UInt64(data.epoch), bytes: 2)
    head.append(data.commitment)
    let context = head.bytes + place(of: kind, id: id, name: name)
    let nonce = KeyedHash.hash(
      context + padded.bytes, key: keys.nonces, count: AuthenticatedCipher.nonceSize)
    let sealed = AuthenticatedCipher.seal(padded.bytes, context: context, nonce: nonce, key: data.key)
    let object = head.bytes + nonce + sealed
    guard object.count <= largestObject else { throw .tooLarge }
    return Pack(id: id, object: object)
  }

  /// The content of an object that lies under the name of a pack.
  public static func open(_ object: [UInt8], kind: Kind, id: PackIdentifier, keys: VaultKeys) throws(VaultError)
    -> [UInt8]
  {
    let content = try open(object, kind: kind, place: id.bytes, keys: keys)
    guard identifier(of: content, kind: kind, keys: keys) == id else { throw .tampered }
    return content
  }

  /// The content of an object that lies under a key of its own.
  public static func open(_ object: [UInt8], kind: Kind, name: String, keys: VaultKeys) throws(VaultError) -> [UInt8] {
    try open(object, kind: kind, place: Array(name.utf8), keys: keys)
  }

  /// What an object says it is, as far as that can be seen without any key.
  public static func kind(of object: [UInt8]) throws(VaultError) -> Kind {
    guard object.count >= textStart, object.starts(with: magic) else { throw .foreign }
    guard let kind = Kind(rawValue: object[4]) else { throw .newer }
    return kind
  }

  private static func open(
    _ object: [UInt8], kind: Kind, place: [UInt8], keys: VaultKeys
  ) throws(VaultError) -> [UInt8] {
    guard try Self.kind(of: object) == kind else { throw .tampered }
    guard let codec = Codec(rawValue: object[5]) else { throw .newer }
    guard object.count <= largestObject else { throw .tooLarge }
    let epoch = UInt16(object[6]) | UInt16(object[7]) << 8
    let commitment = object[8..<headSize]
    let data: VaultKeys.DataKey
    if kind == .device {
      guard epoch == 0, keys.devices.commitment.elementsEqual(commitment) else { throw .missingKey(epoch: epoch) }
      data = keys.devices
    } else {
      guard let found = keys.key(epoch: epoch, commitment: commitment) else { throw .missingKey(epoch: epoch) }
      data = found
    }
    let padded = AuthenticatedCipher.open(
      object[textStart...], context: Array(object[..<headSize]) + place, nonce: Array(object[headSize..<textStart]),
      key: data.key)
    guard let padded else { throw .tampered }
    var reader = ByteReader(padded)
    let count = Int(try reader.number(bytes: 4))
    guard count <= largestContent else { throw .tooLarge }
    return try unpack(Array(try reader.take(reader.remaining)), count: count, codec: codec)
  }

  private static func unpack(_ body: [UInt8], count: Int, codec: Codec) throws(VaultError) -> [UInt8] {
    switch codec {
    case .none:
      guard count <= body.count else { throw .malformed }
      return Array(body.prefix(count))
    case .zstandard:
      // The zeros behind the frame are not part of it.
      let frame = Zstandard.frameSize(body)
      guard let frame, let content = try? Zstandard.decompress(Array(body.prefix(frame)), count: count) else {
        throw .malformed
      }
      return content
    }
  }

  /// The name of content.
  public static func identifier(of content: [UInt8], kind: Kind, keys: VaultKeys) -> PackIdentifier {
    PackIdentifier(KeyedHash.hash([kind.rawValue] + content, key: keys.names))!
  }

  private static func place(of kind: Kind, id: PackIdentifier, name: String) -> [UInt8] {
    kind.isNamedByContent ? id.bytes : Array(name.utf8)
  }
}
