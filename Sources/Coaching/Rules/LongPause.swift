import Analysis
import Telemetry
import Timing

/// M3: too long on no pedal between brake and throttle.
struct LongPause: CoachingRule {
  let identifier = "long-pause"
  let needs: [Channel] = [.speed, .throttle, .brake]
  let phase = Phase.mid
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: true)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "\(Wording.tenths(candidate.detail)) s on no pedal, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = ["over-slow", "min-speed-early", "late-throttle"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "no pedal for \(Wording.seconds(thresholds.pauseTime)) between brake and throttle, \(Wording.seconds(thresholds.pauseMore)) more than in the "
      + "better passage, the throttle comes later, and \(Wording.seconds(thresholds.pauseLoss)) is lost"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    let pause = own.coastBeforeThrottle
    let more = pause - best.coastBeforeThrottle
    let late = passage.difference(\.throttlePickUp) ?? 0
    guard pause >= thresholds.pauseTime, more >= thresholds.pauseMore, late >= thresholds.pausePickUp,
      passage.mid + max(0, passage.onward) >= thresholds.pauseLoss
    else { return nil }
    return Candidate(
      loss: passage.mid + max(0, passage.onward), amount: min(late, thresholds.largestDistanceStep), detail: pause,
      evidence: [
        Evidence(name: "coastBeforeThrottle", value: pause, reference: best.coastBeforeThrottle, unit: "s"),
        Evidence(
          name: "throttlePickUp", value: own.throttlePickUp ?? 0, reference: best.throttlePickUp ?? 0, unit: "m"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Throttle \(distance(candidate.amount, units)) sooner"
  }
}
