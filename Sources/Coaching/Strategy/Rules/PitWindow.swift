import Timing

/// P1: a stop now wins a place, because new tyres gain more than the gap until the rival answers. COACHING 15.2.
struct PitWindow: StrategyRule {
  let identifier = "pit-window"

  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence { .lap(persistence: 1) }

  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing {
    guard let best = bestRival(state, thresholds) else { return .unknown }
    // The rival could not answer on the last lap: there is none after it.
    guard let toGo = state.lapsToGo, toGo.least > 2 else { return .clear }
    if best.lead > 0 { return .triggered }
    return best.lead < thresholds.pitWindowClear ? .clear : .between
  }

  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording? {
    guard let best = bestRival(state, thresholds) else { return nil }
    return StrategyWording(
      "Pit window open: out \(decimalText(best.lead, places: 1)) s ahead of #\(best.rival.number)",
      evidence: [
        Evidence(name: "undercutLead", value: best.lead, reference: 0, unit: "s"),
        Evidence(name: "gap", value: best.rival.gap, reference: 0, unit: "s"),
      ])
  }

  /// The car ahead over which a stop wins most, and by how much we come out before it once both have stopped, s.
  private func bestRival(
    _ state: StrategyState, _ thresholds: StrategyThresholds
  ) -> (rival: RivalFigures, lead: Double)? {
    guard let rivals = state.rivals, let loss = state.pitLoss, let fallOff = state.fallOff else { return nil }
    var best: (rival: RivalFigures, lead: Double)?
    for rival in rivals where rival.gap >= 0 {
      let gain = fallOff.perLap * Double(rival.tyreAge ?? state.tyreAge) * thresholds.answerLaps
      let lead = gain - (loss - (rival.pitLoss ?? loss)) - rival.gap
      if lead > best?.lead ?? -.infinity { best = (rival, lead) }
    }
    return best
  }
}
