import Drawing
import TestSupport
import Testing

struct FigureTests {
  @Test(arguments: [
    (0.954, 2, "+0.95"), (-0.21, 2, "−0.21"), (0, 2, "0.00"), (-0.001, 2, "0.00"), (12.345, 1, "+12.3"), (.nan, 2, "—"),
    (.infinity, 2, "—"), (1e30, 2, "—"),
  ]) func signedNumbers(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(Figure.decimal(value, decimals, sign: .always).text == text)
  }

  @Test(arguments: [
    (99.126, 3, "1:39.126"), (59.9996, 3, "1:00.000"), (3723, 3, "1:02:03"), (0, 2, "0:00.00"), (-1, 3, "—"),
    (.nan, 3, "—"),
    (1e30, 3, "—"),
  ]) func lapTimes(_ seconds: Double, _ decimals: Int, _ text: String) {
    #expect(Figure.time(seconds, decimals).text == text)
  }

  @Test func otherNumbers() {
    #expect(Figure.decimal(7240, 0, grouped: true).text == "7 240")
    #expect(Figure.decimal(1_234_567, 0, grouped: true).text == "1 234 567")
    #expect(Figure.time(26.139, 2, short: true).text == "26.14")
    #expect(Figure.decimal(nil, 2).text == "—")
    #expect(Figure.letter("R").text == "R")
  }

  @Test func largeDigitsFitWhereTheyClaimTo() {
    let figure = Figure.decimal(0.88, 2, sign: .always)
    for width in 8...120 {
      for rows in 2...20 {
        guard let digits = BigDigits.fitting(figure, width: width, rows: rows) else { continue }
        #expect(digits.width(of: figure) <= width && digits.rows <= rows)
      }
    }
  }

  @Test func largeDigitsAreReadable() {
    var canvas = Canvas(width: 19, height: 3)
    canvas.big(.decimal(-2.4, 1), 0, 0, digits: BigDigits(rows: 3), role: .gain)
    let lines = screenText(canvas).split(separator: "\n").prefix(3)
    #expect(lines.joined(separator: "\n") == "    ▀▀▀█   █  █\n▀▀▀ █▀▀▀   ▀▀▀█\n    █▄▄▄ ▄    █")
  }
}
