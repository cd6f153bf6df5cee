import Analysis
import Telemetry
import Timing

/// B2: the brake comes later than in the better passage, and the corner pays for it.
struct BrakeLateOvershoot: CoachingRule {
  let identifier = "brake-late-overshoot"
  let needs: [Channel] = [.speed, .brake]
  let phase = Phase.entry
  let place = "from the late entry"
  let explains: Set<String> = [
    "over-slow", "brake-drag", "long-pause", "min-speed-early", "late-throttle", "missed-apex", "early-apex",
    "slow-to-full",
  ]
  let direction: AdviceDirection? = AdviceDirection(.brakePoint, isMore: false)

  func condition(_ thresholds: CoachThresholds) -> String {
    "brakes at least \(Int(thresholds.lateBrakeDistance)) m later, is slower or wider in the corner or later on the throttle, and loses "
      + "\(Wording.seconds(thresholds.lateBrakeLoss)) or more"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let late = passage.difference(\.brakeStart)
    else { return nil }
    let needed = passage.noise(thresholds.lateBrakeDistance, passage.spread.brakeStart, thresholds)
    let slower = own.minimumSpeed - best.minimumSpeed <= -passage.speedNoise(thresholds)
    let longer = own.minimumSpeedStation - best.minimumSpeedStation >= thresholds.lateBrakeSlowestPoint
    let wider =
      (passage.difference(\.apexOffset) ?? 0)
      >= passage.noise(thresholds.lateBrakeApex, passage.spread.apexOffset, thresholds)
    let waits = (passage.difference(\.throttlePickUp) ?? 0) >= thresholds.lateBrakePickUp
    // A throttle that comes much too late is no consequence of the brake where nothing is lost between the two.
    let isThrottle =
      late < 2 * needed
      && (passage.difference(\.throttlePickUp) ?? 0) >= 2 * thresholds.lateThrottleDistance
      && passage.mid < thresholds.lateBrakeMid * passage.whole
    guard !isThrottle, late >= needed, slower || longer || wider || waits, passage.whole >= thresholds.lateBrakeLoss
    else { return nil }
    return Candidate(
      loss: passage.whole, amount: min(late, thresholds.largestDistanceStep),
      strength: thresholds.leastStrength * late / needed,
      evidence: [
        Evidence(name: "brakeStart", value: own.brakeStart ?? 0, reference: best.brakeStart ?? 0, unit: "m"),
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
        Evidence(
          name: "minimumSpeedStation", value: own.minimumSpeedStation, reference: best.minimumSpeedStation, unit: "m"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Brake \(distance(candidate.amount, units)) earlier"
  }
}
