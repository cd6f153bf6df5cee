import Analysis
import Telemetry
import Timing

/// M8: the car is at the inside too soon, and runs wide at the exit.
struct EarlyApex: CoachingRule {
  let identifier = "early-apex"
  let needs: [Channel] = [.speed, .positionX]
  let phase = Phase.line
  let place = "from the early apex"
  let direction: AdviceDirection? = AdviceDirection(.line, isMore: false)

  func condition(_ thresholds: CoachThresholds) -> String {
    "nearest to the inside \(Int(thresholds.earlyApexDistance)) m too soon, wide or lifting at the exit, and "
      + "\(Wording.seconds(thresholds.earlyApexLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let shift = passage.difference(\.insideStation) else { return nil }
    let wide = (passage.difference(\.exitOffset) ?? 0) >= thresholds.offsetNoise
    let needed = max(thresholds.earlyApexDistance, thresholds.lineDeviations * (passage.spread.insideStation ?? 0))
    guard -shift >= needed, wide || own.throttleDips > 0,
      passage.onward >= thresholds.earlyApexLoss
    else { return nil }
    return Candidate(
      loss: passage.onward, amount: -shift, strength: 1,
      evidence: [
        Evidence(
          name: "insideStation", value: own.insideStation ?? 0,
          reference: passage.loss.reference?.insideStation ?? 0, unit: "m"),
        Evidence(
          name: "exitOffset", value: own.exitOffset ?? 0, reference: passage.loss.reference?.exitOffset ?? 0, unit: "m"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Turn in later"
  }
}
