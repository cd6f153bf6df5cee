/// F4: the tank holds less than a lap and a half, no further lap after this one, and not the rest of the race. COACHING 15.2.
///
/// Never when the tank covers the distance, and silent where the distance is not known.
struct LastCall: StrategyRule {
  let identifier = "last-call"
  var isSafety: Bool { true }

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .frame(persistence: 0) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let fuel = state.fuel, let plan = fuel.plan else { return .unknown }
    guard state.isOnTrack else { return .between }
    if plan.coversDistance { return .clear }
    guard fuel.laps < thresholds.lastCallLaps else { return .clear }
    return fuel.isLastLap(thresholds) ? .triggered : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fuel = state.fuel, let plan = fuel.plan else { return nil }
    return StrategyWording(
      "Box this lap", evidence: [Evidence(name: "lapsInTank", value: fuel.laps, reference: plan.laps, unit: "")])
  }
}
