import Timing

/// F5: how much to take on at the stop that is near: the distance, and what is on top of it for safety. COACHING 15.2.
struct FuelAdd: StrategyRule {
  let identifier = "fuel-add"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .frame(persistence: 0) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let plan = state.fuel?.planAtStop else { return .unknown }
    return state.isStopNear && plan.add > 0 ? .triggered : .clear
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fuel = state.fuel, let plan = fuel.planAtStop else { return nil }
    let unit = fuel.unit.rawValue
    let total = plan.add.rounded(plan.isCapped ? .down : .up)
    let safety = min(total, plan.safety.rounded())
    let parts =
      plan.isCapped
      ? "tank full" : "\(decimalText(total - safety, places: 0)) + \(decimalText(safety, places: 0))"
    return StrategyWording(
      "Add \(decimalText(total, places: 0)) \(unit) (\(parts))",
      evidence: [Evidence(name: "fuelAtStop", value: plan.level, reference: plan.need, unit: unit)])
  }
}
