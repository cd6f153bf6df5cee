internal import CNcurses
internal import CTerminal
public import Drawing
@preconcurrency internal import Glibc

/// The terminal: opened once, given back as it was on every way out.
///
/// ncurses owns modes, keys, mouse and size. Where the terminal has 24-bit colours our own painter draws, elsewhere ncurses does.
/// Belongs to the thread that opened it; only `waker` may be used from others. One screen at a time.
public final class TerminalScreen {
  /// Size in cells, at least 1 × 1.
  public private(set) var size: (width: Int, height: Int) = (80, 24)
  /// Colours in use.
  public let depth: ColourDepth
  /// Whether every glyph is replaced by ASCII.
  public let isASCII: Bool
  /// Wakes `nextEvent` from any thread.
  public let waker: ScreenWaker

  private var painter: any Painter
  private let reader: KeyReader
  private let output: FrameOutput
  private let inputDescriptor: Int32
  private let outputDescriptor: Int32
  private let wakeDescriptor: Int32
  private let signalDescriptor: Int32
  private let handle: OpaquePointer
  private let streams: [UnsafeMutablePointer<FILE>]
  private var isOpen = true

  // End of a synchronised update, plain text, mouse off, paste off, cursor on, keypad off, normal screen.
  private static let restoreBytes =
    "\u{1B}[?2026l\u{1B}[0m\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1l\u{1B}>\u{1B}[?1049l"
  private static let enterBytes = "\u{1B}[?1049h\u{1B}[?25l"

  /// Takes the terminal over.
  public init(_ options: ScreenOptions = ScreenOptions()) throws(ScreenError) {
    setlocale(LC_CTYPE, "")
    let term = TerminalAbilities.environment("TERM") ?? "dumb"
    guard term != "dumb" else { throw .dumbTerminal }
    guard let (input, output) = Self.openStreams(options.device) else { throw .noTerminal }
    streams = [input, output]
    inputDescriptor = fileno(input)
    outputDescriptor = fileno(output)
    var problem: Int32 = 0
    guard setupterm(term, outputDescriptor, &problem) == OK else { throw .unknownTerminal(term) }
    var ends: (Int32, Int32) = (-1, -1)
    let hasPipe = withUnsafeMutableBytes(of: &ends) { tenths_pipe($0.bindMemory(to: Int32.self).baseAddress) == 0 }
    wakeDescriptor = hasPipe ? ends.0 : -1
    waker = ScreenWaker(descriptor: hasPipe ? ends.1 : -1)
    depth = options.depth ?? TerminalAbilities.colourDepth()
    isASCII = options.ascii ?? TerminalAbilities.isASCIIOnly()
    let descriptor = outputDescriptor
    let frames = FrameOutput(terminal: descriptor)
    self.output = frames
    _ = Self.restoreBytes.withCString { tenths_guard_install(descriptor, $0, Self.restoreBytes.utf8.count) }
    guard let screen = newterm(term, output, input) else {
      tenths_guard_remove()
      throw .unknownTerminal(term)
    }
    handle = screen
    // After newterm, which installs handlers of its own.
    signalDescriptor = tenths_signals_open()
    reader = KeyReader()
    if depth == .full {
      painter = DiffPainter(ascii: isASCII) { frames.take($0) }
    } else {
      painter = NcursesPainter(depth: depth, ascii: isASCII)
    }
    configure()
    updateSize()
  }

  deinit { close() }

  /// Waits for the next event, at most `timeout` seconds; `nil` when nothing happened.
  public func nextEvent(timeout: Double) -> ScreenEvent? {
    guard isOpen else { return .quit(signal: SIGHUP) }
    if let event = pendingEvent() { return event }
    let seconds = timeout.isFinite ? min(max(0, timeout), 3600) : -1
    if tenths_wait(inputDescriptor, signalDescriptor, wakeDescriptor, seconds) < 0 { return .quit(signal: SIGHUP) }
    return pendingEvent()
  }

  /// Whether the terminal takes what is written now. On a slow link it does not: then a frame is better left out than queued, and
  /// whoever draws stays free for the keys.
  public var isReady: Bool { output.flush() }

