import Analysis
import Telemetry
import Timing

/// B4: the throttle is left well before the brake is pressed.
struct LiftToBrakeGap: CoachingRule {
  let identifier = "lift-to-brake-gap"
  let needs: [Channel] = [.speed, .brake, .throttle]
  let phase = Phase.entry
  let place = "on entry"
  let direction: AdviceDirection? = AdviceDirection(.brakePoint, isMore: true)
  let explains: Set<String> = ["brake-early", "over-slow"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "at least \(Wording.seconds(thresholds.gapTime)) pass between throttle and brake, \(Wording.seconds(thresholds.gapMore)) more than in the "
      + "better passage, and \(Wording.seconds(thresholds.gapLoss)) is lost on entry"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let gap = own.liftToBrakeGap
    else { return nil }
    let more = gap - (best.liftToBrakeGap ?? 0)
    guard gap >= thresholds.gapTime, more >= thresholds.gapMore, passage.entry >= thresholds.gapLoss else {
      return nil
    }
    return Candidate(
      loss: passage.entry + max(0, passage.mid), amount: more,
      evidence: [
        Evidence(name: "liftToBrakeGap", value: gap, reference: best.liftToBrakeGap ?? 0, unit: "s"),
        Evidence(name: "lift", value: own.lift ?? 0, reference: best.lift ?? 0, unit: "m"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Stay flat until you brake"
  }
}
