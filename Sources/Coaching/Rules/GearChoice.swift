import Analysis
import Telemetry
import Timing

/// X7: another gear than the better passages use.
struct GearChoice: CoachingRule {
  let identifier = "gear-choice"
  let needs: [Channel] = [.speed, .gear]
  let phase = Phase.exit
  let countsLaps = true

  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? {
    "your best used it, \(Wording.seconds(candidate.loss))"
  }
  let explains: Set<String> = ["slow-to-full", "late-throttle", "missed-apex", "exit-unused", "shift-point", "early-apex"]

  func condition(_ thresholds: CoachThresholds) -> String {
    "another gear at the slowest point than the better passage in the last \(thresholds.gearPassages) passages, and "
      + "\(Wording.seconds(thresholds.gearLoss)) is lost on the way out"
  }

  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate? {
    guard let own = passage.loss.metrics, let best = passage.loss.reference, let gear = own.gear, let bestGear = best.gear
    else { return nil }
    let recent = passage.recent.suffix(thresholds.gearPassages)
    guard gear != bestGear, recent.count >= thresholds.gearPassages, recent.allSatisfy({ $0.gear != bestGear }),
      passage.onward >= thresholds.gearLoss
    else { return nil }
    return Candidate(
      loss: passage.onward, amount: Double(bestGear), detail: Double(gear),
      evidence: [Evidence(name: "gear", value: Double(gear), reference: Double(bestGear), unit: "")])
  }

  func action(_ candidate: Candidate, units: SpeechUnits) -> String {
    let endings = [1: "1st", 2: "2nd", 3: "3rd"]
    let gear = Int(candidate.amount)
    return "Try \(endings[gear] ?? "\(gear)th")"
  }
}
