internal import Drawing
internal import Engine

/// The first screen: what is listened for, what to switch on in the selected game, and the way to the demo.
enum WaitingView: View {
  /// A game with all of its ports.
  struct Game {
    var name: String
    var ports: String
    var text: String
    var hasProblem: Bool
  }

  /// The games in their order; what is wrong with any port of a game goes before what to switch on.
  static func games(_ state: DashboardState) -> [Game] {
    var games: [Game] = []
    for port in state.ports {
      let text = port.problem.map { "Port \(port.port): \($0)" } ?? port.setup
      if let known = games.firstIndex(where: { $0.name == port.gameName }) {
        games[known].ports += " \(port.port)"
        if port.problem != nil, !games[known].hasProblem { games[known].text = text }
        games[known].hasProblem = games[known].hasProblem || port.problem != nil
      } else {
        games.append(
          Game(name: port.gameName, ports: "\(port.port)", text: text, hasProblem: port.problem != nil))
      }
    }
    return games
  }

  /// The selected game: by itself the first one that something is wrong with, so that the remedy is read without a key.
  static func selected(_ games: [Game], _ state: DashboardState) -> Int {
    let row = state.waitingRow ?? games.firstIndex(where: \.hasProblem) ?? 0
    return min(max(0, row), max(0, games.count - 1))
  }

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let games = games(state)
    let width = min(area.width - 2, 100)
    let nameWidth = min(width - 16, max(14, (games.map { cellWidth(of: $0.name) }.max() ?? 0) + 2))
    let row = selected(games, state)
    let lines = games.indices.contains(row) ? wrapped(games[row].text, width: width - 4) : []
    let isTall = area.height >= 12
    let block = area.centred(width: width, height: min(area.height, games.count + 8 + min(4, lines.count)))
    var y = block.y
    canvas.write("Waiting for a car", block.x, y, .bright, attributes: .bold)
    y += 1
    let what = ["Start a game and drive: it is recognised by its packets.", "Start a game and drive."]
    canvas.write(
      games.isEmpty ? "Opening the ports…" : what.first { cellWidth(of: $0) <= width } ?? "", block.x, y, .muted,
      limit: width)
    y += isTall ? 2 : 1
    // The foot with the keys and what to switch on has its rows before the list is cut.
    let foot = min(lines.count, 4) + (isTall ? 3 : 1)
    let room = max(0, min(games.count, block.endY - y - foot))
    let first = max(0, min(row - room / 2, games.count - room))
    for index in first..<first + room {
      let game = games[index]
      let isSelected = index == row
      if isSelected { canvas.fill(Area(x: block.x, y: y, width: width, height: 1), .selection) }
      canvas.put(game.hasProblem ? "▲" : "○", block.x, y, game.hasProblem ? .warning : .gain)
      canvas.write(game.name, block.x + 2, y, isSelected ? .bright : .text, limit: nameWidth)
      let end = canvas.write(
        game.ports, block.x + 2 + nameWidth, y, game.hasProblem ? .warning : .muted, limit: 11)
      // What would be cut is told whole below the list once the game is selected.
      let beside = max(end + 2, block.x + nameWidth + 15)
      let short = game.hasProblem ? "taken" : "listening"
      let shown = [game.text, short].first { cellWidth(of: $0) <= block.endX - beside - 1 } ?? ""
      canvas.write(isSelected ? short : shown, beside, y, game.hasProblem ? .warning : .faint)
      y += 1
    }
    y += isTall ? 1 : 0
    for line in lines.prefix(4) where y < block.endY - 1 {
      canvas.write(line, block.x + 2, y, .text, limit: width - 2)
      y += 1
    }
    y += isTall ? 1 : 0
    guard y < block.endY else { return }
    keys(block, y, &canvas)
  }

  private static func keys(_ block: Area, _ y: Int, _ canvas: inout Canvas) {
    var x = canvas.write("d", block.x, y, .accent, attributes: .bold)
    x = canvas.write(" starts the demo drive", x, y, .text)
    for (key, text) in [("↑↓", " other games"), ("4", " laps stored before"), ("S", " settings"), ("?", " all keys")] {
      guard block.endX - x > cellWidth(of: key) + cellWidth(of: text) + 3 else { return }
      x = canvas.write(key, x + 3, y, .accent, attributes: .bold)
      x = canvas.write(text, x, y, .text)
    }
  }
}
