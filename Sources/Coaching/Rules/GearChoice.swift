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
    // What the other gear costs on the run looks like drag, so the whole run counts.
    let loss = passage.exit + passage.loss.run + passage.loss.driven.carried
    let faster = own.minimumSpeed - best.minimumSpeed
    guard passage.isDriven, gear > 0, bestGear > 0, gear != bestGear, loss >= thresholds.gearLoss,
      abs(faster) <= passage.speedNoise(thresholds)
    else { return nil }
    // A lower gear at a lower speed is what the speed asked for: no choice.
    guard gear > bestGear || faster >= -thresholds.gearSpeed else { return nil }
    return Candidate(
      loss: loss, amount: Double(bestGear), detail: Double(gear), strength: thresholds.gearStrength,
      evidence: [Evidence(name: "gear", value: Double(gear), reference: Double(bestGear), unit: "")])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    let endings = [1: "1st", 2: "2nd", 3: "3rd"]
    let gear = Int(candidate.amount)
    return "Try \(endings[gear] ?? "\(gear)th")"
  }
}
