internal import Drawing
internal import Engine

/// The first screen: what is listened for, what to switch on in each game, and the way to the demo.
enum WaitingView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let narrowest = min(area.width - 2, 100) - min(24, max(12, min(area.width - 2, 100) / 4)) - 9
    // Instructions that would be cut go into a row of their own.
    let isTall =
      area.height >= state.ports.count * 2 + 8
      && state.ports.contains { cellWidth(of: $0.problem ?? $0.setup) > narrowest }
    let rows = state.ports.count * (isTall ? 2 : 1)
    let block = area.centred(width: min(area.width - 2, 100), height: min(area.height, rows + 8))
    var y = block.y
    canvas.write("Waiting for a car", block.x, y, .bright, attributes: .bold)
    y += 1
    canvas.write(
      rows == 0 ? "Opening the ports…" : "Start a game and drive: it is recognised by its packets.", block.x, y, .muted,
      limit: block.width)
    y += 2
    let nameWidth = min(24, max(12, block.width / 4))
    for port in state.ports {
      guard y < block.endY - 2 else { break }
      let isBlocked = port.problem != nil
      canvas.put(isBlocked ? "▲" : "○", block.x, y, isBlocked ? .warning : .gain)
      canvas.write(port.gameName, block.x + 2, y, .text, limit: nameWidth - 3)
      canvas.writeRight(.integer(port.port), endX: block.x + nameWidth + 6, y, isBlocked ? .warning : .muted)
      let text = port.problem ?? port.setup
      let indent = isTall ? 2 : nameWidth + 9
      if isTall { y += 1 }
      canvas.write(text, block.x + indent, y, isBlocked ? .warning : .muted, limit: block.width - indent)
      y += 1
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
