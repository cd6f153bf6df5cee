import Analysis
import Telemetry
import Timing

/// M1: the car is slowed more than on the reference lap, from the same brake point.
struct OverSlow: CoachingRule {
  let identifier = "over-slow"
  let needs: [Channel] = [.speed]
  let phase = Phase.mid
  let place = ""

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    let slower = best.minimumSpeed - own.minimumSpeed
    let noise = max(thresholds.minimumSpeedNoise, thresholds.minimumSpeedNoiseShare * best.minimumSpeed)
    let loss = passage.loss.mid + passage.loss.exit + passage.loss.run
    guard slower >= noise, loss >= thresholds.overSlowLoss else { return nil }
    if let start = own.brakeStart, let bestStart = best.brakeStart {
      guard abs(start - bestStart) < thresholds.overSlowBrakePoint else { return nil }
    }
    return Candidate(
      loss: loss, amount: min(slower, thresholds.largestSpeedStep),
      evidence: [
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
  }

  func action(amount: Double, units: SpeechUnits) -> String { "Carry \(speed(amount, units)) more" }
}
