import Analysis
import Telemetry
import Timing

/// S1: the throttle is lifted where the better passage keeps all of it, between one corner and the next one's braking.
struct LiftOnStraight: CoachingRule {
  let identifier = "lift-on-straight"
  let needs: [Channel] = [.speed, .throttle]
  let phase = Phase.straight

  func condition(_ thresholds: CoachThresholds) -> String {
    "less than \(Wording.percent(thresholds.straightLiftThrottle)) throttle for \(Wording.seconds(thresholds.straightLiftTime)) where the better "
      + "passage is flat, and \(Wording.seconds(thresholds.straightLiftLoss)) is lost from there on"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let best = passage.loss.reference?.fullThrottle, let own = passage.loss.metrics?.fullThrottle,
      case let full = max(best, own), full < passage.segmentEnd,
      let lift = longestLift(from: full, to: passage.segmentEnd, passage: passage, thresholds: thresholds),
      lift.time >= thresholds.straightLiftTime
    else { return nil }
    let loss = delta(passage.segmentEnd, passage) - delta(lift.start, passage) + passage.loss.driven.carried
    guard loss >= thresholds.straightLiftLoss else { return nil }
    return Candidate(
      loss: loss, amount: lift.time,
      evidence: [
        Evidence(name: "liftTime", value: lift.time, reference: 0, unit: "s"),
        Evidence(name: "liftStation", value: lift.start, reference: lift.start, unit: "m"),
        Evidence(name: "minimumThrottle", value: lift.throttle, reference: 1, unit: ""),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String { "Stay flat on the straight" }

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "you lifted, \(Wording.seconds(candidate.loss))"
  }

  private func longestLift(
    from start: Double, to end: Double, passage: Passage, thresholds: CoachThresholds
  ) -> (start: Double, time: Double, throttle: Double)? {
    let spacing = passage.lap.grid.spacing
    var best: (start: Double, time: Double, throttle: Double)?
    var open: (start: Double, time: Double, throttle: Double)?
    for station in stride(from: start, to: end, by: spacing) {
      let place = wrapped(station, passage.lap.grid.length)
      guard let throttle = passage.lap.value(.throttle, at: place),
        let reference = passage.reference.value(.throttle, at: place)
      else { return nil }
      guard throttle < thresholds.straightLiftThrottle, reference >= thresholds.straightLiftReference else {
        open = nil
        continue
      }
      var lift = open ?? (station, 0, throttle)
      lift.time += max(0, passage.lap.time(at: place + spacing) - passage.lap.time(at: place))
      lift.throttle = min(lift.throttle, throttle)
      open = lift
      if lift.time > best?.time ?? 0 { best = lift }
    }
    return best
  }

  private func delta(_ station: Double, _ passage: Passage) -> Double {
    let turn = station >= passage.lap.grid.length ? passage.comparison.total : 0
    return passage.comparison.delta(at: wrapped(station, passage.lap.grid.length)) + turn
  }
}
