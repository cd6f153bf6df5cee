import Analysis
import Telemetry
import Timing

/// X4: a driven wheel spins, or the traction control holds the engine back.
struct Wheelspin: CoachingRule {
  let identifier = "wheelspin"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: false)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    candidate.amount > 0
      ? "\(Wording.tenths(candidate.amount)) s of wheelspin, \(Wording.seconds(candidate.loss))"
      : "the traction control cuts in, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = [
    "slow-to-full", "late-throttle", "missed-apex", "early-apex", "exit-unused", "over-slow",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "a wheel turns 12 % faster than the road for \(Wording.seconds(thresholds.spinTime)), or the traction control takes "
      + "\(Int(thresholds.spinAid)) %·s more, and \(Wording.seconds(thresholds.spinLoss)) is lost on exit"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    let spin = own.spinTime ?? 0
    let spins = spin >= thresholds.spinTime && spin - (best.spinTime ?? 0) >= thresholds.spinTime / 2
    let aid = (own.tractionAid ?? 0) - (best.tractionAid ?? 0)
    // A wheel that spins costs speed on full throttle, which nothing else here explains.
    let loss = passage.exit + passage.loss.run + passage.loss.driven.carried - passage.straightLoss
    guard spins || aid >= thresholds.spinAid, loss >= thresholds.spinLoss else { return nil }
    return Candidate(
      loss: loss, amount: spin,
      evidence: [
        Evidence(name: "spinTime", value: spin, reference: best.spinTime ?? 0, unit: "s"),
        Evidence(name: "tractionAid", value: own.tractionAid ?? 0, reference: best.tractionAid ?? 0, unit: ""),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Softer throttle"
  }
}
