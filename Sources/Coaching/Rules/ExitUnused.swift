import Analysis
import Telemetry
import Timing

/// X5: the track's width at the exit is not used.
struct ExitUnused: CoachingRule {
  let identifier = "exit-unused"
  let needs: [Channel] = [.speed, .positionX]
  let phase = Phase.line
  let direction: AdviceDirection? = AdviceDirection(.line, isMore: false)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "\(speed(candidate.detail, units)), \(Wording.seconds(candidate.loss))"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "\(Wording.tenths(thresholds.exitOffset)) m farther inside at the exit, 2 km/h slower there, and \(Wording.seconds(thresholds.exitLoss)) is "
      + "lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference,
      let inside = passage.difference(\.exitOffset)
    else { return nil }
    let slower = best.exitSpeed - own.exitSpeed
    let needed = max(thresholds.exitOffset, thresholds.lineDeviations * (passage.spread.exitOffset ?? 0))
    guard -inside >= needed, slower >= thresholds.exitSpeed, passage.onward >= thresholds.exitLoss else {
      return nil
    }
    return Candidate(
      loss: passage.onward, amount: -inside, detail: slower, strength: -inside / needed,
      evidence: [
        Evidence(name: "exitOffset", value: own.exitOffset ?? 0, reference: best.exitOffset ?? 0, unit: "m"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Use \(distance(candidate.amount, units)) more exit"
  }
}
