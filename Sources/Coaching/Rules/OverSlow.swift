import Analysis
import Telemetry
import Timing

/// M1: the car is slowed more than in the better passage, from the same brake point.
struct OverSlow: CoachingRule {
  let identifier = "over-slow"
  let needs: [Channel] = [.speed]
  let phase = Phase.mid
  let direction: AdviceDirection? = AdviceDirection(.cornerSpeed, isMore: true)
  let explains: Set<String> = ["early-apex"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "the slowest point is at least 2 km/h and 2 % slower from a brake point within \(Int(thresholds.overSlowBrakePoint)) m, and "
      + "\(Wording.seconds(thresholds.overSlowLoss)) is lost from there on"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference else { return nil }
    // Where the better passage is as slow in the same place, the two slowest points are of different corners.
    let place = wrapped(own.minimumSpeedStation, passage.lap.grid.length)
    let there = passage.reference.value(.speed, at: place) ?? best.minimumSpeed
    let slower = min(best.minimumSpeed, there) - own.minimumSpeed
    let loss = passage.mid + passage.onward
    guard slower >= passage.speedNoise(thresholds), loss >= thresholds.overSlowLoss else { return nil }
    // Flat out a driver is as slow as he came.
    guard own.brakeStart != nil || (own.minimumThrottle ?? 0) < 0.95 else { return nil }
    let strength = slower / passage.speedNoise(thresholds)
    // From another brake point it is the same fault where most of it is lost after turn-in.
    let isPlain = strength >= 2 && loss >= thresholds.overSlowShare * passage.entry
    if !isPlain, let shift = passage.difference(\.brakeStart) {
      guard abs(shift) < passage.noise(thresholds.overSlowBrakePoint, passage.spread.brakeStart, thresholds) else {
        return nil
      }
    }
    var candidate = Candidate(
      loss: loss, amount: min(slower, thresholds.largestSpeedStep), strength: strength,
      evidence: [
        Evidence(name: "minimumSpeed", value: own.minimumSpeed, reference: best.minimumSpeed, unit: "m/s"),
        Evidence(name: "exitSpeed", value: own.exitSpeed, reference: best.exitSpeed, unit: "m/s"),
      ])
    if isPlain { candidate.explains = ["brake-early", "min-speed-early"] }
    return candidate
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Carry \(speed(candidate.amount, units)) more"
  }
}
