internal import Drawing
internal import Engine

/// A command of the command line.
struct Command: Sendable {
  let name: String
  /// What may follow, for completion.
  let arguments: @Sendable (DashboardState) -> [String]
  let help: String
  /// Effects, or `nil` where the argument cannot be understood.
  let run: @Sendable (inout DashboardState, String) -> [Effect]?

  init(
    _ name: String, _ help: String, arguments: @escaping @Sendable (DashboardState) -> [String] = { _ in [] },
    _ run: @escaping @Sendable (inout DashboardState, String) -> [Effect]?
  ) {
    self.name = name
    self.help = help
    self.arguments = arguments
    self.run = run
  }
}

let allCommands: [Command] = [
  Command("quit", "end the program") { _, _ in [.quit] },
  Command("theme", "theme NAME: other colours", arguments: { $0.themes }) { state, name in
    state.themes.contains(name) ? [.setTheme(name)] : nil
  },
  Command("units", "units metric|imperial", arguments: { _ in Units.allCases.map(\.rawValue) }) { state, name in
    guard let units = Units(rawValue: name) else { return nil }
    state.units = units
    return [.setUnits(units)]
  },
  Command("speed", "speed FACTOR: of the replay, 1/8 to 64", arguments: { _ in ["0.5", "1", "2", "4", "8"] }) {
    state, text in
    guard state.replay != nil, let factor = Double(text), factor >= 0.125, factor <= 64 else { return nil }
    return [.replay(.setSpeed(factor))]
  },
  Command("goto", "goto 12:30 or goto lap 3: in the replay", arguments: { _ in ["lap "] }) { state, text in
    guard state.replay != nil else { return nil }
    if text.hasPrefix("lap") {
      return Int(text.dropFirst(3).drop { $0 == " " }).map { [.replay(.goToLap($0))] }
    }
    return seconds(text).map { [.replay(.goToTime($0))] }
  },
  Command("reference", "reference best|all-time|last", arguments: { _ in ["best", "all-time", "last"] }) { _, name in
    switch name {
    case "best": [.chooseReference(.sessionBest)]
    case "all-time": [.chooseReference(.allTimeBest)]
    case "last": [.chooseReference(.lastLap)]
    default: nil
    }
  },
  Command("demo", "start the demo drive") { _, _ in [.startDemo] },
]

/// Reads `90`, `1:30` or `1:02:03` as seconds.
private func seconds(_ text: String) -> Double? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard (1...3).contains(parts.count) else { return nil }
  var total = 0.0
  for part in parts {
    guard let number = Double(part), number.isFinite, number >= 0, number < 1e6 else { return nil }
    total = total * 60 + number
  }
  return total
}

extension DashboardState {
  /// What the command line could become: whole lines that begin with what is typed.
  func completions(_ text: String) -> [String] {
    guard let blank = text.firstIndex(of: " ") else {
      return allCommands.map(\.name).filter { $0.hasPrefix(text) }
    }
    let name = String(text[..<blank])
    let argument = String(text[text.index(after: blank)...])
    guard let command = allCommands.first(where: { $0.name == name }) else { return [] }
    return command.arguments(self).filter { $0.hasPrefix(argument) }.map { name + " " + $0 }
  }

  mutating func edit(command text: String, _ key: Key) -> [Effect] {
    switch key {
    case .escape: overlay = nil
    case .backspace: overlay = text.isEmpty ? nil : .command(String(text.dropLast()))
    case .tab:
      let found = completions(text)
      if let only = found.first {
        let takesMore = !only.contains(" ") && !(allCommands.first { $0.name == only }?.arguments(self).isEmpty ?? true)
        overlay = .command(found.count == 1 ? only + (takesMore ? " " : "") : commonPrefix(found))
      }
    case .enter:
      overlay = nil
      return run(command: text)
    case .character(let scalar):
      guard text.unicodeScalars.count < 120 else { break }
      overlay = .command(text + String(scalar))
    default: break
    }
    return []
  }

  private mutating func run(command text: String) -> [Effect] {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let word = parts.first else { return [] }
    let found = allCommands.filter { $0.name.hasPrefix(word) }
    guard let command = found.first else {
      notice = Notice(
        .warning, "There is no command “\(word)”. Commands: \(allCommands.map(\.name).joined(separator: ", ")).")
      return []
    }
    guard let effects = command.run(&self, parts.count > 1 ? String(parts[1]) : "") else {
      notice = Notice(.warning, Words.capitalised("use \(command.help)."))
      return []
    }
    return effects
  }

  private func commonPrefix(_ lines: [String]) -> String {
    guard var common = lines.first else { return "" }
    for line in lines { while !line.hasPrefix(common) { common.removeLast() } }
    return common
  }
}
