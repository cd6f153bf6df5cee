import Timing

/// F1: the fuel does not last to the end, by more than a quarter of a lap at the end of two laps in a row. COACHING 15.2.
struct FuelShort: StrategyRule {
  let identifier = "fuel-short"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence {
    .lap(persistence: thresholds.fuelShortPersistence)
  }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let plan = state.fuel?.plan else { return .unknown }
    if plan.marginLaps < -thresholds.fuelShortLaps { return .triggered }
    return plan.marginLaps >= thresholds.fuelGoodLaps ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fuel = state.fuel, let plan = fuel.plan, let lap = state.currentLap, let toGo = state.lapsToGo else {
      return nil
    }
    let lapsHeld = Int(max(1, min(fuel.laps, plan.laps)))
    let saving = plan.savingShare ?? 0
    let way = saving > 0 && saving <= thresholds.largestSaving ? "save or pit" : "pit"
    let isOpen = fuel.leastPlan.map { $0.marginLaps >= 0 } ?? false
    let condition = isOpen ? " if \(toGo.most) to go" : ""
    return StrategyWording(
      "Fuel short by \(decimalText(-plan.marginLaps, places: 1)) laps\(condition) — \(way) by lap \(lap + lapsHeld - 1)",
      evidence: [
        Evidence(name: "fuel", value: fuel.level, reference: plan.need, unit: fuel.unit.rawValue),
        Evidence(name: "lapsToGo", value: plan.laps, reference: fuel.laps, unit: ""),
      ])
  }
}
