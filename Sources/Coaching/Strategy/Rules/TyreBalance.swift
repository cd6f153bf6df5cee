import Timing

/// T3: over a lap the front tyres were much hotter than the rear ones. COACHING 15.2.
struct TyreBalance: StrategyRule {
  let identifier = "tyre-balance"
  var slot: StrategySlot { .review }

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .lap(persistence: 1) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let balance = state.tyreBalance else { return .unknown }
    if balance >= thresholds.balanceDifference { return .triggered }
    return balance < thresholds.balanceClear ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let balance = state.tyreBalance else { return nil }
    return StrategyWording(
      "Fronts \(decimalText(balance, places: 0)) °C hotter — release brakes sooner",
      evidence: [Evidence(name: "frontOverRear", value: balance, reference: 0, unit: "°C")])
  }
}
