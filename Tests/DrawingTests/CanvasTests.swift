import Drawing
import TestSupport
import Testing

struct CanvasTests {
  @Test func textFromOutsideCannotSteerTheTerminal() {
    var canvas = Canvas(width: 24, height: 1)
    let end = canvas.write("a\u{1B}[31mb\u{9B}c\u{7}\u{202E}d\u{200B}e\u{301}\u{FEFF}\n\rf", 0, 0)
    #expect(row(canvas, 0) == "a[31mbcdef")
    #expect(end == 10)
  }

  @Test func longTextsEndInAnEllipsis() {
    var canvas = Canvas(width: 10, height: 1)
    #expect(canvas.write("Nürburgring", 0, 0, limit: 6) == 6)
    #expect(row(canvas, 0) == "Nürbu…")
    canvas.clear()
    #expect(canvas.write("Nürb", 0, 0, limit: 4) == 4)
    #expect(row(canvas, 0) == "Nürb")
  }

  @Test func wideCharactersTakeTwoCellsAndNeverHalfAOne() {
    var canvas = Canvas(width: 6, height: 1)
    #expect(canvas.write("富士", 0, 0) == 4)
    #expect(canvas[1, 0].scalar == Cell.continuation)
    canvas.put("x", 1, 0)
    #expect(row(canvas, 0) == " x士")
    canvas.write("士", 5, 0)
    #expect(canvas[5, 0].scalar == 0x20)
  }

  @Test func nothingIsWrittenOutsideTheClip() {
    var canvas = Canvas(width: 10, height: 4)
    canvas.clipped(to: Area(x: 2, y: 1, width: 3, height: 2)) { canvas in
      canvas.write("0123456789", 0, 0)
      canvas.write("0123456789", 0, 1)
      canvas.fill(Area(x: -5, y: 2, width: 100, height: 100), .bar)
      canvas.clipped(to: Area(x: 0, y: 0, width: 3, height: 4)) { $0.put("!", 4, 2) }
    }
    #expect((0..<4).map { row(canvas, $0) } == ["", "  234", "", ""])
    #expect(canvas[1, 2].background == .ground && canvas[2, 2].background == .bar && canvas[5, 2].background == .ground)
  }

  @Test func framesCarryTheirTitles() {
    var canvas = Canvas(width: 20, height: 3)
    let inner = canvas.frame(canvas.area, title: "Lap 7")
    canvas.frameNote("now", of: canvas.area, after: 9)
    #expect(
      (0..<3).map { row(canvas, $0) } == ["╭─ Lap 7 ──── now ─╮", "│                  │", "╰──────────────────╯"])
    #expect(inner == Area(x: 1, y: 1, width: 18, height: 1))
  }

  @Test func barsFillInEighths() {
    var canvas = Canvas(width: 4, height: 3)
    canvas.bar(0, 0, width: 4, share: 0.53, role: .throttle)
    canvas.bar(0, 1, width: 4, share: .nan, role: .throttle)
    canvas.bar(0, 2, width: 4, share: 1e30, role: .throttle)
    #expect((0..<3).map { row(canvas, $0) } == ["██▏", "", "████"])
  }

  @Test func aNewerTraceTakesTheCellOver() {
    var canvas = Canvas(width: 2, height: 1)
    canvas.dot(0, 0, .reference, layer: 1)
    canvas.dot(1, 1, .reference, layer: 1)
    #expect(canvas[0, 0].scalar == 0x2811)
    canvas.dot(0, 3, .speed, layer: 2)
    #expect(canvas[0, 0].scalar == 0x2840 && canvas[0, 0].foreground == .speed)
    canvas.write("x", 0, 0)
    canvas.dot(0, 0, .speed, layer: 2)
    #expect(canvas[0, 0].scalar == 0x78)
  }

  @Test func tracesMeetAndLeaveGaps() {
    var canvas = Canvas(width: 3, height: 1)
    let values: [Double] = [0, 3, 3, .nan, 1, 1]
    canvas.trace(in: canvas.area, range: 0...3, layer: 1, role: { _ in .speed }) {
      TraceColumn(low: values[$0], high: values[$0])
    }
    #expect((0..<3).map { canvas[$0, 0].scalar - 0x2800 } == [0x40 | 0x38, 0x01, 0x04 | 0x20])
  }

  @Test func everyGlyphHasAnASCIIStandIn() {
    #expect("╭─╮│▲▼−·●█▀⠁⣿".unicodeScalars.map { asciiFallback($0.value) }.allSatisfy { $0 < 0x7F && $0 >= 0x20 })
    #expect(asciiFallback(0x2803) == UInt32(UInt8(ascii: "'")))
  }

  private func row(_ canvas: Canvas, _ y: Int) -> String {
    String(screenText(canvas).split(separator: "\n", omittingEmptySubsequences: false)[y])
  }
}
