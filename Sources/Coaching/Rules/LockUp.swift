import Analysis
import Telemetry
import Timing

/// B8: a wheel locks in braking, lap after lap.
struct LockUp: CoachingRule {
  let identifier = "lock-up"
  let needs: [Channel] = [.speed, .brake, .wheelSpeedFrontLeft]
  let phase = Phase.entry
  let place = "on entry"
  let habitLaps: Int? = 3
  let direction: AdviceDirection? = AdviceDirection(.brakePressure, isMore: false)
  let explains: Set<String> = [
    "brake-early", "brake-late-overshoot", "brake-soft", "over-slow", "long-pause", "min-speed-early", "late-throttle",
    "missed-apex", "brake-drag", "slow-to-full",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the same wheel turns 15 % slower than the road for \(Wording.seconds(thresholds.lockTime)) under braking, in each of the last "
      + "3 passages"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let time = own.lockTime, time >= thresholds.lockTime else { return nil }
    return Candidate(
      loss: max(0, passage.entry + passage.mid + passage.onward), amount: time,
      detail: Double((own.lockWheel ?? .frontLeft).rawValue),
      evidence: [
        Evidence(name: "lockTime", value: time, reference: passage.loss.reference?.lockTime ?? 0, unit: "s")
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    let names = ["front left", "front right", "rear left", "rear right"]
    return "Ease off late: the \(names[min(3, max(0, Int(candidate.detail)))]) locks"
  }
}
