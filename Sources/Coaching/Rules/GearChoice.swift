import Analysis
import Telemetry
import Timing

/// X7: another gear than the better passages use.
struct GearChoice: CoachingRule {
  let identifier = "gear-choice"
  let needs: [Channel] = [.speed, .gear]
  let phase = Phase.exit
  let habitLaps: Int? = 3

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "your best used it, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = [
    "slow-to-full", "late-throttle", "missed-apex", "exit-unused", "shift-point", "early-apex",
  ]

  func condition(_ thresholds: CoachThresholds) -> String {
    "another gear at the slowest point than the better passage in the last 3 passages, and "
      + "\(Wording.seconds(thresholds.gearLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let gear = own.gear,
      let bestGear = best.gear
    else { return nil }
    // At a speed between two gears either may be right: only one well off the better one's engine speed is a choice.
    let loss = passage.exit + passage.loss.run + passage.loss.driven.carried
    guard gear > 0, bestGear > 0, gear != bestGear, loss >= thresholds.gearLoss,
      abs(own.minimumSpeed - best.minimumSpeed) <= passage.speedNoise(thresholds)
    else { return nil }
    return Candidate(
      loss: loss, amount: Double(bestGear), detail: Double(gear), strength: 1,
      evidence: [Evidence(name: "gear", value: Double(gear), reference: Double(bestGear), unit: "")])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    let endings = [1: "1st", 2: "2nd", 3: "3rd"]
    let gear = Int(candidate.amount)
    return "Try \(endings[gear] ?? "\(gear)th")"
  }
}
