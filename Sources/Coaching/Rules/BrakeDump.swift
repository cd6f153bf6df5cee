import Analysis
import Telemetry
import Timing

/// B7: the brake is let go at once, and the car does not turn.
struct BrakeDump: CoachingRule {
  let identifier = "brake-dump"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.mid
  let needsCapabilities: Capabilities = .analogBrake

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "\(Wording.tenths(candidate.amount)) s, not \(Wording.tenths(candidate.detail)) s, \(Wording.seconds(candidate.loss))"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "the release takes at most half the time of the better passage and less than \(Wording.seconds(thresholds.dumpTime)), the car then "
      + "coasts or needs more lock, and \(Wording.seconds(thresholds.dumpLoss)) is lost in the middle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let release = own.releaseTime,
      let bestRelease = best.releaseTime
    else { return nil }
    let coasts = own.coastBeforeThrottle - best.coastBeforeThrottle >= thresholds.dumpCoast
    let turns = (own.steeringPeak ?? 0) >= thresholds.dumpSteering * (best.steeringPeak ?? .infinity)
    guard release <= thresholds.dumpShare * bestRelease, release < thresholds.dumpTime, coasts || turns,
      passage.mid >= thresholds.dumpLoss
    else { return nil }
    return Candidate(
      loss: passage.mid, amount: bestRelease, detail: release,
      evidence: [
        Evidence(name: "releaseTime", value: release, reference: bestRelease, unit: "s"),
        Evidence(
          name: "coastBeforeThrottle", value: own.coastBeforeThrottle, reference: best.coastBeforeThrottle, unit: "s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Release the brake slower"
  }
}
