internal import Drawing
internal import Engine

/// Changes the state by one message and says what the program has to do. Pure: no input, output or clock.
public func update(_ state: inout DashboardState, _ message: Message) -> [Effect] {
  switch message {
  case .sample(let sample, let trace):
    guard !state.isFrozen else { return [] }
    state.sample = sample
    state.trace = trace
    state.driven.take(sample)
  case .model(let model):
    guard !state.isFrozen else { return [] }
    state.model = model
    if state.view == .compare, state.compare.pair == nil { return state.requestComparison() }
  case .field(let field):
    guard !state.isFrozen else { return [] }
    state.field = field
  case .clock(let text): state.clock = text
  case .source(let source): state.source = source
  case .ports(let ports): state.ports = ports
  case .counters(let counters): state.counters = counters
  case .replay(let replay): state.replay = replay
  case .notice(let notice): state.say(notice)
  case .settings(let rows): state.take(rows)
  case .sync(let sync): state.sync = sync
  case .sessions(let sessions): state.take(sessions)
  case .corners(let table): if table.key == state.history.corners?.key { state.history.corners = table }
  case .laps(let laps, let session):
    guard state.history.openSession == session else { return [] }
    // Laps that come anew, as after a change, leave the selection where it is.
    let isNew = state.history.laps == nil
    state.history.laps = laps
    state.history.lapRow =
      isNew ? laps.firstIndex { $0.isBest } ?? 0 : min(state.history.lapRow, max(0, laps.count - 1))
  case .comparable(let laps): state.compare.stored = laps
  case .compared(let pair):
    state.compare.show(pair)
  case .notCompared(let reason):
    state.compare.pair = nil
    state.compare.problem = reason
  case .resized(let width, let height):
    state.width = width
    state.height = height
  case .key(let key): return press(&state, key)
  case .mouse(let event): return state.point(event)
  }
  return []
}

/// A key goes to what lies on top: an overlay, the filter, the view.
private func press(_ state: inout DashboardState, _ key: Key) -> [Effect] {
  state.notice = nil
  switch state.overlay {
  case .help(let first):
    let size = HelpOverlay.size(state)
    return state.scroll(key, from: first, of: size.lines, rows: size.rows) { .help(first: $0) }
  case .log(let first):
    return state.scroll(key, from: first, of: state.log.count, rows: LogOverlay.rows(state)) { .log(first: $0) }
  case .settings(let row): return state.choose(settingAt: row, key)
  case .sync(let row): return state.choose(syncAt: row, key)
  case .command(let line): return state.edit(command: line, key)
  case .filter(let line): return state.edit(filter: line, key)
  case .chooseLap(let slot, let row): return state.choose(slot, row: row, key)
  case .chooseChannels(let row): return state.choose(channelAt: row, key)
  case nil: break
  }
  var reason: String?
  for binding in allBindings where binding.keys.contains(key) && binding.applies(to: state.view) {
    if let why = binding.disabled(state) {
      reason = reason ?? why
      continue
    }
    return binding.action(&state, key)
  }
  if let reason { state.notice = Notice(.information, Words.capitalised(reason) + ".") }
  return []
}

extension DashboardState {
  /// Opens a view and asks for what it needs.
  mutating func show(_ kind: ViewKind) -> [Effect] {
    view = kind
    overlay = nil
    isDeltaBig = false
    switch kind {
    case .compare where compare.pair == nil: return requestComparison()
    case .history: return [.loadSessions]
    default: return []
    }
  }

  /// One step back: the overlay, the large delta, the open session, the drive.
  mutating func goBack() {
    if isDeltaBig {
      isDeltaBig = false
    } else if view == .history, history.openSession != nil {
      closeHistorySession()
    } else if view == .history, !history.filter.isEmpty {
      history.filter = ""
    } else {
      view = .drive
    }
  }

  mutating func point(_ event: MouseEvent) -> [Effect] {
    if event.kind == .press, event.y == 0, let kind = Header.tab(at: event.x, in: self) { return show(kind) }
    if overlay != nil {
      if event.kind == .press { overlay = nil }
      return []
    }
    switch (view, event.kind) {
    case (.compare, .press), (.compare, .wheelUp), (.compare, .wheelDown):
      guard let station = CompareView.station(at: event.x, event.y, self) else { return [] }
      compare.cursor = station
      if event.kind != .press { compare.zoom(by: event.kind == .wheelUp ? 0.5 : 2) }
    case (.history, .wheelUp), (.coach, .wheelUp), (.team, .wheelUp): moveSelection(by: -1)
    case (.history, .wheelDown), (.coach, .wheelDown), (.team, .wheelDown): moveSelection(by: 1)
    case (.team, .press): team.selected = TeamView.car(at: event.x, event.y, self) ?? team.selected
    case (.history, .press):
      guard let row = HistoryView.row(at: event.y, self) else { return [] }
      let wasSelected = row == historyRow
      moveSelection(by: row - historyRow)
      return wasSelected ? openHistoryRow() : []
    default: break
    }
    return []
  }
}
