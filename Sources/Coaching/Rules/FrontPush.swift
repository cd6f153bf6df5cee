import Analysis
import Telemetry
import Timing

/// M5: more lock for the same corner at the same speed: the front slides.
struct FrontPush: CoachingRule {
  let identifier = "front-push"
  let needs: [Channel] = [.speed, .steering, .lateralAcceleration]
  let phase = Phase.mid

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "the front slides, \(Wording.seconds(candidate.loss))"
  }

  func condition(_ thresholds: CoachThresholds) -> String {
    "15 % more steering for no more lateral acceleration at the same slowest speed, and \(Wording.seconds(thresholds.pushLoss)) is lost in "
      + "the middle"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let steering = own.steeringMean,
      let bestSteering = best.steeringMean, let lateral = own.lateralMean, let bestLateral = best.lateralMean
    else { return nil }
    guard bestSteering > 0, steering >= thresholds.pushSteering * bestSteering,
      abs(own.minimumSpeed - best.minimumSpeed) <= thresholds.pushSpeed, lateral <= bestLateral,
      passage.mid >= thresholds.pushLoss
    else { return nil }
    return Candidate(
      loss: passage.mid, amount: steering / bestSteering - 1,
      evidence: [
        Evidence(name: "steeringMean", value: steering, reference: bestSteering, unit: ""),
        Evidence(name: "lateralMean", value: lateral, reference: bestLateral, unit: "m/s²"),
      ])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    "Less lock, slower hands"
  }
}
