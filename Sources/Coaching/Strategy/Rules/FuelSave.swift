import Timing

/// F3: what is missing can be saved by lifting earlier. COACHING 15.1, 15.2.
struct FuelSave: StrategyRule {
  let identifier = "fuel-save"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence {
    .lap(persistence: thresholds.fuelShortPersistence)
  }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let share = state.fuel?.plan?.savingShare else { return .unknown }
    if share > thresholds.largestSaving { return .clear }
    if share > 0 { return .triggered }
    return share <= -thresholds.savedMargin ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fuel = state.fuel, let plan = fuel.plan, let target = plan.saveTarget else { return nil }
    let saving = max(0.01, plan.perLap - target)
    let amount = "\(decimalText(saving, places: 2)) \(fuel.unit.rawValue)"
    let evidence = [
      Evidence(name: "fuelPerLap", value: plan.perLap, reference: target, unit: fuel.unit.rawValue)
    ]
    guard let lifts = fuel.lifts else {
      return StrategyWording("Save \(amount) per lap to the end", evidence: evidence)
    }
    let distance =
      state.units == .metric
      ? "\(decimalText(lifts.metres, places: 0)) m" : "\(decimalText(lifts.metres * 1.0936, places: 0)) yd"
    let start = "Save \(amount) per lap: lift \(distance) early at "
    return StrategyWording(
      StrategyWording.naming(lifts.corners, after: start, otherwise: start + "\(lifts.corners.count) corners"),
      evidence: evidence + [Evidence(name: "lift", value: lifts.metres, reference: 0, unit: "m")])
  }
}
