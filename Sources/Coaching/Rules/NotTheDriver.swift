import Analysis
import Telemetry
import Timing

/// S2: the straight is slower at the same exit and the same throttle: nothing that the driver did.
struct NotTheDriver: CoachingRule {
  let identifier = "not-the-driver"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.straight
  let isForReview = true

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "−\(speed(candidate.amount, units)): drag, wind or draft"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "the same exit speed and throttle, and at least 4 km/h less at the end of the straight"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, passage.loss.driven.isExternal
    else { return nil }
    let slower = best.topSpeed - own.topSpeed
    guard slower >= thresholds.dragTopSpeed, abs(own.exitSpeed - best.exitSpeed) <= thresholds.minimumSpeedNoise else {
      return nil
    }
    return Candidate(
      loss: max(0, passage.loss.run - passage.loss.driven.run), amount: slower,
      evidence: [
        Evidence(name: "topSpeed", value: own.topSpeed, reference: best.topSpeed, unit: "m/s"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Not your loss after it"
  }
}
