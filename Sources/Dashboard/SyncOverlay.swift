internal import Drawing

/// The exchange with other computers: where it stands, who takes part, and what was edited twice.
enum SyncOverlay {
  static func draw(row: Int, _ state: DashboardState, on canvas: inout Canvas) {
    let sync = state.sync
    let lines =
      sync.rows.count + (sync.devices.isEmpty ? 0 : sync.devices.count + 2)
      + (sync.choices.isEmpty ? 0 : sync.choices.count + 2)
    let area = canvas.area.centred(width: min(canvas.width, 92), height: min(canvas.height, max(5, lines + 4)))
    canvas.fill(area, .ground)
    var inner = canvas.frame(area, title: "Sync", role: .accent, titleRole: .accent)
    if let activity = sync.activity { canvas.frameNote(activity, of: area, after: area.x + 8) }
    let foot = inner.takeBottom(inner.height >= 5 ? 1 : 0)
    if foot.height > 0 {
      let keys =
        sync.isSetUp
        ? "n now   p \(sync.isPaused ? "go on" : "pause")"
          + (sync.choices.isEmpty ? "" : "   ↑ ↓ Enter take this value")
        : "set it up in a shell: tenths sync init PLACE"
      canvas.write(keys, foot.x + 2, foot.y, .muted, limit: foot.width - 3)
    }
    let texts = self.lines(sync, selected: row)
    let focus = texts.firstIndex(where: \.isSelected) ?? 0
    let first = max(0, min(focus - inner.height + 2, texts.count - inner.height))
    canvas.clipped(to: inner) { canvas in
      for (line, text) in texts.dropFirst(first).prefix(inner.height).enumerated() {
        draw(text, inner, inner.y + line, &canvas)
      }
    }
  }

  private struct Line {
    var mark: String?
    var label: String
    var value: String
    var role: Role = .text
    var isHeading = false
    var isSelected = false
  }

  private static func lines(_ sync: SyncState, selected: Int) -> [Line] {
    var lines = sync.rows.map { Line(label: $0.label, value: $0.value, role: $0.isTrouble ? .warning : .text) }
    if !sync.devices.isEmpty {
      lines += [Line(label: "", value: ""), Line(label: "Devices", value: "", isHeading: true)]
      lines += sync.devices.map {
        Line(
          mark: $0.state == "put out" ? "✕" : "●", label: $0.name, value: "\($0.state) · last edit \($0.lastEdit)",
          role: $0.state == "put out" ? .faint : .text)
      }
    }
    if !sync.choices.isEmpty {
      lines += [Line(label: "", value: ""), Line(label: "Edited on two devices at once", value: "", isHeading: true)]
      lines += sync.choices.enumerated().map { index, choice in
        Line(
          mark: choice.isShown ? "●" : "○", label: choice.field, value: "\(choice.value) · \(choice.device)",
          role: choice.isShown ? .bright : .text, isSelected: index == selected)
      }
    }
    return lines
  }

  private static func draw(_ line: Line, _ inner: Area, _ y: Int, _ canvas: inout Canvas) {
    if line.isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
    if line.isHeading {
      canvas.write(line.label, inner.x + 2, y, .text, attributes: .bold, limit: inner.width - 3)
      return
    }
    if let mark = line.mark { canvas.write(mark, inner.x + 2, y, line.role) }
    let start = inner.x + (line.mark == nil ? 2 : 4)
    canvas.write(line.label, start, y, .muted, limit: 20)
    canvas.write(line.value, inner.x + 25, y, line.role, limit: inner.width - 26)
  }
}

extension DashboardState {
  /// Keys of the list of the exchange.
  mutating func choose(syncAt row: Int, _ key: Key) -> [Effect] {
    let last = max(0, sync.choices.count - 1)
    switch key {
    case .up, .character("k"): overlay = .sync(row: max(0, row - 1))
    case .down, .character("j"): overlay = .sync(row: min(last, row + 1))
    case .character("n") where sync.isSetUp: return [.sync(.now)]
    case .character("p") where sync.isSetUp: return [.sync(.pause(!sync.isPaused))]
    case .enter where sync.choices.indices.contains(row): return [.sync(.take(sync.choices[row].id))]
    default: overlay = nil
    }
    return []
  }
}
