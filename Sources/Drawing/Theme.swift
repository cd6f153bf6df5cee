/// A colour of 24 bits.
public struct RGB: Sendable, Hashable, BitwiseCopyable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Reads `#rrggbb`; `nil` for anything else.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 7, digits[0] == 0x23 else { return nil }
    var value: UInt32 = 0
    for digit in digits.dropFirst() {
      guard let nibble = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(nibble)
    }
    self.init(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
  }
}

/// What colour each role has.
public struct Theme: Sendable, Hashable {
  public var name: String
  /// Whether roles have the sixteen colours that the user gave his terminal, instead of the theme's own.
  public var usesTerminalColours = false
  private var colours: [RGB]

  /// A theme that starts as another one; roles that it leaves alone keep their colours.
  public init(name: String, from other: Theme) {
    self = other
    self.name = name
  }

  private init(_ name: String, _ colours: [Role: UInt32]) {
    self.name = name
    self.colours = Role.allCases.map { role in
      let value = colours[role] ?? 0xFF00FF
      return RGB(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
  }

  /// The colour of a role.
  public subscript(role: Role) -> RGB {
    get { colours[Int(role.rawValue)] }
    set { colours[Int(role.rawValue)] = newValue }
  }

  /// The role of that name in a theme file, or `nil`.
  public static func role(named name: String) -> Role? { Role.allCases.first { $0.identifier == name } }

  /// Nearly black, quiet text, one loud thing.
  public static let dark = Theme(
    "dark",
    [
      .ground: 0x0B0E14, .bar: 0x12161E, .frame: 0x2C3340, .faint: 0x3A4150, .muted: 0x788191, .text: 0xDEE2EA,
      .bright: 0xFFFFFF, .accent: 0xFFB040, .gain: 0x40D682, .loss: 0xFF6B5C, .sessionBest: 0xBE8CFF,
      .warning: 0xF0C85A, .speed: 0x78C8FF, .throttle: 0x62C86E, .brake: 0xFF5C5C, .steering: 0xD7A6FF,
      .gear: 0xC9B07A, .reference: 0x606A7C, .lapA: 0x78C8FF, .lapB: 0xFFB040, .lapC: 0xC38BFF,
      .lapD: 0x4FDCA0, .selection: 0x1F2937,
      .flagYellow: 0xFFD400, .flagBlue: 0x4C8DFF, .flagRed: 0xFF3B30, .flagWhite: 0xF5F5F5,
    ])

  /// Whatever colours the user's terminal has.
  public static let terminal: Theme = {
    var theme = Theme(name: "terminal", from: dark)
    theme.usesTerminalColours = true
    return theme
  }()

  /// Dark ink on warm white, for a bright room.
  public static let light = Theme(
    "light",
    [
      .ground: 0xFAF9F6, .bar: 0xECEAE4, .frame: 0xCFCCC4, .faint: 0xC4C1B9, .muted: 0x76746E, .text: 0x2A2C30,
      .bright: 0x000000, .accent: 0xB45F06, .gain: 0x0B7A3B, .loss: 0xC4281B, .sessionBest: 0x7A3CC2,
      .warning: 0x9A6B00, .speed: 0x1263B0, .throttle: 0x1B8A35, .brake: 0xC8322A, .steering: 0x7A3CC2,
      .gear: 0x7A5C1E, .reference: 0xA09D96, .lapA: 0x1263B0, .lapB: 0xB45F06, .lapC: 0x7A3CC2,
      .lapD: 0x0B7A5E, .selection: 0xDDE6F0,
      .flagYellow: 0xD9A900, .flagBlue: 0x1F5FD0, .flagRed: 0xD01818, .flagWhite: 0x8A8A8A,
    ])
}
