import TestSupport
import Testing

@testable import Coaching

@Suite struct WordingTests {
  @Test(arguments: [
    (0.18, "+0.18"), (-0.18, "−0.18"), (0.005, "+0.01"), (0.004, "±0.00"), (-0.004, "±0.00"), (-1e-17, "±0.00"),
    (0, "±0.00"), (-12.3456, "−12.35"), (1.005, "+1.00"),
  ])
  func signed(value: Double, text: String) { #expect(Wording.signed(value) == text) }

  @Test func absentNumbers() {
    #expect(Wording.hundredths(.nan) == "–" && Wording.hundredths(.infinity) == "–")
    #expect(Wording.tenths(.nan) == "–" && Wording.lapTime(.nan) == "–" && Wording.lapTime(-1) == "–")
  }

  @Test func tenths() {
    #expect(Wording.tenths(0.25) == "0.3" && Wording.tenths(-1.04) == "−1.0" && Wording.tenths(12.96) == "13.0")
  }

  @Test func lapTimes() {
    #expect(Wording.lapTime(94.9191) == "1:34.919" && Wording.lapTime(59.9996) == "1:00.000")
    #expect(Wording.lapTime(9.05) == "9.050" && Wording.lapTime(605.004) == "10:05.004")
  }

  @Test func theLapIsLeftOutWhereItDoesNotFit() {
    let short = Wording.sentence(corner: "T4", action: "Brake 12 m later", consequence: "0.18 s on entry", lap: 7)
    #expect(short == "T4: brake 12 m later — 0.18 s on entry (lap 7)")
    // 60 characters with the lap, and 61.
    let fill = String(repeating: "x", count: Wording.longest - "T4: brake — (lap 7)".count - 1)
    let longest = Wording.sentence(corner: "T4", action: "Brake", consequence: fill, lap: 7)
    #expect(longest == "T4: brake — \(fill) (lap 7)" && longest.count == Wording.longest)
    #expect(Wording.sentence(corner: "T4", action: "Brake", consequence: fill + "x", lap: 7) == "T4: brake — \(fill)x")
  }

  @Test func hundredthsRoundLikeTheNumber() {
    forAll { random in
      let value = Int.random(in: 0...99_999, using: &random)
      let text = Wording.hundredths(Double(value) / 100)
      let parts = text.split(separator: ".")
      return parts.count == 2 && parts[1].count == 2 && Int(parts[0] + parts[1]) == value
    }
  }
}
