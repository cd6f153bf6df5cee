import Analysis
import Telemetry
import Timing

/// X2: the throttle begins in the right place and takes longer to reach its end.
struct SlowToFull: CoachingRule {
  let identifier = "slow-to-full"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let place = "on exit"

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let pickUp = own.throttlePickUp,
      let bestPickUp = best.throttlePickUp, let full = own.fullThrottle, let bestFull = best.fullThrottle
    else { return nil }
    let late = full - bestFull
    let loss = passage.loss.exit + passage.loss.run
    guard abs(pickUp - bestPickUp) <= thresholds.slowToFullPickUp, late >= thresholds.slowToFullDistance,
      loss >= thresholds.slowToFullLoss
    else { return nil }
    return Candidate(
      loss: loss, amount: min(late, thresholds.largestDistanceStep),
      evidence: [
        Evidence(name: "fullThrottle", value: full, reference: bestFull, unit: "m"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
  }

  func action(amount: Double, units: SpeechUnits) -> String { "Full throttle \(distance(amount, units)) sooner" }
}
