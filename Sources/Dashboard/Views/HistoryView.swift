internal import Drawing

/// Sessions with the laps of the one that is open, the bests of each track and car, the corners.
enum HistoryView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let layout = HistoryLayout(area, state)
    let hasFocus = state.history.openSession == nil
    canvas.clipped(to: layout.list) { canvas in
      switch state.history.list {
      case .sessions: HistorySessions.draw(state, hasFocus: hasFocus, in: layout.list, on: &canvas)
      case .bests: HistoryBests.draw(state, in: layout.list, on: &canvas)
      case .corners: HistoryCorners.draw(state, in: layout.list, on: &canvas)
      }
    }
    if !layout.laps.isEmpty { canvas.clipped(to: layout.laps) { HistoryLaps.draw(state, in: layout.laps, on: &$0) } }
    if !layout.progress.isEmpty {
      canvas.clipped(to: layout.progress) { HistoryProgress.draw(state, in: layout.progress, on: &$0) }
    }
  }

  /// Draws the frame of a list with the names of all lists in its edge; returns the area inside.
  static func listFrame(_ state: DashboardState, _ area: Area, note: String, _ canvas: inout Canvas) -> Area {
    let inner = canvas.frame(area)
    var x = area.x + 2
    for list in HistoryList.allCases {
      let isShown = list == state.history.list
      guard x + list.rawValue.utf8.count + 3 < area.endX else { break }
      canvas.put(" ", x, area.y)
      x = canvas.write(
        list.rawValue, x + 1, area.y, isShown ? .accent : .muted, attributes: isShown ? .bold : [])
      canvas.put(" ", x, area.y)
      x += 1
    }
    if !state.history.filter.isEmpty, state.history.list != .corners {
      canvas.frameNote("/\(state.history.filter)  \(note)", of: area, role: .accent, after: x)
    } else {
      canvas.frameNote(note, of: area, after: x)
    }
    return inner
  }

  /// The row of the list with the focus that is drawn at a line, for the mouse.
  static func row(at y: Int, _ state: DashboardState) -> Int? {
    let layout = HistoryLayout(state.viewArea, state)
    let isOpen = state.history.openSession != nil
    let inner = (isOpen ? layout.laps : layout.list).inset(1, 1)
    let count = isOpen ? state.history.laps?.count ?? 0 : count(state)
    let row = y - inner.y - 1 + firstRow(state.historyRow, count, max(0, inner.height - 1))
    return y > inner.y && y < inner.endY && row < count ? row : nil
  }

  private static func count(_ state: DashboardState) -> Int {
    switch state.history.list {
    case .sessions: state.history.shownSessions.count
    case .bests: state.history.bests.count
    case .corners: state.history.corners?.corners?.count ?? 0
    }
  }

  /// The first row that is drawn, so that the selected one is in the middle where it can be.
  static func firstRow(_ selected: Int, _ count: Int, _ rows: Int) -> Int {
    max(0, min(selected - rows / 2, count - rows))
  }
}

/// Where the parts of the History view lie.
private struct HistoryLayout {
  let list: Area
  let laps: Area
  let progress: Area

  init(_ area: Area, _ state: DashboardState) {
    var room = area
    let isOpen = state.history.openSession != nil
    laps =
      !isOpen
      ? Area(x: 0, y: 0, width: 0, height: 0)
      : area.width >= 120 ? room.takeRight(area.width * 47 / 100) : room.takeBottom(room.height * 60 / 100)
    let hasProgress =
      !isOpen && room.height >= 20 && state.history.list == .sessions && !state.history.shownSessions.isEmpty
    progress = room.takeBottom(hasProgress ? min(12, room.height / 3) : 0)
    list = room
  }
}
