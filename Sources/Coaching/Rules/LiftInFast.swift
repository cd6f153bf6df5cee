import Analysis
import Telemetry
import Timing

/// M4: a corner that the reference lap takes flat is lifted for.
struct LiftInFast: CoachingRule {
  let identifier = "lift-in-fast"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.mid
  let place = ""

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard passage.loss.corner.cornerClass == .flat || (passage.loss.reference?.minimumThrottle ?? 0) >= 0.95,
      let own = passage.loss.metrics, let least = own.minimumThrottle, let best = passage.loss.reference
    else { return nil }
    guard (best.minimumThrottle ?? 0) >= 0.95, least < thresholds.fastLiftThrottle,
      own.liftTime >= thresholds.fastLiftTime, passage.loss.loss >= thresholds.fastLiftLoss
    else { return nil }
    return Candidate(
      loss: passage.loss.loss, amount: own.liftTime,
      evidence: [
        Evidence(name: "minimumThrottle", value: least, reference: best.minimumThrottle ?? 1, unit: ""),
        Evidence(name: "liftTime", value: own.liftTime, reference: best.liftTime, unit: "s"),
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
      ])
  }

  func action(amount: Double, units: SpeechUnits) -> String { "Stay flat" }
}
