import Analysis
import Telemetry
import Timing

/// X6: the engine hangs on its limiter, or is shifted up too soon.
struct ShiftPoint: CoachingRule {
  let identifier = "shift-point"
  let needs: [Channel] = [.speed, .throttle, .engineSpeed]
  let phase = Phase.exit
  let explains: Set<String> = ["slow-to-full", "late-throttle", "not-the-driver"]

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    candidate.detail > 0
      ? "\(Wording.tenths(candidate.amount)) s on the limiter, \(Wording.seconds(candidate.loss))" : nil
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "\(Wording.seconds(thresholds.limiterTime)) more on the limiter, or shifted up 8 % sooner, and \(Wording.seconds(thresholds.shiftLoss)) is lost "
      + "after full throttle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    let limiter = (own.limiterTime ?? 0) - (best.limiterTime ?? 0)
    let isLate = limiter >= thresholds.limiterTime
    let isEarly = (own.upshiftSpeed ?? .infinity) <= thresholds.upshiftShare * (best.upshiftSpeed ?? 0)
    let run = passage.loss.run + passage.loss.driven.carried
    guard passage.isDriven, isLate || isEarly, run >= thresholds.shiftLoss else { return nil }
    return Candidate(
      loss: passage.exit + run, amount: isLate ? own.limiterTime ?? 0 : 0, detail: isLate ? 1 : 0,
      evidence: [
        Evidence(name: "limiterTime", value: own.limiterTime ?? 0, reference: best.limiterTime ?? 0, unit: "s"),
        Evidence(name: "upshiftSpeed", value: own.upshiftSpeed ?? 0, reference: best.upshiftSpeed ?? 0, unit: "rpm"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    candidate.detail > 0 ? "Shift up sooner after it" : "Shift up later after it"
  }
}
