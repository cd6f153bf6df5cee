internal import Drawing

extension DashboardState {
  /// Lines that the log keeps.
  static let logLimit = 500

  /// Shows a message and keeps it in the log.
  mutating func say(_ notice: Notice) {
    self.notice = notice
    if log.count >= Self.logLimit { log.removeFirst(log.count - Self.logLimit + 1) }
    log.append(LogLine(clock: clock, notice: notice))
  }

  /// Takes the settings over that change what is drawn.
  mutating func take(_ rows: [SettingRow]) {
    settings = rows
    for row in rows {
      if row.name == "theme" { themes = row.choices }
      switch row.name {
      case "units": units = Units(rawValue: row.value) ?? units
      case "layout": layout = DriveLayout(rawValue: row.value) ?? layout
      case "decimals": decimals = Int(row.value).map { min(3, max(1, $0)) } ?? decimals
      default: break
      }
    }
  }

  /// Keys of the list of settings.
  mutating func choose(settingAt row: Int, _ key: Key) -> [Effect] {
    let last = max(0, settings.count - 1)
    switch key {
    case .up, .character("k"): overlay = .settings(row: max(0, row - 1))
    case .down, .character("j"): overlay = .settings(row: min(last, row + 1))
    case .home: overlay = .settings(row: 0)
    case .end: overlay = .settings(row: last)
    case .left, .right, .enter, .character(" "):
      guard settings.indices.contains(row) else { return [] }
      let setting = settings[row]
      guard !setting.choices.isEmpty else {
        overlay = .command(LineEditor("set \(setting.name) \(setting.value)"))
        return []
      }
      let count = setting.choices.count
      let now = setting.choices.firstIndex(of: setting.value) ?? (key == .left ? 0 : count - 1)
      return [.set(setting.name, setting.choices[(now + (key == .left ? count - 1 : 1)) % count])]
    default: overlay = nil
    }
    return []
  }

  /// Shows the newest messages.
  mutating func showLog() { overlay = .log(first: max(0, log.count - LogOverlay.rows(self))) }

  /// Keys of a text that scrolls: the log, the help.
  mutating func scroll(_ key: Key, from first: Int, of count: Int, rows: Int, _ make: (Int) -> Overlay) -> [Effect] {
    let last = max(0, count - rows)
    func to(_ line: Int) { overlay = make(min(last, max(0, line))) }
    switch key {
    case .up, .character("k"): to(min(first, last) - 1)
    case .down, .character("j"): to(first + 1)
    case .pageUp: to(min(first, last) - rows)
    case .pageDown: to(first + rows)
    case .home: to(0)
    case .end: to(last)
    case .character("q"):
      overlay = nil
      return [.quit]
    default: overlay = nil
    }
    return []
  }
}
