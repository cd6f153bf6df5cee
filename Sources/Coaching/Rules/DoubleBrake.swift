import Analysis
import Telemetry
import Timing

/// B9: the brake is pressed twice where once is enough.
struct DoubleBrake: CoachingRule {
  let identifier = "double-brake"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.entry

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "you brake twice, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = [
    "brake-early", "brake-soft", "lift-to-brake-gap", "over-slow", "min-speed-early", "brake-drag",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the brake is off for 0.2 s and pressed again where the better passage has one press, and \(Wording.seconds(thresholds.doubleBrakeLoss)) "
      + "is lost until the throttle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let presses = own.brakePresses
    else { return nil }
    let loss = passage.entry + passage.mid
    guard presses >= 2, best.brakePresses == 1, loss >= thresholds.doubleBrakeLoss else { return nil }
    return Candidate(
      loss: loss, amount: Double(presses),
      evidence: [Evidence(name: "brakePresses", value: Double(presses), reference: 1, unit: "")])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "One brake press"
  }
}
