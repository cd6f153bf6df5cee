import Analysis
import Telemetry
import Timing

/// B3: the brake is pressed less, or more slowly, than in the better passage, and needs a longer way.
struct BrakeSoft: CoachingRule {
  let identifier = "brake-soft"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.entry
  let needsCapabilities: Capabilities = .analogBrake
  let direction: AdviceDirection? = AdviceDirection(.brakePressure, isMore: true)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "peak \(Wording.percent(candidate.amount)), best \(Wording.percent(candidate.detail)), \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = ["brake-early"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the brake's peak is at least \(Wording.percent(thresholds.softBrakePeak)) lower, or comes \(Wording.seconds(thresholds.softBrakeRise)) "
      + "later, braking takes \(Int(thresholds.softBrakeDistance)) m more, and loses \(Wording.seconds(thresholds.softBrakeLoss)) on entry"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let start = own.brakeStart,
      let bestStart = best.brakeStart, let release = own.brakeRelease, let bestRelease = best.brakeRelease,
      let peak = own.peakBrake, let bestPeak = best.peakBrake
    else { return nil }
    let softer = bestPeak - peak >= thresholds.softBrakePeak
    let later = (own.brakeRise ?? 0) - (best.brakeRise ?? 0) >= thresholds.softBrakeRise
    let longer = (release - start) - (bestRelease - bestStart)
    guard softer || later, longer >= thresholds.softBrakeDistance, passage.entry >= thresholds.softBrakeLoss
    else { return nil }
    return Candidate(
      loss: passage.entry, amount: peak, detail: bestPeak,
      strength: max((bestPeak - peak) / thresholds.softBrakeNoise, 1),
      evidence: [
        Evidence(name: "peakBrake", value: peak, reference: bestPeak, unit: ""),
        Evidence(name: "brakeRise", value: own.brakeRise ?? 0, reference: best.brakeRise ?? 0, unit: "s"),
        Evidence(name: "brakingDistance", value: release - start, reference: bestRelease - bestStart, unit: "m"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Press harder at once"
  }
}
