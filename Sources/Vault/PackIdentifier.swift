internal import Cryptography

/// Names a pack: a keyed hash of what is in it, so that equal content has one name and nobody outside can test for known content.
public struct PackIdentifier: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Bytes of an identifier.
  public static let size = 32

  public let bytes: [UInt8]

  /// `nil` where there are not 32 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    self.bytes = bytes
  }

  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(text) else { return nil }
    self.init(bytes)
  }

  /// The first half, which names the pack's content as an entity.
  public var entity: Identifier { Identifier(bytes)! }

  /// 64 hexadecimal digits.
  public var description: String { Hexadecimal.text(bytes) }

  public static func < (a: PackIdentifier, b: PackIdentifier) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
