import Analysis
import Telemetry
import Timing

/// B5: the brake is held longer into the corner than in the better passage.
struct BrakeDrag: CoachingRule {
  let identifier = "brake-drag"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.mid
  let direction: AdviceDirection? = AdviceDirection(.cornerSpeed, isMore: true)
  let explains: Set<String> = ["over-slow", "late-throttle", "long-pause", "missed-apex"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the brake is released at least \(Int(thresholds.dragDistance)) m later, the slowest point is slower, and "
      + "\(Wording.seconds(thresholds.dragLoss)) is lost in the middle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference,
      let longer = passage.difference(\.brakeRelease)
    else { return nil }
    let slower = best.minimumSpeed - own.minimumSpeed
    guard longer >= thresholds.dragDistance, slower >= passage.speedNoise(thresholds),
      passage.mid >= thresholds.dragLoss
    else { return nil }
    return Candidate(
      loss: passage.mid + passage.onward, amount: min(longer, thresholds.largestDistanceStep), detail: slower,
      strength: min(longer / thresholds.dragDistance, slower / passage.speedNoise(thresholds)),
      evidence: [
        Evidence(name: "brakeRelease", value: own.brakeRelease ?? 0, reference: best.brakeRelease ?? 0, unit: "m"),
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Off the brake \(distance(candidate.amount, units)) sooner"
  }
}
