import Analysis
import Telemetry
import Timing

/// B1: the brake comes earlier than in the better passage and buys nothing in the corner.
struct BrakeEarly: CoachingRule {
  let identifier = "brake-early"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.entry
  let place = "on entry"
  let direction: AdviceDirection? = AdviceDirection(.brakePoint, isMore: true)

  func condition(_ thresholds: CoachThresholds) -> String {
    "brakes at least \(Int(thresholds.brakeEarlyDistance)) m (or a tenth of a second) earlier, is no faster at the slowest point, and "
      + "loses \(Wording.seconds(thresholds.brakeEarlyLoss)) or more on the way in"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let start = own.brakeStart,
      let bestStart = best.brakeStart
    else { return nil }
    let early = bestStart - start
    let loss = passage.entry + max(0, passage.mid)
    let needed = max(
      thresholds.brakeEarlyDistance, thresholds.brakeEarlyTime * (best.brakeSpeed ?? 0),
      thresholds.noiseDeviations * (passage.spread.brakeStart ?? 0))
    guard early >= needed, loss >= thresholds.brakeEarlyLoss else { return nil }
    guard (own.liftToBrakeGap ?? 0) - (best.liftToBrakeGap ?? 0) <= thresholds.brakeEarlyGap else { return nil }
    // A faster corner may be what the early brake bought, unless time was lost there too.
    guard own.minimumSpeed - best.minimumSpeed <= thresholds.minimumSpeedNoise || passage.mid > 0 else { return nil }
    return Candidate(
      loss: loss, amount: min(early, thresholds.largestDistanceStep), strength: early / needed,
      evidence: [
        Evidence(name: "brakeStart", value: start, reference: bestStart, unit: "m"),
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
        Evidence(name: "entryLoss", value: passage.entry, reference: 0, unit: "s"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Brake \(distance(candidate.amount, units)) later"
  }
}