  /// Shows a canvas and returns the bytes written, where the painter knows.
  @discardableResult
  public func present(_ canvas: Canvas, theme: Theme) -> Int {
    guard isOpen else { return 0 }
    return painter.paint(canvas, theme: theme)
  }

  /// Draws everything anew with the next canvas.
  public func invalidate() { painter.invalidate() }

  /// Gives the terminal to the shell until the program is continued.
  public func suspend() {
    guard isOpen else { return }
    leave()
    // The handler for SIGTSTP is ours, so the stop is sent as the signal that nothing can catch.
    kill(getpid(), SIGSTOP)
    reset_prog_mode()
    _ = Self.writeAll(outputDescriptor, Self.enterBytes)
    configure()
    updateSize()
    painter.invalidate()
  }

  /// Gives the terminal back. Safe to call twice.
  public func close() {
    guard isOpen else { return }
    leave()
    isOpen = false
    tenths_guard_restore_settings()
    tenths_signals_close()
    tenths_guard_remove()
    reader.close()
    delscreen(handle)
    // The waker's pipe stays open: another thread may still wake, and must not write into a file that got the number since.
    for stream in streams { fclose(stream) }
  }

  private func leave() {
    output.drain()
    mousemask(0, nil)
    endwin()
    _ = Self.writeAll(outputDescriptor, Self.restoreBytes)
  }

  private func configure() {
    raw()
    noecho()
    nonl()
    set_escdelay(25)
    reader.configure()
    if depth != .full {
      if depth != .none {
        start_color()
        use_default_colors()
      }
      curs_set(0)
      return
    }
    // ncurses clears once and is then never asked to refresh again.
    doupdate()
    _ = Self.writeAll(outputDescriptor, Self.enterBytes)
  }

  private func pendingEvent() -> ScreenEvent? {
    while true {
      switch tenths_signals_next() {
      case 0: break
      case SIGWINCH:
        // Many may wait: only the last size counts.
        let before = size
        updateSize()
        if size == before { continue }
        painter.invalidate()
        return .resize(width: size.width, height: size.height)
      case SIGTSTP:
        suspend()
        return .resumed
      case SIGCONT: return resumedElsewhere()
      case let number: return .quit(signal: number)
      }
      break
    }
    let wasWoken = drainWaker()
    if let event = reader.next() {
      if wasWoken { waker.wake() }
      switch event {
      case .key(.control("c")): return .quit(signal: SIGINT)
      case .key(.control("z")):
        suspend()
        return .resumed
      default: return event
      }
    }
    return wasWoken ? .wake : nil
  }

  private func drainWaker() -> Bool {
    var found = false
    var bytes: UInt64 = 0
    while read(wakeDescriptor, &bytes, 8) > 0 { found = true }
    return found
  }

  private func resumedElsewhere() -> ScreenEvent {
    // Stopped by a signal that cannot be caught: the shell has changed the modes meanwhile.
    reset_prog_mode()
    _ = Self.writeAll(outputDescriptor, Self.enterBytes)
    configure()
    updateSize()
    painter.invalidate()
    return .resumed
  }

  private func updateSize() {
    var columns: Int32 = 0
    var rows: Int32 = 0
    tenths_terminal_size(outputDescriptor, &columns, &rows)
    if columns <= 0 || rows <= 0 { (columns, rows) = (80, 24) }
    size = (Int(columns), Int(rows))
    resizeterm(rows, columns)
  }

  private static func openStreams(
    _ device: String?
  ) -> (UnsafeMutablePointer<FILE>, UnsafeMutablePointer<FILE>)? {
    if device == nil, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
      let input = fdopen(dup(STDIN_FILENO), "r"), let output = fdopen(dup(STDOUT_FILENO), "w")
    {
      return (input, output)
    }
    guard let input = fopen(device ?? "/dev/tty", "re"), let output = fopen(device ?? "/dev/tty", "we") else {
      return nil
    }
    return isatty(fileno(output)) == 1 ? (input, output) : nil
  }

  private static func writeAll(_ descriptor: Int32, _ text: String) -> Bool {
    var text = text
    return text.withUTF8 { writeAll(descriptor, UnsafeRawBufferPointer($0)) }
  }

  private static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let written = write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if written > 0 {
        offset += written
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, 1000)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
