import Timing

/// T4: a tyre reaches its limit before the end. COACHING 15.2.
struct TyreWearRule: StrategyRule {
  let identifier = "tyre-wear"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .lap(persistence: 1) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let forecast = state.wearForecast, let toGo = state.lapsToGo else { return .unknown }
    if forecast.lapsLeft < Double(toGo.least) { return .triggered }
    // A lap more than needed, so that the forecast does not come and go with its own noise.
    return forecast.lapsLeft >= Double(toGo.most) + 1 ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let forecast = state.wearForecast, let toGo = state.lapsToGo else { return nil }
    let off = max(1, forecast.uncertainty.rounded())
    return StrategyWording(
      "\(forecast.wheel.words) done in \(decimalText(forecast.lapsLeft.rounded(.down), places: 0)) laps"
        + " (±\(decimalText(off, places: 0)))",
      evidence: [
        Evidence(name: "tyreWear", value: forecast.wear, reference: thresholds.wearLimit, unit: ""),
        Evidence(name: "lapsLeft", value: forecast.lapsLeft, reference: Double(toGo.least), unit: ""),
      ])
  }
}
