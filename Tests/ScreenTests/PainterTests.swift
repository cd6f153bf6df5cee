import Drawing
import Glibc
import Screen
import TestSupport
import Testing

@Suite(.serialized) struct PainterTests {
  @Test func differencesLeaveWhatTheCanvasShows() {
    forAll(60) { random in
      var emulator = TerminalEmulator(width: 40, height: 12)
      let stream = ByteStream()
      var painter = DiffPainter { stream.append($0) }
      var canvas = randomCanvas(width: 40, height: 12, from: &random)
      for step in 0..<8 {
        if step == 4 {
          canvas.resize(width: 57, height: 9)
          emulator.resize(width: 57, height: 9)
        }
        scribble(on: &canvas, from: &random)
        _ = painter.paint(canvas, theme: .dark)
        emulator.feed(stream.take())
        guard agrees(emulator, canvas, { .full($0.red, $0.green, $0.blue) }) else { return false }
      }
      return emulator.unknown.isEmpty && !emulator.modes.contains(2026)
    }
  }

  @Test func anUnchangedCanvasCostsNothing() {
    let stream = ByteStream()
    var painter = DiffPainter { stream.append($0) }
    var random = SplitMix64(seed: 1)
    let canvas = randomCanvas(width: 80, height: 24, from: &random)
    #expect(painter.paint(canvas, theme: .dark) > 0)
    #expect(painter.paint(canvas, theme: .dark) == 0)
    #expect(painter.paint(canvas, theme: .light) > 0)
    painter.invalidate()
    #expect(painter.paint(canvas, theme: .light) > 0)
  }

  @Test func asciiTerminalsGetNothingElse() {
    let stream = ByteStream()
    var painter = DiffPainter(ascii: true) { stream.append($0) }
    var random = SplitMix64(seed: 7)
    _ = painter.paint(randomCanvas(width: 80, height: 24, from: &random), theme: .dark)
    #expect(stream.take().allSatisfy { $0 < 0x80 })
  }

  /// Both painters through an emulator: the same characters, the same attributes, colours that correspond.
  @Test func ncursesShowsTheSame() throws {
    let terminal = try PseudoTerminal(width: 50, height: 14)
    setenv("TERM", "xterm-256color", 1)
    setenv("LC_ALL", "C.UTF-8", 1)
    unsetenv("NO_COLOR")
    let screen = try TerminalScreen(ScreenOptions(depth: .indexed, ascii: false, device: terminal.path))
    #expect(screen.size == (50, 14))
    var random = SplitMix64(seed: 11)
    var canvas = randomCanvas(width: 50, height: 14, from: &random)
    for step in 0..<12 {
      if step == 6 {
        terminal.resize(width: 61, height: 10)
        kill(getpid(), SIGWINCH)
        var event: ScreenEvent?
        for _ in 0..<20 where event == nil { event = screen.nextEvent(timeout: 0.05) }
        #expect(event == .resize(width: 61, height: 10))
        canvas.resize(width: 61, height: 10)
      }
      scribble(on: &canvas, from: &random)
      screen.present(canvas, theme: .dark)
      let emulator = terminal.settled()
      #expect(emulator.unknown == [])
      #expect(agrees(emulator, canvas) { .indexed(Palette.indexed($0)) }, "step \(step)")
    }
    screen.close()
    let after = terminal.settled()
    #expect(after.modes.contains(25))
    #expect(after.modes.isDisjoint(with: [1000, 1002, 1006, 1049, 2004, 2026]))
  }

  @Test func keysAndWakeUpsArrive() throws {
    let terminal = try PseudoTerminal(width: 40, height: 10)
    setenv("TERM", "xterm-256color", 1)
    setenv("LC_ALL", "C.UTF-8", 1)
    let screen = try TerminalScreen(ScreenOptions(depth: .full, ascii: false, device: terminal.path))
    defer { screen.close() }
    func next() -> ScreenEvent? {
      for _ in 0..<20 { if let event = screen.nextEvent(timeout: 0.1) { return event } }
      return nil
    }
    for (bytes, key) in [
      ("x", Key.character("x")), ("é", .character("é")), ("\u{1B}[C", .right), ("\r", .enter), ("\t", .tab),
      ("\u{7F}", .backspace), ("\u{0C}", .control("l")), ("\u{1B}", .escape), ("\u{1B}[5~", .pageUp),
    ] {
      terminal.type(bytes)
      let event = next()
      #expect(event == .key(key), "\(bytes.debugDescription)")
    }
    terminal.type("\u{1B}[<0;7;3M")
    #expect(next() == .mouse(MouseEvent(.press, x: 6, y: 2)))
    terminal.type("\u{1B}[<65;1;1M")
    #expect(next() == .mouse(MouseEvent(.wheelDown, x: 0, y: 0)))
    screen.waker.wake()
    #expect(next() == .wake)
    kill(getpid(), SIGTERM)
    #expect(next() == .quit(signal: SIGTERM))
    terminal.type("\u{03}")
    #expect(next() == .quit(signal: SIGINT))
    #expect(screen.nextEvent(timeout: 0) == nil)
  }

  @Test func poorTerminalsAreRefusedInWords() {
    setenv("TERM", "dumb", 1)
    #expect(throws: ScreenError.dumbTerminal) { try TerminalScreen() }
    #expect(ScreenError.dumbTerminal.message.contains("TERM"))
    setenv("TERM", "xterm-256color", 1)
  }

  @Test func theTerminalsOwnColoursAreAskedFor() {
    var bytes: [UInt8] = []
    var painter = DiffPainter { written in
      bytes += written
      return true
    }
    var canvas = Canvas(width: 8, height: 1)
    canvas.put("a", 0, 0, .text)
    canvas.put("b", 1, 0, .loss)
    canvas.put("c", 2, 0, .ground, background: .accent)
    canvas.put("d", 3, 0, .muted)
    canvas.put("e", 4, 0, .muted, background: .selection)
    _ = painter.paint(canvas, theme: .terminal)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains(";2;"))
    for part in ["39;49ma", "91mb", "30;103mc", "90;49md", "39;100me"] { #expect(text.contains(part), "\(part)") }
  }
}

/// Whether a terminal shows a canvas, with colours as `expected` has them.
private func agrees(
  _ emulator: TerminalEmulator, _ canvas: Canvas, _ expected: (RGB) -> TerminalEmulator.Colour
) -> Bool {
  guard emulator.width == canvas.width, emulator.height == canvas.height else { return false }
  for y in 0..<canvas.height {
    for x in 0..<canvas.width {
      let cell = canvas[x, y]
      let shown = emulator[x, y]
      let scalar = cell.scalar == Cell.continuation ? 0x20 : cell.scalar
      var isRight = shown.scalar.value == scalar && shown.background == expected(Theme.dark[cell.background])
      if !cell.isBlank, cell.scalar != Cell.continuation {
        isRight =
          isRight && shown.foreground == expected(Theme.dark[cell.foreground])
          && shown.isBold == cell.attributes.contains(.bold) && shown.isDim == cell.attributes.contains(.dim)
      }
      if !isRight {
        Issue.record("at \(x),\(y): \(shown) for \(cell)")
        return false
      }
    }
  }
  return true
}

/// Collects what a painter writes.
private final class ByteStream {
  private var bytes: [UInt8] = []

  func append(_ new: UnsafeRawBufferPointer) -> Bool {
    bytes.append(contentsOf: new)
    return true
  }

  func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
