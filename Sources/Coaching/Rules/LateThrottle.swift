import Analysis
import Telemetry
import Timing

/// X1: the throttle comes later than in the better passage, from the same slowest speed.
struct LateThrottle: CoachingRule {
  let identifier = "late-throttle"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let place = "on exit"
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: true)

  func condition(_ thresholds: CoachThresholds) -> String {
    "the throttle comes at least \(Int(thresholds.lateThrottleDistance)) m later from the same slowest speed, and "
      + "\(Wording.seconds(thresholds.lateThrottleLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference,
      let late = passage.difference(\.throttlePickUp)
    else { return nil }
    let needed = passage.noise(thresholds.lateThrottleDistance, passage.spread.throttlePickUp, thresholds)
    // Who is on all of it at the same place has only begun more gently.
    guard (best.minimumThrottle ?? 0) < 0.95 else { return nil }
    let full = passage.difference(\.fullThrottle) ?? late
    let isOnExit = passage.onward >= thresholds.exitShare * max(0, passage.mid)
    guard late >= needed, full >= thresholds.lateThrottleFull,
      isOnExit || own.minimumSpeed - best.minimumSpeed >= -passage.speedNoise(thresholds),
      passage.onward >= thresholds.lateThrottleLoss
    else { return nil }
    var candidate = Candidate(
      loss: passage.onward + 0.5 * max(0, passage.mid), amount: min(late, thresholds.largestDistanceStep),
      strength: late / needed,
      evidence: [
        Evidence(
          name: "throttlePickUp", value: own.throttlePickUp ?? 0, reference: best.throttlePickUp ?? 0, unit: "m"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
    if isOnExit { candidate.explains = ["over-slow", "gear-choice"] }
    return candidate
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Throttle \(distance(candidate.amount, units)) sooner"
  }
}
