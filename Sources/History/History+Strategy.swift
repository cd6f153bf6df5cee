internal import Database
public import Coaching

extension History {
  /// Keeps what a session has taught about fuel and tyres; what it did not learn stays as it was.
  ///
  /// - Parameter date: s since 1970.
  public func store(strategy: StrategyHistory, baseline: Int64, at date: Double) throws(HistoryError) {
    var window = strategy.tyreWindow
    var passages: Int?
    if case .learnt(let count) = window?.origin { passages = count } else { window = nil }
    try connection.run(
      """
      INSERT INTO strategy VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (baseline_id) DO UPDATE SET
        fuel_per_lap = coalesce(excluded.fuel_per_lap, fuel_per_lap),
        fuel_effect = coalesce(excluded.fuel_effect, fuel_effect), lap_time = coalesce(excluded.lap_time, lap_time),
        tyre_lower = coalesce(excluded.tyre_lower, tyre_lower), tyre_upper = coalesce(excluded.tyre_upper, tyre_upper),
        cold_trigger = coalesce(excluded.cold_trigger, cold_trigger),
        cold_clear = coalesce(excluded.cold_clear, cold_clear),
        hot_trigger = coalesce(excluded.hot_trigger, hot_trigger), hot_clear = coalesce(excluded.hot_clear, hot_clear),
        tyre_passages = coalesce(excluded.tyre_passages, tyre_passages), changed_at = excluded.changed_at
      """,
      [
        .integer(baseline), .optional(strategy.fuelPerLap), .optional(strategy.fuelEffect),
        .optional(strategy.lapTime), .optional(window?.lower), .optional(window?.upper),
        .optional(window?.cold.trigger), .optional(window?.cold.clear), .optional(window?.hot.trigger),
        .optional(window?.hot.clear), .optional(passages), .real(date),
      ])
  }

  /// What earlier sessions of a baseline have taught about fuel and tyres.
  public func strategy(baseline: Int64) throws(HistoryError) -> StrategyHistory {
    try connection.row(
      """
      SELECT fuel_per_lap, fuel_effect, lap_time, tyre_lower, tyre_upper, cold_trigger, cold_clear, hot_trigger, hot_clear,
        tyre_passages
      FROM strategy WHERE baseline_id = ?
      """, [.integer(baseline)]
    ) { row in
      var strategy = StrategyHistory(fuelPerLap: row.real(0), fuelEffect: row.real(1), lapTime: row.real(2))
      let numbers = (3...8).compactMap { row.real($0) }
      if numbers.count == 6, let passages = row.optionalInteger(9) {
        strategy.tyreWindow = TyreWindow(
          lower: numbers[0], upper: numbers[1], cold: LevelPair(trigger: numbers[2], clear: numbers[3]),
          hot: LevelPair(trigger: numbers[4], clear: numbers[5]), origin: .learnt(passages: Int(passages)))
      }
      return strategy
    } ?? StrategyHistory()
  }
}
