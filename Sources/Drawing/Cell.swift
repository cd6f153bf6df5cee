/// How a cell is drawn beside its colours.
public struct Attributes: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Attributes(rawValue: 1 << 0)
  public static let dim = Attributes(rawValue: 1 << 1)
  public static let reverse = Attributes(rawValue: 1 << 2)
}

/// One place of the screen: a character, what it means, and how it stands out. Eight bytes.
public struct Cell: Sendable, Equatable, BitwiseCopyable {
  /// A Unicode scalar; `Cell.continuation` in the right half of a wide character.
  public var scalar: UInt32
  public var foreground: Role
  public var background: Role
  public var attributes: Attributes
  /// Which trace the dots of a Braille character belong to: a newer trace replaces the dots of an older one. 0 for text.
  public var layer: UInt8

  @inlinable
  public init(
    scalar: UInt32 = 0x20, foreground: Role = .text, background: Role = .ground, attributes: Attributes = [],
    layer: UInt8 = 0
  ) {
    self.scalar = scalar
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
    self.layer = layer
  }

  /// The right half of a character that is two cells wide.
  public static let continuation: UInt32 = 0

  /// Whether nothing is drawn here.
  @inlinable public var isBlank: Bool { scalar == 0x20 }

  /// Whether the character is one of the 256 Braille patterns.
  @inlinable public var isBraille: Bool { scalar & ~0xFF == 0x2800 }
}
