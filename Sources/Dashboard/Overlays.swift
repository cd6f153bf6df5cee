internal import Drawing

/// All keys, in columns, those of the view first.
enum HelpOverlay {
  private enum Line {
    case heading(String)
    case binding(KeyBinding)
    case blank
  }

  private static func lines(_ state: DashboardState) -> [Line] {
    let here = allBindings.filter { $0.applies(to: state.view) }
    let others = allBindings.filter { !$0.applies(to: state.view) }
    return [.heading("In \(state.view.title)")] + here.map { .binding($0) } + [.blank, .heading("Elsewhere")]
      + others.map { .binding($0) }
  }

  /// Lines that there are, and rows for them on this screen.
  static func size(_ state: DashboardState) -> (lines: Int, rows: Int) {
    let count = lines(state).count
    return (count, max(1, min(count, state.height - 2)))
  }

  static func draw(_ state: DashboardState, first: Int, on canvas: inout Canvas) {
    let lines = lines(state)
    let area = canvas.area.centred(width: min(canvas.width, 92), height: min(canvas.height, lines.count + 2))
    canvas.fill(area, .ground)
    let inner = canvas.frame(area, title: "Keys", role: .accent, titleRole: .accent)
    let start = max(0, min(first, lines.count - inner.height))
    let below = lines.count - start - inner.height
    if below > 0 || start > 0 {
      canvas.frameNote(below > 0 ? "↓ \(below) more" : "↑ \(start) more", of: area, after: area.x + 8)
    }
    canvas.clipped(to: inner) { canvas in
      for (row, line) in lines.dropFirst(start).prefix(inner.height).enumerated() {
        switch line {
        case .heading(let text): canvas.write(text, inner.x + 2, inner.y + row, .text, attributes: .bold)
        case .binding(let binding): draw(binding, state, inner, inner.y + row, &canvas)
        case .blank: break
        }
      }
    }
  }

  private static func draw(
    _ binding: KeyBinding, _ state: DashboardState, _ inner: Area, _ y: Int, _ canvas: inout Canvas
  ) {
    let isHere = binding.applies(to: state.view)
    let reason = isHere ? binding.disabled(state) : nil
    let works = isHere && reason == nil
    let end = inner.x + 13
    canvas.writeRight(binding.label, endX: end, y, works ? .accent : .faint, attributes: works ? .bold : [])
    var text = binding.help
    if let reason { text += " — \(reason)" }
    if !isHere, let views = binding.views {
      text += " (\(ViewKind.allCases.filter { views.contains($0) }.map(\.title).joined(separator: ", ")))"
    }
    canvas.write(text, end + 2, y, works ? .text : .muted, limit: inner.endX - end - 3)
  }
}

/// What the program has said, the newest at the bottom.
enum LogOverlay {
  static func rows(_ state: DashboardState) -> Int { max(1, state.height - 6) }

  static func draw(_ state: DashboardState, first: Int, on canvas: inout Canvas) {
    let area = canvas.area.inset(min(4, canvas.width / 10), min(2, canvas.height / 10))
    canvas.fill(area, .ground)
    let inner = canvas.frame(area, title: "Messages", role: .accent, titleRole: .accent)
    guard !state.log.isEmpty else {
      return canvas.writeCentred("Nothing has been said yet.", in: inner, inner.y + inner.height / 2, .muted)
    }
    let start = max(0, min(first, state.log.count - inner.height))
    canvas.frameNote("\(state.log.count)", of: area, after: area.x + 12)
    for (row, line) in state.log.dropFirst(start).prefix(inner.height).enumerated() {
      let role: Role =
        line.notice.kind == .error ? .loss : line.notice.kind == .warning ? .warning : .accent
      canvas.write(line.clock, inner.x + 1, inner.y + row, .muted)
      canvas.put(line.notice.kind == .information ? "·" : "▲", inner.x + 11, inner.y + row, role)
      canvas.write(line.notice.text, inner.x + 13, inner.y + row, .text, limit: inner.width - 14)
    }
  }
}

/// The settings with their values, to be changed on the spot.
enum SettingsOverlay {
  static func draw(row: Int, _ state: DashboardState, on canvas: inout Canvas) {
    let rows = state.settings
    let area = canvas.area.centred(width: min(canvas.width, 78), height: min(canvas.height, max(1, rows.count) + 5))
    canvas.fill(area, .ground)
    var inner = canvas.frame(area, title: "Settings", role: .accent, titleRole: .accent)
    canvas.frameNote("← → change, Enter types", of: area, after: area.x + 12)
    let foot = inner.takeBottom(inner.height >= 6 ? 3 : 0)
    guard !rows.isEmpty else {
      return canvas.writeCentred("no settings here", in: inner, inner.y + inner.height / 2, .muted)
    }
    let first = max(0, min(row - inner.height / 2, rows.count - inner.height))
    for (line, setting) in rows.dropFirst(first).prefix(inner.height).enumerated() {
      let y = inner.y + line
      let isSelected = first + line == row
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      canvas.write(setting.name, inner.x + 2, y, isSelected ? .accent : .text, attributes: isSelected ? .bold : [])
      let value = setting.value.isEmpty ? "–" : setting.value
      let isChoice = !setting.choices.isEmpty && isSelected
      canvas.write(isChoice ? "◀ \(value) ▶" : "  \(value)", inner.x + 17, y, .bright, limit: inner.width - 18)
    }
    guard foot.height > 0, rows.indices.contains(row) else { return }
    canvas.rule(foot.x + 1, foot.y, width: foot.width - 2)
    let setting = rows[row]
    canvas.write(setting.help, foot.x + 2, foot.y + 1, .muted, limit: foot.width - 4)
    let choices =
      setting.choices.isEmpty
      ? (setting.needsRestart ? "after a restart" : "") : setting.choices.joined(separator: ", ")
    canvas.write(
      setting.needsRestart && !setting.choices.isEmpty ? "\(choices) · after a restart" : choices, foot.x + 2,
      foot.y + 2, .faint, limit: foot.width - 4)
  }
}

