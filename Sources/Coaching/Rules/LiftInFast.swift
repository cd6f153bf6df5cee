import Analysis
import Telemetry
import Timing

/// M4: a corner that the better passage takes flat is lifted for.
struct LiftInFast: CoachingRule {
  let identifier = "lift-in-fast"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.mid

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "you lifted, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = [
    "over-slow", "missed-apex", "lift-on-straight", "late-throttle", "slow-to-full", "early-then-lift", "early-apex",
    "min-speed-early",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "flat in the better passage, here less than \(Wording.percent(thresholds.fastLiftThrottle)) for \(Wording.seconds(thresholds.fastLiftTime)), "
      + "and \(Wording.seconds(thresholds.fastLiftLoss)) is lost"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let least = own.minimumThrottle
    else { return nil }
    guard (best.minimumThrottle ?? 0) >= 0.95, least < thresholds.fastLiftThrottle,
      own.liftTime >= thresholds.fastLiftTime, passage.whole >= thresholds.fastLiftLoss
    else { return nil }
    return Candidate(
      loss: passage.whole, amount: own.liftTime,
      evidence: [
        Evidence(name: "minimumThrottle", value: least, reference: best.minimumThrottle ?? 1, unit: ""),
        Evidence(name: "liftTime", value: own.liftTime, reference: best.liftTime, unit: "s"),
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Stay flat"
  }
}
