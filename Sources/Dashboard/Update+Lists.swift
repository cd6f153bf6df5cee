internal import Drawing
internal import Engine
internal import Telemetry

extension DashboardState {
  /// Moves the selection of the list in view.
  mutating func moveSelection(by step: Int) {
    func moved(_ row: Int, _ count: Int) -> Int { min(max(0, row + step), max(0, count - 1)) }
    switch view {
    case .coach: findingRow = moved(findingRow, CoachPanel.shown(model).count)
    case .team: moveCar(by: step)
    case .history where history.openSession != nil: history.lapRow = moved(history.lapRow, history.laps?.count ?? 0)
    case .history: history.sessionRow = moved(history.sessionRow, history.shownSessions.count)
    default: break
    }
  }

  private mutating func moveCar(by step: Int) {
    guard let field else { return }
    let tower = Tower(field, order: team.order)
    guard let now = tower.index(of: team.selected) else { return }
    team.selected = tower.rows[min(max(0, now + min(max(step, -1_000), 1_000)), tower.rows.count - 1)].car.id
  }

  /// The stored lap under the selection of the history.
  var selectedStoredLap: Int64? {
    guard history.openSession != nil, let laps = history.laps, laps.indices.contains(history.lapRow) else { return nil }
    return laps[history.lapRow].id
  }

  /// Opens the selected session, or compares the selected lap with the marked one, else with the session's best.
  mutating func openHistoryRow() -> [Effect] {
    if let lap = selectedStoredLap {
      let best = history.laps?.first { $0.isBest }?.id
      let other = best == lap ? history.laps?.first { $0.id != lap && $0.time != nil }?.id : best
      guard let other else {
        notice = Notice(.information, "One lap alone cannot be compared.")
        return []
      }
      compare.a = .stored(lap)
      compare.b = .stored(other)
      view = .compare
      return [.compare(.stored(lap), .stored(other))]
    }
    let sessions = history.shownSessions
    guard history.openSession == nil, sessions.indices.contains(history.sessionRow) else { return [] }
    let session = sessions[history.sessionRow]
    history.openSession = session.id
    history.laps = nil
    history.lapRow = 0
    return [.loadLaps(session: session.id)]
  }

  mutating func closeHistorySession() {
    history.openSession = nil
    history.laps = nil
  }

  /// Keys while the filter is typed.
  mutating func edit(filter key: Key) -> [Effect] {
    switch key {
    case .enter: history.isFiltering = false
    case .escape:
      history.isFiltering = false
      history.filter = ""
    case .backspace: history.filter = String(history.filter.dropLast())
    case .character(let scalar):
      guard history.filter.unicodeScalars.count < 64 else { return [] }
      history.filter.unicodeScalars.append(scalar)
    default: return []
    }
    history.sessionRow = 0
    closeHistorySession()
    return [.loadSessions(filter: history.filter)]
  }
}
