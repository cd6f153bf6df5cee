import Analysis
import Telemetry
import Timing

/// B6: the brake is gone before the car turns, where the better passage keeps some of it.
struct NoTrail: CoachingRule {
  let identifier = "no-trail"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.mid
  let needsCapabilities: Capabilities = .analogBrake

  func condition(_ thresholds: CoachThresholds) -> String {
    "the better passage brakes \(Int(thresholds.trailReference)) m or more past turn-in, this one at most "
      + "\(Wording.percent(thresholds.trailShare)) of it, and \(Wording.seconds(thresholds.trailLoss)) is lost in the middle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let trail = own.trailLength,
      let bestTrail = best.trailLength
    else { return nil }
    guard bestTrail >= thresholds.trailReference, trail <= thresholds.trailShare * bestTrail,
      own.minimumSpeed - best.minimumSpeed <= thresholds.trailSpeed, passage.mid >= thresholds.trailLoss
    else { return nil }
    return Candidate(
      loss: passage.mid, amount: bestTrail,
      evidence: [
        Evidence(name: "trailLength", value: trail, reference: bestTrail, unit: "m"),
        Evidence(name: "trailShare", value: own.trailShare ?? 0, reference: best.trailShare ?? 0, unit: ""),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Keep light brake \(distance(candidate.amount, units)) past turn-in"
  }
}
