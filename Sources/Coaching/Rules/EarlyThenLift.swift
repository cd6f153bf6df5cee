import Analysis
import Telemetry
import Timing

/// X3: the throttle comes too soon and has to be lifted again.
struct EarlyThenLift: CoachingRule {
  let identifier = "early-then-lift"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.exit
  let direction: AdviceDirection? = AdviceDirection(.throttlePoint, isMore: false)

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "you lift again, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = [
    "late-throttle", "slow-to-full", "missed-apex", "early-apex", "exit-unused", "lift-on-straight",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the throttle falls by \(Wording.percent(thresholds.dipSize)) again after it came \(Int(thresholds.dipPickUp)) m sooner, or all of it comes later, and "
      + "\(Wording.seconds(thresholds.dipLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference,
      let shift = passage.difference(\.throttlePickUp)
    else { return nil }
    // The lift moves the slowest point, and the throttle that counts comes after it.
    let late = passage.difference(\.fullThrottle) ?? 0
    guard own.throttleDips > best.throttleDips, own.deepestDip >= thresholds.dipSize,
      -shift >= thresholds.dipPickUp || late >= thresholds.dipFull, passage.onward >= thresholds.dipLoss
    else { return nil }
    // Who began where the better passage did need not wait longer than that.
    let wait = -shift >= thresholds.dipPickUp ? min(-shift, thresholds.largestDistanceStep) : 0
    var candidate = Candidate(
      loss: passage.onward, amount: wait,
      evidence: [
        Evidence(
          name: "throttlePickUp", value: own.throttlePickUp ?? 0, reference: best.throttlePickUp ?? 0, unit: "m"),
        Evidence(name: "deepestDip", value: own.deepestDip, reference: best.deepestDip, unit: ""),
      ])
    if passage.onward >= thresholds.exitShare * max(0, passage.mid) { candidate.explains = ["over-slow"] }
    return candidate
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    candidate.amount > 0 ? "Wait \(distance(candidate.amount, units)), then one push" : "One push of the throttle"
  }
}
