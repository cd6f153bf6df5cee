public import Drawing

/// What can happen at a terminal.
public enum ScreenEvent: Sendable, Hashable {
  case key(Key)
  case mouse(MouseEvent)
  case resize(width: Int, height: Int)
  /// The program is asked to end: control C or a signal, with its number.
  case quit(signal: Int32)
  /// The program is in the foreground again; everything must be painted.
  case resumed
  /// Another thread called `ScreenWaker.wake`.
  case wake
}

/// Why a terminal cannot show the dashboard.
public enum ScreenError: Error, Equatable, Sendable {
  /// Neither the standard input and output nor `/dev/tty` is a terminal.
  case noTerminal
  /// `TERM` is unset or `dumb`.
  case dumbTerminal
  /// ncurses knows no terminal of that name.
  case unknownTerminal(String)

  /// One line for people.
  public var message: String {
    switch self {
    case .noTerminal: "The dashboard needs a terminal. Lists and analyses work without one: see tenths --help."
    case .dumbTerminal:
      "This terminal cannot place a cursor (TERM is dumb or unset). Set TERM, for example to xterm-256color."
    case .unknownTerminal(let name):
      "No terminal description for TERM=\(name) is installed. Try TERM=xterm-256color, or install ncurses-term."
    }
  }
}

/// How a screen is opened; `nil` means: find out.
public struct ScreenOptions: Sendable {
  public var depth: ColourDepth?
  public var ascii: Bool?
  /// Path of a terminal to use in place of the standard input and output.
  public var device: String?

  public init(depth: ColourDepth? = nil, ascii: Bool? = nil, device: String? = nil) {
    self.depth = depth
    self.ascii = ascii
    self.device = device
  }
}
