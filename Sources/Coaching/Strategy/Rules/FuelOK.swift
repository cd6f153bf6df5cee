import Timing

/// F2: after a warning the fuel lasts again, with half a lap to spare. COACHING 15.2.
struct FuelOK: StrategyRule {
  let identifier = "fuel-ok"
  var follows: String? { "fuel-short" }

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .lap(persistence: 1) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let plan = state.fuel?.plan else { return .unknown }
    if plan.marginLaps >= thresholds.fuelGoodLaps { return .triggered }
    return plan.marginLaps < -thresholds.fuelShortLaps ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fuel = state.fuel, let plan = fuel.plan else { return nil }
    return StrategyWording(
      "Fuel good to the end, \(decimalText(plan.marginLaps, places: 1, sign: .always)) lap",
      evidence: [Evidence(name: "fuel", value: fuel.level, reference: plan.need, unit: fuel.unit.rawValue)])
  }
}
