internal import Cryptography

/// Sixteen bytes that name a vault, a device or an entity.
public struct Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Bytes of an identifier.
  public static let size = 16

  private let high: UInt64
  private let low: UInt64

  /// The first 16 bytes; `nil` where there are fewer.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= Self.size else { return nil }
    var values: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.prefix(Self.size).enumerated() {
      if index < 8 { values.0 = values.0 << 8 | UInt64(byte) } else { values.1 = values.1 << 8 | UInt64(byte) }
    }
    (high, low) = values
  }

  /// An identifier as it stands in the keys of objects: 32 hexadecimal digits.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(text), bytes.count == Self.size else { return nil }
    self.init(bytes)
  }

  public var bytes: [UInt8] {
    [high, low].flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) } }
  }

  /// 32 hexadecimal digits.
  public var description: String { Hexadecimal.text(bytes) }

  public static func < (a: Identifier, b: Identifier) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
