import Analysis
import Telemetry
import Timing

/// M7: the car passes the apex wider than in the better passage.
struct MissedApex: CoachingRule {
  let identifier = "missed-apex"
  let needs: [Channel] = [.speed, .positionX]
  let phase = Phase.line
  let explains: Set<String> = ["over-slow", "exit-unused"]
  let direction: AdviceDirection? = AdviceDirection(.line, isMore: true)

  func condition(_ thresholds: CoachThresholds) -> String {
    "\(Wording.tenths(thresholds.apexOffset)) m farther outside at the apex, and \(Wording.seconds(thresholds.apexLoss)) is lost from turn-in to "
      + "full throttle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let wider = passage.difference(\.apexOffset), passage.lap.lateralOffset != nil else { return nil }
    let loss = passage.mid + passage.exit
    let needed = max(thresholds.apexOffset, thresholds.lineDeviations * (passage.spread.apexOffset ?? 0))
    guard wider >= needed, loss >= thresholds.apexLoss else { return nil }
    return Candidate(
      loss: loss, amount: wider, strength: 1,
      evidence: [
        Evidence(
          name: "apexOffset", value: passage.loss.metrics?.apexOffset ?? 0,
          reference: passage.loss.reference?.apexOffset ?? 0, unit: "m")
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Get to the apex: \(distance(candidate.amount, units)) wide"
  }
}
