import Analysis
import Telemetry
import Timing

/// B10: the brake point is another one every lap.
struct BrakeScatter: CoachingRule {
  let identifier = "brake-scatter"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.entry
  let countsLaps = true
  let isForReview = true

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "you vary ±\(distance(candidate.amount, units))"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "over the last \(thresholds.scatterPassages) passages the brake point varies by \(Int(thresholds.scatterDistance)) m and the time by "
      + "\(Wording.seconds(thresholds.scatterTime)) (robust deviations)"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    let recent = passage.recent.suffix(thresholds.scatterPassages)
    guard recent.count >= thresholds.scatterPassages,
      let places = robustDeviation(recent.compactMap(\.brakeStart)),
      let times = robustDeviation(recent.map(\.segmentTime)),
      recent.allSatisfy({ $0.brakeStart != nil }), places >= thresholds.scatterDistance, times >= thresholds.scatterTime
    else { return nil }
    return Candidate(
      loss: 0.5 * times, amount: places,
      evidence: [
        Evidence(name: "brakeStartDeviation", value: places, reference: 0, unit: "m"),
        Evidence(name: "segmentTimeDeviation", value: times, reference: 0, unit: "s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Pick one marker"
  }
}
