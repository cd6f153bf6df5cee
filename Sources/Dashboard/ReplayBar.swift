internal import Drawing

/// How far the replay is.
enum ReplayBar {
  static func draw(_ state: DashboardState, in row: Area, on canvas: inout Canvas) {
    guard let replay = state.replay, row.height > 0 else { return }
    let y = row.y
    canvas.fill(row, .ground)
    canvas.put(replay.isAtEnd ? "■" : replay.isPaused ? "‖" : "▶", row.x + 1, y, .accent, attributes: .bold)
    var x = canvas.writeFixed(.time(replay.position, 1), row.x + 3, 8, y, .bright)
    var speed = Figure.decimal(replay.speed, replay.speed < 1 ? 3 : 0)
    speed.append("×")
    let end = row.endX - 1
    let right = canvas.writeRight(.time(replay.duration, 0), endX: end, y, .muted) - 1
    x = canvas.writeFixed(speed, x + 1, 6, y, replay.isPaused ? .muted : .text) + 2
    let width = right - x - 1
    guard width > 2 else { return }
    let share = replay.duration > 0 ? replay.position / replay.duration : 0
    let place = share.isFinite ? Int(min(1, max(0, share)) * Double(width - 1)) : 0
    for column in 0..<width {
      canvas.put(column < place ? "━" : "─", x + column, y, column < place ? .accent : .faint)
    }
    canvas.put("●", x + place, y, .accent)
    let bar = Area(x: x, y: y, width: width, height: 1)
    if replay.isAtEnd {
      canvas.writeCentred(width > 40 ? " end · space plays it again " : " end ", in: bar, y, .accent, attributes: .bold)
    } else if replay.isPaused, width > 16 {
      canvas.writeCentred(" paused ", in: bar, y, .warning, attributes: .bold)
    }
  }
}
