import Analysis
import Telemetry
import Timing

/// X2: the throttle begins in the right place and takes longer to reach its end.
struct SlowToFull: CoachingRule {
  let identifier = "slow-to-full"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let place = "on exit"
  let explains: Set<String> = ["late-throttle"]
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: true)

  func condition(_ thresholds: CoachThresholds) -> String {
    "the throttle begins within \(Int(thresholds.slowToFullPickUp)) m, is full \(Int(thresholds.slowToFullDistance)) m later, and "
      + "\(Wording.seconds(thresholds.slowToFullLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference,
      let shift = passage.difference(\.throttlePickUp),
      let late = passage.difference(\.fullThrottle)
    else { return nil }
    let needed = passage.noise(thresholds.slowToFullDistance, passage.spread.fullThrottle, thresholds)
    guard abs(shift) <= thresholds.slowToFullPickUp, late >= needed,
      late - max(0, shift) >= max(thresholds.slowToFullWay, shift), passage.onward >= thresholds.slowToFullLoss
    else { return nil }
    var candidate = Candidate(
      loss: passage.onward, amount: min(late, thresholds.largestDistanceStep), strength: late / needed,
      evidence: [
        Evidence(name: "fullThrottle", value: own.fullThrottle ?? 0, reference: best.fullThrottle ?? 0, unit: "m"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
    if passage.onward >= thresholds.exitShare * max(0, passage.mid) { candidate.explains = ["over-slow"] }
    return candidate
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Full throttle \(distance(candidate.amount, units)) sooner"
  }
}
