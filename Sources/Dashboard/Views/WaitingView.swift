internal import Drawing
internal import Engine

/// The first screen: what is listened for, what to switch on in each game, and the way to the demo.
enum WaitingView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let width = min(area.width - 2, 100)
    let nameWidth = max(14, min(24, max(width / 4, (state.ports.map { cellWidth(of: $0.gameName) }.max() ?? 0) + 3)))
    let beside = width - nameWidth - 9
    // Instructions that would be cut go into rows of their own; where there are none to spare, the mark says enough.
    let texts = state.ports.map { wrapped($0.problem ?? $0.setup, width: width - 2) }
    let isWide = state.ports.allSatisfy { cellWidth(of: $0.problem ?? $0.setup) <= beside }
    let tall = state.ports.count + texts.reduce(0) { $0 + $1.count }
    let isTall = !isWide && area.height >= tall + 7
    let rows = isTall ? tall : state.ports.count
    let block = area.centred(width: width, height: min(area.height, rows + 8))
    var y = block.y
    canvas.write("Waiting for a car", block.x, y, .bright, attributes: .bold)
    y += 1
    let what = ["Start a game and drive: it is recognised by its packets.", "Start a game and drive."]
    canvas.write(
      rows == 0 ? "Opening the ports…" : what.first { cellWidth(of: $0) <= width } ?? "", block.x, y, .muted,
      limit: width)
    y += 2
    for (port, lines) in zip(state.ports, texts) {
      guard y < block.endY - 2 else { break }
      let role: Role = port.problem == nil ? .muted : .warning
      canvas.put(port.problem == nil ? "○" : "▲", block.x, y, port.problem == nil ? .gain : .warning)
      canvas.write(port.gameName, block.x + 2, y, .text, limit: nameWidth - 3)
      canvas.writeRight(.integer(port.port), endX: block.x + nameWidth + 6, y, role)
      if isWide || !isTall {
        let short = port.problem == nil ? "listening" : "taken"
        let text = isWide ? port.problem ?? port.setup : beside >= 40 ? port.problem ?? port.setup : short
        canvas.write(text, block.x + nameWidth + 9, y, role, limit: beside)
      }
      y += 1
      for line in isTall ? lines : [] where y < block.endY - 2 {
        canvas.write(line, block.x + 2, y, role)
        y += 1
      }
    }
    y += 1
    guard y < block.endY else { return }
    var x = canvas.write("d", block.x, y, .accent, attributes: .bold)
    x = canvas.write(" starts the demo drive", x, y, .text)
    if block.endX - x > 30 {
      x = canvas.write("4", x + 4, y, .accent, attributes: .bold)
      x = canvas.write(" laps stored before", x, y, .text)
    }
    if block.endX - x > 14 {
      x = canvas.write("?", x + 4, y, .accent, attributes: .bold)
      canvas.write(" all keys", x, y, .text)
    }
  }
}
