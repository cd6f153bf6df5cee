import Analysis
import TestSupport
import Testing

@testable import Coaching

@Suite struct CornerSpreadTests {
  private func passages(_ times: [Double]) -> [CornerMetrics] {
    times.map { time in
      var metrics = CornerMetrics.usual
      metrics.segmentTime = time
      metrics.brakeStart = 300 + 10 * time
      metrics.minimumSpeed = 25 + time
      metrics.throttlePickUp = 445 + 2 * time
      metrics.fullThrottle = 475 + 3 * time
      metrics.apexOffset = 4 * time
      metrics.exitOffset = 5 * time
      metrics.insideStation = 440 + 6 * time
      return metrics
    }
  }

  /// Deviation of normal values whose successive differences have this median.
  private func deviation(_ difference: Double) -> Double { 1.4826 * difference / 2.0.squareRoot() }

  @Test func differencesOfSuccessivePassages() throws {
    // Differences 1, 2, 3, 4: median 2.5.
    let spread = CornerSpread(passages([0, 1, -1, 2, 6]))
    #expect(spread.passages == 5)
    let expected: [(Double?, Double)] = [
      (spread.segmentTime, 1), (spread.brakeStart, 10), (spread.minimumSpeed, 1), (spread.throttlePickUp, 2),
      (spread.fullThrottle, 3), (spread.apexOffset, 4), (spread.exitOffset, 5), (spread.insideStation, 6),
    ]
    for (value, factor) in expected {
      #expect(abs(try #require(value) - factor * deviation(2.5)) < 1e-9)
    }
  }

  @Test func threePassagesAreNeeded() {
    #expect(CornerSpread(passages([0, 1])).segmentTime == nil)
    #expect(abs((CornerSpread(passages([0, 1, 2])).segmentTime ?? 0) - deviation(1)) < 1e-12)
    #expect(CornerSpread([]) == CornerSpread())
    // Of a number that is missing in some, those that are left.
    var some = passages([0, 1, 2, 3])
    some[1].brakeStart = nil
    #expect(abs((CornerSpread(some).brakeStart ?? 0) - 10 * deviation(1.5)) < 1e-9)
    some[0].brakeStart = nil
    #expect(CornerSpread(some).brakeStart == nil && CornerSpread(some).segmentTime != nil)
  }

  @Test func aHabitThatComesAndStaysDoesNotWidenIt() {
    #expect(CornerSpread(passages([0, 0, 0, 5, 5, 5])).segmentTime == 0)
  }

  @Test func fewPassagesAreDrawnTowardsTheOtherCorners() throws {
    let own = CornerSpread(passages([0, 1, 2]))
    let others = [deviation(4), deviation(2), deviation(3)].map { value -> CornerSpread in
      var spread = CornerSpread()
      spread.segmentTime = value
      return spread
    }
    let drawn = try #require(own.drawn(towards: others, weight: 4).segmentTime)
    // Two differences of the own 1, and the weight of four of the usual 3.
    let expected = ((2 * deviation(1) * deviation(1) + 4 * deviation(3) * deviation(3)) / 6).squareRoot()
    #expect(abs(drawn - expected) < 1e-9)
    #expect(own.drawn(towards: others, weight: 4).brakeStart == own.brakeStart, "nobody else has one")
    #expect(CornerSpread().drawn(towards: others, weight: 4).segmentTime == nil, "there is nothing to draw")
    #expect(own.drawn(towards: [own], weight: 4).segmentTime.map { abs($0 - deviation(1)) < 1e-12 } == true)
  }

  @Test func drawingStaysBetween() {
    forAll { random in
      var own = CornerSpread()
      own.passages = Int.random(in: 3...20, using: &random)
      own.segmentTime = Double.random(in: 0...1, using: &random)
      var other = CornerSpread()
      other.segmentTime = Double.random(in: 0...1, using: &random)
      let drawn = own.drawn(towards: [other], weight: 4).segmentTime!
      let range = [own.segmentTime!, other.segmentTime!].sorted()
      return drawn >= range[0] - 1e-12 && drawn <= range[1] + 1e-12
    }
  }
}
