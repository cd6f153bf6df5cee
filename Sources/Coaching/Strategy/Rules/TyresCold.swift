import Timing

/// T1: an axle stays below the window while the car is on the circuit. COACHING 15.2.
struct TyresCold: StrategyRule {
  let identifier = "tyres-cold"
  var isOncePerStint: Bool { true }

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .frame(persistence: thresholds.coldTime) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let window = state.window, let temperatures = state.temperatures else { return .unknown }
    guard state.isOnTrack else { return .clear }
    let coldest = min(temperatures.frontMean, temperatures.rearMean)
    if coldest < window.cold.trigger { return .triggered }
    return coldest >= window.cold.clear ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let window = state.window, let temperatures = state.temperatures else { return nil }
    let coldest = min(temperatures.frontMean, temperatures.rearMean)
    return StrategyWording(
      "Tyres \(decimalText(window.lower - coldest, places: 0)) °C cold — build up over 2 corners",
      evidence: [Evidence(name: "tyreTemperature", value: coldest, reference: window.lower, unit: "°C")])
  }
}
