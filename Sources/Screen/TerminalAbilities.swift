internal import CNcurses
@preconcurrency internal import Glibc

/// What the environment and the terminal's description say.
enum TerminalAbilities {
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// The colours of the terminal; `setupterm` must have been called.
  static func colourDepth() -> ColourDepth {
    if environment("NO_COLOR") != nil { return .none }
    if let announced = environment("COLORTERM"), announced == "truecolor" || announced == "24bit" { return .full }
    // On terminals whose colour numbers are 24-bit values the painter writes such values itself.
    if tigetflag("RGB") > 0 { return .full }
    let colours = tigetnum("colors")
    return colours >= 256 ? .indexed : colours >= 8 ? .sixteen : .none
  }

  /// Whether the locale or the terminal cannot show more than ASCII.
  static func isASCIIOnly() -> Bool {
    // The Linux console has a font of 512 glyphs, without Braille.
    if environment("TERM") == "linux" { return true }
    let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
    return codeset.uppercased() != "UTF-8"
  }
}
