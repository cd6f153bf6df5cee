public import Drawing

/// How many colours a terminal has.
public enum ColourDepth: String, Sendable, CaseIterable {
  /// 24 bits.
  case full
  /// The 256 of xterm.
  case indexed
  case sixteen
  case none
}

/// Colours of a theme on terminals with fewer.
public enum Palette {
  /// The nearest of the 240 fixed colours of xterm's 256: the cube and the greys.
  public static func indexed(_ colour: RGB) -> Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func nearest(_ value: UInt8) -> Int {
      levels.indices.min { abs(levels[$0] - Int(value)) < abs(levels[$1] - Int(value)) } ?? 0
    }
    let r = nearest(colour.red)
    let g = nearest(colour.green)
    let b = nearest(colour.blue)
    let average = (Int(colour.red) + Int(colour.green) + Int(colour.blue)) / 3
    let grey = min(23, max(0, (average - 3) / 10))
    let shade = 8 + 10 * grey
    let cube = distance(colour, levels[r], levels[g], levels[b])
    return distance(colour, shade, shade, shade) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b
  }

  /// One of the sixteen basic colours, or −1 for the terminal's own. Chosen by meaning: the nearest colour of a faint frame would be
  /// the ground itself.
  public static func basic(_ role: Role) -> Int {
    switch role {
    case .ground, .bar: -1
    // Grey behind a row: on the blue of most terminals a red loss cannot be read.
    case .frame, .faint, .reference, .selection: 8
    case .muted, .text: 7
    case .bright, .flagWhite: 15
    case .accent, .warning, .lapB, .flagYellow: 11
    case .gain, .throttle, .lapD: 10
    case .loss, .brake, .flagRed: 9
    case .sessionBest, .steering, .lapC: 13
    case .speed, .lapA: 14
    case .gear: 3
    case .flagBlue: 4
    }
  }

  /// Parameters of the terminal's own colour for a role in front, each followed by a semicolon.
  static func foreground(_ role: Role) -> String {
    switch role {
    // Text in the terminal's own ink: a fixed white cannot be read on paper.
    case .text, .bright: "39;"
    // A ground as a foreground stands on a coloured background: black is readable there.
    case .ground: "30;"
    case .muted: "90;"
    default: parameter(basic(role), normal: 30, light: 90)
    }
  }

  /// Parameters of the terminal's own colour for a role behind a character.
  static func background(_ role: Role) -> String {
    role == .faint || role == .frame ? "49;" : parameter(basic(role), normal: 40, light: 100)
  }

  private static func parameter(_ colour: Int, normal: Int, light: Int) -> String {
    colour < 0 ? "\(normal + 9);" : colour < 8 ? "\(normal + colour);" : "\(light + colour - 8);"
  }

  private static func distance(_ colour: RGB, _ red: Int, _ green: Int, _ blue: Int) -> Int {
    let dr = Int(colour.red) - red
    let dg = Int(colour.green) - green
    let db = Int(colour.blue) - blue
    return dr * dr * 3 + dg * dg * 4 + db * db * 2
  }
}