/// A line being typed in the last row, with what it could become above it.
enum CommandOverlay {
  static func draw(
    _ line: LineEditor, prompt: Unicode.Scalar, _ completions: [String], problem: String? = nil, on canvas: inout Canvas
  ) {
    let y = canvas.height - 1
    guard y >= 0 else { return }
    canvas.fill(Area(x: 0, y: y, width: canvas.width, height: 1), .selection)
    canvas.put(prompt, 1, y, .accent, attributes: .bold)
    // A line longer than the screen shows the part around the cursor.
    let room = max(1, canvas.width - 4)
    let head = Array(line.head.unicodeScalars)
    var start = 0
    while start < head.count, cellWidth(of: String(String.UnicodeScalarView(head[start...]))) >= room { start += 1 }
    let shown = String(String.UnicodeScalarView(head[start...]))
    canvas.clipped(to: Area(x: 2, y: y, width: room, height: 1)) { canvas in
      let all = Array(line.text.unicodeScalars)[start...]
      canvas.write(String(String.UnicodeScalarView(all)), 2, y, .bright)
    }
    let cursor = 2 + cellWidth(of: shown)
    canvas.tint(cursor, y, foreground: .ground, background: .accent)
    guard y >= 1, !completions.isEmpty || problem != nil else { return }
    canvas.fill(Area(x: 0, y: y - 1, width: canvas.width, height: 1), .bar)
    if let problem {
      canvas.write(problem, 2, y - 1, .warning, limit: canvas.width - 4)
      return
    }
    var x = 2
    // Of a long line only what may follow is shown.
    let typed = line.head.lastIndex(of: " ").map { line.head.distance(from: line.head.startIndex, to: $0) + 1 } ?? 0
    for text in completions {
      guard x < canvas.width - 4 else { break }
      let tail = text.count > typed ? String(text.dropFirst(typed)) : text
      x = canvas.write(tail, x, y - 1, .muted, limit: canvas.width - x - 1) + 3
    }
  }
}

/// The list from which a lap of the comparison is taken.
enum ChooseLapOverlay {
  static func draw(_ slot: CompareSlot, row: Int, _ state: DashboardState, on canvas: inout Canvas) {
    let laps = state.comparableLaps
    let area = canvas.area.centred(width: min(canvas.width, 76), height: min(canvas.height, max(3, laps.count) + 2))
    canvas.fill(area, .ground)
    let role: Role =
      slot == .a ? .lapA : slot == .b ? .lapB : CompareChannels.role(ofLap: 2 + state.compare.extras.count)
    let inner = canvas.frame(area, title: slot.title, role: .accent, titleRole: role)
    canvas.frameNote(":load FILE for a recording", of: area, after: area.x + 4 + cellWidth(of: slot.title))
    guard !laps.isEmpty else {
      return canvas.writeCentred("No lap has ended yet. Open a session in History first.", in: inner, inner.y, .muted)
    }
    let first = max(0, min(row - inner.height / 2, laps.count - inner.height))
    for line in 0..<min(inner.height, laps.count - first) {
      let index = first + line
      let y = inner.y + line
      let isSelected = index == row
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      canvas.put(isSelected ? "▶" : " ", inner.x + 1, y, .accent)
      canvas.write(laps[index].label, inner.x + 3, y, isSelected ? .bright : .text, limit: 16)
      canvas.writeRight(state.lapTime(laps[index].time), endX: inner.x + 30, y, isSelected ? .bright : .text)
      canvas.write(laps[index].remark, inner.x + 33, y, .muted, limit: max(0, inner.width - 34))
    }
  }
}

/// The channels that the comparison stacks, to be chosen from those that the laps have.
enum ChooseChannelsOverlay {
  static func draw(row: Int, _ state: DashboardState, on canvas: inout Canvas) {
    let channels = state.compare.pair?.channels ?? []
    let shown = state.compare.channels ?? CompareChannels.usual(channels)
    let area = canvas.area.centred(width: min(canvas.width, 52), height: min(canvas.height, max(2, channels.count) + 2))
    canvas.fill(area, .ground)
    let inner = canvas.frame(area, title: "Channels", role: .accent, titleRole: .accent)
    canvas.frameNote("space shows or hides, 0 the usual", of: area, after: area.x + 12)
    let first = max(0, min(row - inner.height / 2, channels.count - inner.height))
    for line in 0..<max(0, min(inner.height, channels.count - first)) {
      let channel = channels[first + line]
      let y = inner.y + line
      let isSelected = first + line == row
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let place = shown.firstIndex(of: channel)
      canvas.put(place == nil ? "○" : "●", inner.x + 2, y, place == nil ? .faint : .accent)
      if let place { canvas.writeRight(.integer(place + 1), endX: inner.x + 6, y, .muted) }
      canvas.write(
        CompareChannels.title(channel, state.units), inner.x + 8, y, isSelected ? .bright : .text,
        limit: inner.width - 9)
    }
  }
}
