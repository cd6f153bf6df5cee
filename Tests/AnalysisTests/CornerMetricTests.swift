import Analysis
import TestSupport
import Testing

@Suite struct CornerMetricTests {
  @Test func everyNumberOfAPassageHasItsName() {
    let numbers = Mirror(reflecting: CornerMetrics()).children.compactMap(\.label).filter { $0 != "lockWheel" }
    #expect(Set(CornerMetric.all.map(\.name)) == Set(numbers))
    #expect(CornerMetric.all.count == numbers.count)
  }

  @Test func namesAndUnits() {
    for metric in CornerMetric.all {
      #expect(metric.name.first?.isLowercase == true && metric.name.allSatisfy { $0.isLetter })
      #expect(["", "s", "m", "m/s", "m/s²", "rpm"].contains(metric.unit), "\(metric.name)")
    }
  }

  @Test func numbersComeBackUnderTheirNames() {
    forAll { random in
      var stored: [String: Double] = [:]
      for (index, metric) in CornerMetric.all.enumerated() where Bool.random(using: &random) {
        // Whole, so that counts and gears hold them; each another one, so that two that were swapped show.
        stored[metric.name] = Double(index * 100 + Int.random(in: 1...99, using: &random))
      }
      let metrics = CornerMetrics(named: stored)
      for metric in CornerMetric.all {
        let value = metric.get(metrics)
        if let wanted = stored[metric.name] {
          if value != wanted { return false }
        } else if value ?? 0 != 0 {
          return false
        }
      }
      let again = Dictionary(
        uniqueKeysWithValues: CornerMetric.all.compactMap { metric in metric.get(metrics).map { (metric.name, $0) } })
      return CornerMetrics(named: again) == metrics
    }
  }

  @Test func whatIsNotKnownIsLeftOut() {
    #expect(CornerMetrics(named: ["nonsense": 3]) == CornerMetrics())
    #expect(CornerMetrics(named: ["gear": 2.5, "brakePresses": .nan]) == CornerMetrics(), "no such gear")
    #expect(CornerMetrics(named: [:]).brakeStart == nil)
  }
}
