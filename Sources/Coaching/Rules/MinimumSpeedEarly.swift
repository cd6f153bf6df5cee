import Analysis
import Telemetry
import Timing

/// M2: the slowest point comes before the corner's middle, and the car rolls from there.
struct MinimumSpeedEarly: CoachingRule {
  let identifier = "min-speed-early"
  let needs: [Channel] = [.speed, .throttle, .brake]
  let phase = Phase.mid

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "slowest \(distance(candidate.amount, units)) too soon, \(Wording.seconds(candidate.loss))"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "the slowest point comes \(Int(thresholds.earlySlowestPoint)) m too soon, \(Wording.seconds(thresholds.earlySlowestCoast)) more are rolled, "
      + "and \(Wording.seconds(thresholds.earlySlowestLoss)) is lost in the middle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    let early = best.minimumSpeedStation - own.minimumSpeedStation
    guard early >= thresholds.earlySlowestPoint,
      own.coastBeforeThrottle - best.coastBeforeThrottle >= thresholds.earlySlowestCoast,
      passage.mid >= thresholds.earlySlowestLoss
    else { return nil }
    return Candidate(
      loss: passage.mid, amount: early, strength: early / thresholds.earlySlowestPoint,
      evidence: [
        Evidence(
          name: "minimumSpeedStation", value: own.minimumSpeedStation, reference: best.minimumSpeedStation, unit: "m"),
        Evidence(
          name: "coastBeforeThrottle", value: own.coastBeforeThrottle, reference: best.coastBeforeThrottle, unit: "s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Release earlier"
  }
}
