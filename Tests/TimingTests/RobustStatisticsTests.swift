import TestSupport
import Testing
import Timing

@Suite struct RobustStatisticsTests {
  @Test func aStraightLineIsFoundExactly() throws {
    let line = try #require(TheilSenLine((0..<9).map { (x: Double($0), y: 3 - 0.5 * Double($0)) }))
    #expect(line == (try #require(TheilSenLine([(x: 0, y: 3), (x: 2, y: 2)]))))
    #expect(line.slope == -0.5 && line.intercept == 3 && line.value(at: 4) == 1)
  }

  @Test func twoOutliersOfNineDoNotTiltTheLine() throws {
    var points = (0..<9).map { (x: Double($0), y: 10 + 0.25 * Double($0)) }
    points[1].y = 90
    points[7].y = -40
    let line = try #require(TheilSenLine(points))
    #expect(abs(line.slope - 0.25) < 1e-9 && abs(line.intercept - 10) < 1e-9)
  }

  @Test func aLineNeedsTwoPlaces() {
    #expect(TheilSenLine([]) == nil)
    #expect(TheilSenLine([(x: 1, y: 1)]) == nil)
    #expect(TheilSenLine([(x: 1, y: 1), (x: 1, y: 5)]) == nil)
    #expect(TheilSenLine([(x: 1, y: 1), (x: .nan, y: 5), (x: 2, y: .infinity)]) == nil)
  }

  @Test func theSlopeScalesWithItsUnits() {
    forAll { random in
      let points = (0..<8).map { (x: Double($0), y: Double.random(in: -5...5, using: &random)) }
      let factor = Double.random(in: 0.1...10, using: &random)
      guard let line = TheilSenLine(points), let scaled = TheilSenLine(points.map { (x: $0.x, y: $0.y * factor) })
      else {
        return false
      }
      return abs(scaled.slope - line.slope * factor) < 1e-9
    }
  }

  @Test func quantilesLieBetweenTheirNeighbours() {
    #expect(quantile([3, 1, 2], 0) == 1)
    #expect(quantile([3, 1, 2], 0.5) == 2)
    #expect(quantile([3, 1, 2], 1) == 3)
    #expect(quantile([0, 10], 0.1) == 1)
    #expect(quantile([5], 0.9) == 5)
    #expect(quantile([1, 2], 7) == 2)
    #expect(quantile([], 0.5) == nil)
    #expect(quantile([.nan], 0.5) == nil)
    #expect(quantile([1], .nan) == nil)
  }

  @Test func theMedianIsTheMiddleQuantile() {
    forAll { random in
      let values = (0..<Int.random(in: 1...12, using: &random)).map { _ in Double.random(in: -9...9, using: &random) }
      guard let middle = median(values), let half = quantile(values, 0.5) else { return false }
      return abs(middle - half) < 1e-9
    }
  }

  @Test func seededNumbersRepeatAndSpread() {
    var first = SeededNumbers(seed: 7)
    var second = SeededNumbers(seed: 7)
    #expect((0..<100).allSatisfy { _ in first.next() == second.next() })
    var counts = [Int](repeating: 0, count: 8)
    for _ in 0..<8_000 { counts[Int.random(in: 0..<8, using: &first)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
  }

  @Test func theBootstrapHoldsTheFigureAndIsTheSameForTheSameSeed() throws {
    let values = [4.0, 5, 6, 5, 4, 6, 5, 5]
    var random = SplitMix64(seed: 1)
    var again = SplitMix64(seed: 1)
    let interval = try #require(bootstrapInterval(of: values, level: 0.8, using: &random) { median($0) })
    #expect(interval.contains(5) && interval.lowerBound >= 4 && interval.upperBound <= 6)
    #expect(interval == bootstrapInterval(of: values, level: 0.8, using: &again) { median($0) })
  }

  @Test func theBootstrapOfNothingIsNothing() {
    var random = SplitMix64(seed: 1)
    #expect(bootstrapInterval(of: [Double](), level: 0.8, using: &random) { median($0) } == nil)
    #expect(bootstrapInterval(of: [1.0], level: 0.8, using: &random) { _ in nil } == nil)
    #expect(bootstrapInterval(of: [2.0], level: 0.8, using: &random) { median($0) } == 2...2)
  }

  @Test(arguments: [
    (0.084, 2, SignStyle.negativeOnly, "0.08"), (-0.5, 1, .negativeOnly, "−0.5"), (-0.04, 1, .negativeOnly, "0.0"),
    (-0.04, 1, .always, "±0.0"), (0.34, 1, .always, "+0.3"), (-0.36, 1, .always, "−0.4"), (12.5, 0, .always, "+13"),
    (7.05, 2, .negativeOnly, "7.05"), (.nan, 1, .always, "–"), (1e300, 1, .always, "–"),
  ])
  func numbersReadAsTheyAreSaid(_ value: Double, _ places: Int, _ sign: SignStyle, _ text: String) {
    #expect(decimalText(value, places: places, sign: sign) == text)
  }

  @Test(arguments: [
    (137.9, 1, "2:17.9"), (59.96, 1, "1:00.0"), (59.94, 1, "59.9"), (69.9, 1, "1:09.9"), (69.96, 1, "1:10.0"),
    (98.214, 3, "1:38.214"), (120, 1, "2:00.0"), (.infinity, 1, "–"),
  ])
  func lapTimesReadAsTheyAreSaid(_ seconds: Double, _ places: Int, _ text: String) {
    #expect(lapTimeText(seconds, places: places) == text)
  }
}
