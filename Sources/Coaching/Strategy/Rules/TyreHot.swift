import Telemetry
import Timing

/// T2: a wheel stays above the window and the band on top of it. COACHING 15.2.
struct TyreHot: StrategyRule {
  let identifier = "tyre-hot"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .frame(persistence: thresholds.hotTime) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let window = state.window, let temperatures = state.temperatures else { return .unknown }
    let hottest = temperatures[temperatures.highest]
    if hottest > window.hot.trigger { return .triggered }
    return hottest <= window.hot.clear ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let window = state.window, let temperatures = state.temperatures else { return nil }
    let wheel = temperatures.highest
    let hottest = temperatures[wheel]
    return StrategyWording(
      sentence("\(wheel.words) \(decimalText(hottest, places: 0)) °C — ", wheel, state),
      evidence: [Evidence(name: "tyreTemperature", value: hottest, reference: window.upper, unit: "°C")])
  }

  /// Wheels that spin heat the rear; what heats the front is turning.
  private func sentence(_ start: String, _ wheel: Wheel, _ state: StrategyState) -> String {
    if wheel.isFront { return start + "turn in gentler" }
    let exits = start + "easier exits"
    guard let corners = state.spinningCorners, !corners.isEmpty else { return exits }
    return StrategyWording.naming(corners.prefix(2), after: exits + " at ", otherwise: exits)
  }
}
