internal import Analysis
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
    state.themes.contains(name) ? [.set("theme", name)] : nil
  },
  Command("units", "units metric|imperial", arguments: { _ in Units.allCases.map(\.rawValue) }) { _, name in
    Units(rawValue: name).map { [.set("units", $0.rawValue)] }
  },
  Command(
    "set", "set NAME VALUE: a setting, kept in the settings file; without a value, none",
    arguments: { state in state.settings.flatMap { row in [row.name] + row.choices.map { "\(row.name) \($0)" } } }
  ) { state, text in
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let name = parts.first, state.settings.contains(where: { $0.name == name }) else { return nil }
    return [.set(String(name), parts.count > 1 ? String(parts[1]) : "")]
  },
  Command("settings", "all settings") { state, _ in
    state.overlay = .settings(row: 0)
    return []
  },
  Command("sync", "the exchange with your other computers; sync now exchanges", arguments: { _ in ["now"] }) {
    state, text in
    guard text.isEmpty || text == "now" else { return nil }
    state.overlay = .sync(row: 0)
    return [.sync(text == "now" ? .now : .look)]
  },
  Command("log", "what the program has said") { state, _ in
    state.showLog()
    return []
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
  Command(
    "tag", "tag WORD…: the tags of the session selected in History",
    arguments: { Set(($0.history.sessions ?? []).flatMap(\.tags)).sorted() }
  ) { state, text in
    guard let session = state.history.selectedSession else { return state.refuse("select a session in History first") }
    let tags = text.split(separator: " ").map { String($0).lowercased() }
    return [.edit(.setTags(Set(tags).sorted(), session: session.id))]
  },
  Command("note", "note TEXT: what to remember of the session selected in History") { state, text in
    guard let session = state.history.selectedSession else { return state.refuse("select a session in History first") }
    return [.edit(.setNote(text, session: session.id))]
  },
  Command(
    "rename", "rename track|car|driver NAME: of the session selected in History; a name that is taken makes one of two",
    arguments: { state in
      let sessions = state.history.sessions ?? []
      let names =
        Set(sessions.map { "track \($0.track)" }).union(sessions.map { "car \($0.car)" })
        .union(sessions.map { "driver \($0.driver)" })
      return names.sorted()
    }
  ) { state, text in
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let thing = HistoryEdit.Name(rawValue: String(parts[0])) else { return nil }
    guard let session = state.history.selectedSession else { return state.refuse("select a session in History first") }
    let id =
      switch thing {
      case .track: session.trackID
      case .car: session.carID
      case .driver: session.driverID
      }
    guard let id else { return state.refuse("this session has no \(thing.rawValue) to name") }
    return [.edit(.rename(thing, id: id, name: String(parts[1])))]
  },
  Command("load", "load FILE or load FILE#LAP: a lap of a recording into the comparison") { state, text in
    guard !text.isEmpty else { return nil }
    var path = text
    var number: Int?
    if let mark = text.lastIndex(of: "#"), let lap = Int(text[text.index(after: mark)...]) {
      path = String(text[..<mark])
      number = lap
    }
    state.view = .compare
    // The first free place; where both laps are there, the lap that the other is measured against.
    let slot: CompareSlot = state.compare.a == nil ? .a : .b
    return state.compare(.file(path, lap: number), as: slot)
  },
  Command("corner", "corner NAME: of the corner selected in Map") { state, name in
    guard let corner = MapView.selected(state) else {
      return state.refuse("select a corner in Map first, with [ and ]")
    }
    guard !name.isEmpty else { return nil }
    return [.nameCorner(corner.number, name)]
  },
  Command("track", "track NAME: of the track being driven") { state, name in
    guard state.model.track != nil else { return state.refuse("the track is not known yet: drive one whole lap") }
    guard !name.isEmpty else { return nil }
    return [.nameTrack(name)]
  },
  Command("undo", "take the last change of the history back") { _, _ in [.edit(.undo)] },
]

extension DashboardState {
  /// Says why a command does nothing.
  fileprivate mutating func refuse(_ why: String) -> [Effect] {
    notice = Notice(.information, Words.capitalised(why) + ".")
    return []
  }
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
    return command.arguments(self).filter { $0.lowercased().hasPrefix(argument.lowercased()) }.map { name + " " + $0 }
  }

  mutating func edit(command line: LineEditor, _ key: Key) -> [Effect] {
    var line = line
    switch key {
    case .escape: overlay = nil
    case .backspace where line.isEmpty: overlay = nil
    case .up, .down:
      let last = commandHistory.count
      let place = min(last, max(0, (recalled ?? last) + (key == .up ? -1 : 1)))
      recalled = place < last ? place : nil
      overlay = .command(place < last ? LineEditor(commandHistory[place]) : "")
    case .tab:
      let found = completions(line.head)
      guard let first = found.first else { return [] }
      line = completed(line, found)
      // A command that is complete is ready for its argument.
      let takesMore = !first.contains(" ") && !(allCommands.first { $0.name == first }?.arguments(self).isEmpty ?? true)
      overlay = .command(found.count == 1 && takesMore ? LineEditor(first + " ") : line)
    case .enter:
      overlay = nil
      return run(command: line.text)
    default: if line.take(key) { overlay = .command(line) }
    }
    return []
  }

  private mutating func run(command text: String) -> [Effect] {
    recalled = nil
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let word = parts.first else { return [] }
    if commandHistory.last != text { commandHistory = commandHistory.suffix(99) + [text] }
    // The whole name goes before one that only begins like it.
    let found = allCommands.first { $0.name == word } ?? allCommands.first { $0.name.hasPrefix(word) }
    guard let command = found else {
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
}
