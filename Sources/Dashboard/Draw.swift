public import Drawing

/// Draws the whole dashboard; the canvas may have any size. Pure: the same state gives the same cells.
public func draw(_ state: DashboardState, on canvas: inout Canvas) {
  canvas.clear()
  var room = canvas.area
  guard !room.isEmpty else { return }
  let hasBars = room.height >= 14 && room.width >= 40
  if state.isDeltaBig, state.view == .drive {
    BigDeltaView.draw(state, in: room, on: &canvas)
  } else {
    if hasBars {
      Header.draw(state, in: room.takeTop(1), on: &canvas)
      Footer.draw(state, in: room.takeBottom(1), on: &canvas)
      if state.replay != nil { ReplayBar.draw(state, in: room.takeBottom(1), on: &canvas) }
    }
    canvas.clipped(to: room) { view(state.view).draw(state, in: room, on: &$0) }
  }
  overlay(state, on: &canvas)
}

/// A whole view: draws the state into an area.
protocol View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas)
}

private func view(_ kind: ViewKind) -> any View.Type {
  switch kind {
  case .drive: DriveView.self
  case .compare: CompareView.self
  case .coach: CoachView.self
  case .history: HistoryView.self
  case .map: MapView.self
  case .team: TeamView.self
  }
}

private func overlay(_ state: DashboardState, on canvas: inout Canvas) {
  switch state.overlay {
  case .help(let first): HelpOverlay.draw(state, first: first, on: &canvas)
  case .log(let first): LogOverlay.draw(state, first: first, on: &canvas)
  case .sync(let row): SyncOverlay.draw(row: row, state, on: &canvas)
  case .settings(let row): SettingsOverlay.draw(row: row, state, on: &canvas)
  case .command(let line): CommandOverlay.draw(line, prompt: ":", state.completions(line.head), on: &canvas)
  case .filter(let line):
    CommandOverlay.draw(
      line, prompt: "/", SessionFilter.completions(line.head, of: state.history.sessions ?? []),
      problem: state.history.filterProblem, on: &canvas)
  case .chooseLap(let slot, let row): ChooseLapOverlay.draw(slot, row: row, state, on: &canvas)
  case .chooseChannels(let row): ChooseChannelsOverlay.draw(row: row, state, on: &canvas)
  case nil:
    guard let notice = state.notice, canvas.height >= 3 else { return }
    let y = canvas.height - (canvas.height >= 14 && canvas.width >= 40 ? 2 : 1)
    let role: Role = notice.kind == .information ? .accent : notice.kind == .warning ? .warning : .loss
    canvas.fill(Area(x: 0, y: y, width: canvas.width, height: 1), .selection)
    canvas.put("▌", 0, y, role)
    canvas.write(notice.text, 2, y, .text, limit: canvas.width - 3)
  }
}
