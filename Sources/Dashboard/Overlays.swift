internal import Drawing

/// All keys, in columns, those of the view first.
enum HelpOverlay {
  static func draw(_ state: DashboardState, on canvas: inout Canvas) {
    let bindings = allBindings.filter { $0.applies(to: state.view) }
    let others = allBindings.filter { !$0.applies(to: state.view) }
    let rows = bindings.count + others.count + 3
    let wide = min(canvas.width, 84)
    let area = canvas.area.centred(width: wide, height: min(canvas.height, rows + 2))
    canvas.fill(area, .ground)
    let inner = canvas.frame(area, title: "Keys", role: .accent, titleRole: .accent)
    let hidden = rows - 1 - inner.height
    if hidden > 0 { canvas.frameNote("\(hidden) more rows in a higher window", of: area, after: area.x + 8) }
    canvas.clipped(to: inner) { canvas in
      var y = inner.y
      canvas.write("In \(state.view.title)", inner.x + 2, y, .text, attributes: .bold)
      y += 1
      for binding in bindings { row(binding, state, inner, &y, &canvas) }
      y += 1
      if y < inner.endY { canvas.write("Elsewhere", inner.x + 2, y, .muted, attributes: .bold) }
      y += 1
      for binding in others { row(binding, state, inner, &y, &canvas) }
    }
  }

  private static func row(
    _ binding: KeyBinding, _ state: DashboardState, _ inner: Area, _ y: inout Int, _ canvas: inout Canvas
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
    y += 1
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
      canvas.writeRight(.time(laps[index].time), endX: inner.x + 30, y, isSelected ? .bright : .text)
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
