import Analysis
import Telemetry
import Timing

/// X1: the throttle comes later than on the reference lap, from the same slowest speed.
struct LateThrottle: CoachingRule {
  let identifier = "late-throttle"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let place = "on exit"

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let pickUp = own.throttlePickUp,
      let bestPickUp = best.throttlePickUp
    else { return nil }
    let late = pickUp - bestPickUp
    let noise = max(thresholds.minimumSpeedNoise, thresholds.minimumSpeedNoiseShare * best.minimumSpeed)
    let onward = passage.loss.exit + passage.loss.run
    guard late >= thresholds.lateThrottleDistance, own.minimumSpeed - best.minimumSpeed >= -noise,
      onward >= thresholds.lateThrottleLoss
    else { return nil }
    return Candidate(
      loss: onward + 0.5 * max(0, passage.loss.mid), amount: min(late, thresholds.largestDistanceStep),
      evidence: [
        Evidence(name: "throttlePickUp", value: pickUp, reference: bestPickUp, unit: "m"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
  }

  func action(amount: Double, units: SpeechUnits) -> String { "Throttle \(distance(amount, units)) sooner" }
}
