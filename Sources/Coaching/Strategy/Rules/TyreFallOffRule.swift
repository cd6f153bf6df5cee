import Timing

/// T5: every lap on the tyres costs time; with a known loss in the pits, from when a stop pays off. COACHING 15.2.
struct TyreFallOffRule: StrategyRule {
  let identifier = "tyre-falloff"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .lap(persistence: 1) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let fallOff = state.fallOff else { return .unknown }
    if fallOff.perLap >= thresholds.fallOffLeast { return .triggered }
    return fallOff.perLap < thresholds.fallOffClear ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let fallOff = state.fallOff else { return nil }
    return StrategyWording(
      "Tyres cost \(decimalText(fallOff.perLap, places: 2)) s/lap\(stop(fallOff, state))",
      evidence: [Evidence(name: "fallOff", value: fallOff.perLap, reference: 0, unit: "s")])
  }

  private func stop(_ fallOff: TyreFallOff, _ state: StrategyState) -> String {
    guard let loss = state.pitLoss, let lap = state.currentLap, let toGo = state.lapsToGo else { return "" }
    let value = StopValue(
      perLap: fallOff.perLap, tyreAge: state.tyreAge, currentLap: lap, lapsToGo: toGo.least, pitLoss: loss)
    return switch value {
    case .paysOff(let after): " — stop pays off after lap \(after)"
    case .never: " — no stop pays off"
    }
  }
}
