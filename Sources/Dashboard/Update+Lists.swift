internal import Analysis
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
    case .history:
      switch history.list {
      case .sessions: history.sessionRow = moved(history.sessionRow, history.shownSessions.count)
      case .bests: history.bestRow = moved(history.bestRow, history.bests.count)
      case .corners: history.cornerRow = moved(history.cornerRow, history.corners?.corners?.count ?? 0)
      }
    default: break
    }
  }

  private mutating func moveCar(by step: Int) {
    guard let field else { return }
    let tower = Tower(field, order: team.order)
    guard let now = tower.index(of: team.selected) else { return }
    team.selected = tower.rows[min(max(0, now + min(max(step, -1_000), 1_000)), tower.rows.count - 1)].car.id
  }

  /// Selects the next corner of the map, from the car on where none is selected.
  mutating func selectCorner(forward: Bool) {
    let corners = model.corners
    guard !corners.isEmpty else { return }
    if let now = corners.firstIndex(where: { $0.number == map.corner }) {
      map.corner = corners[(now + (forward ? 1 : corners.count - 1)) % corners.count].number
      return
    }
    let place = sample.station ?? 0
    let next = corners.firstIndex { $0.apex > place } ?? 0
    map.corner = corners[forward ? next : (next + corners.count - 1) % corners.count].number
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
    switch history.list {
    case .bests: return openBest()
    case .corners: return []
    case .sessions: break
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

  /// The selected row of the list of the history that has the focus.
  var historyRow: Int {
    if history.openSession != nil { return history.lapRow }
    switch history.list {
    case .sessions: return history.sessionRow
    case .bests: return history.bestRow
    case .corners: return history.cornerRow
    }
  }

  /// Takes sessions in; the selection stays on its session where that is still there.
  mutating func take(_ sessions: [SessionSummary]) {
    let selected = history.selectedSession?.id
    history.sessions = sessions
    if let selected, let row = history.shownSessions.firstIndex(where: { $0.id == selected }) {
      history.sessionRow = row
    }
    guard let open = history.openSession, !sessions.contains(where: { $0.id == open }) else { return }
    closeHistorySession()
  }

  /// Shows the sessions behind the selected best.
  private mutating func openBest() -> [Effect] {
    guard history.bests.indices.contains(history.bestRow) else { return [] }
    let best = history.bests[history.bestRow]
    func quoted(_ text: String) -> String { "\"" + text.filter { $0 != "\"" } + "\"" }
    history.filter = "track:\(quoted(best.track)) car:\(quoted(best.car)) driver:\(quoted(best.driver))"
    history.list = .sessions
    history.sessionRow = 0
    return []
  }

  /// Turns to the list before or after.
  mutating func showList(forward: Bool) -> [Effect] {
    let all = HistoryList.allCases
    let now = all.firstIndex(of: history.list) ?? 0
    let key = cornerKey
    closeHistorySession()
    history.list = all[(now + (forward ? 1 : all.count - 1)) % all.count]
    guard history.list == .corners, let key else { return [] }
    history.cornerRow = 0
    if history.corners?.key != key { history.corners = CornerTable(key: key, corners: nil, classes: []) }
    return [.loadCorners(key)]
  }

  /// Whose corners the selected row is about.
  private var cornerKey: CornerTable.Key? {
    if history.list == .bests, history.bests.indices.contains(history.bestRow) {
      let best = history.bests[history.bestRow]
      return CornerTable.Key(track: best.track, car: best.car, driver: best.driver)
    }
    return history.selectedSession.map { CornerTable.Key(track: $0.track, car: $0.car, driver: $0.driver) }
      ?? history.corners?.key
  }

  /// What is deleted by the key: the selected lap, or the selected session.
  mutating func deleteSelected() -> [Effect] {
    if let lap = selectedStoredLap { return [.edit(.deleteLap(lap))] }
    guard history.openSession == nil, let session = history.selectedSession else { return [] }
    return [.edit(.deleteSession(session.id))]
  }

  /// Keys while the filter is typed.
  mutating func edit(filter line: LineEditor, _ key: Key) -> [Effect] {
    var line = line
    switch key {
    case .enter:
      overlay = nil
      return []
    case .escape:
      overlay = nil
      line = ""
    case .tab: line = completed(line, SessionFilter.completions(line.head, of: history.sessions ?? []))
    default: guard line.take(key) else { return [] }
    }
    if overlay != nil { overlay = .filter(line) }
    guard history.filter != line.text else { return [] }
    history.filter = line.text
    history.sessionRow = 0
    history.bestRow = 0
    closeHistorySession()
    return []
  }

  /// A line completed as far as all that it could become agree.
  func completed(_ line: LineEditor, _ found: [String]) -> LineEditor {
    guard var common = found.first else { return line }
    for text in found { while !text.hasPrefix(common) { common.removeLast() } }
    // Where they agree on less than is typed, as in another case of letters, the first is taken.
    return LineEditor(common.count >= line.head.count ? common : found[0])
  }
}
