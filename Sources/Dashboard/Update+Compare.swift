internal import Analysis
internal import Drawing
internal import Engine
internal import Timing

extension CompareState {
  /// Takes two laps in, with the cursor where most was lost.
  mutating func show(_ new: ComparedPair) {
    let sameTrack = pair?.comparison?.grid == new.comparison?.grid && pair != nil
    pair = new
    a = new.a.key
    b = new.b.key
    problem = nil
    guard !sameTrack else { return }
    window = nil
    cursor = new.comparison?.corners.max { abs($0.loss) < abs($1.loss) }?.corner.apex ?? 0
  }

  mutating func swap() -> [Effect] {
    guard let a, let b else { return [] }
    (self.a, self.b) = (b, a)
    return [.compare(b, a)]
  }

  /// Moves the cursor by a hundredth and a half of what is shown, and the window with it.
  mutating func moveCursor(by steps: Double) {
    let shown = stretch
    let step = max(1, (shown.upperBound - shown.lowerBound) / 150)
    place(cursor + steps * step)
  }

  /// Puts the cursor at a station and moves the window so that it stays in sight.
  mutating func place(_ station: Double) {
    cursor = min(max(0, station), max(1, length))
    guard let window else { return }
    let width = window.upperBound - window.lowerBound
    if cursor < window.lowerBound || cursor > window.upperBound {
      let start = min(max(0, cursor - width / 2), max(0, length - width))
      self.window = start...start + width
    }
  }

  mutating func moveToCorner(forward: Bool) {
    let apexes = pair?.corners.map(\.apex).filter(\.isFinite).sorted() ?? []
    guard let first = apexes.first, let last = apexes.last else { return }
    let next =
      forward ? apexes.first { $0 > cursor + 1 } ?? first : apexes.last { $0 < cursor - 1 } ?? last
    place(next)
  }

  /// Shows a larger or smaller stretch around the cursor; the cursor keeps its place on the screen.
  mutating func zoom(by factor: Double) {
    let shown = stretch
    let width = shown.upperBound - shown.lowerBound
    let wanted = width * factor
    guard length > 1, wanted < length else {
      window = nil
      return
    }
    let sound = max(min(60, length), wanted)
    let share = min(1, max(0, (cursor - shown.lowerBound) / width))
    let start = min(max(0, cursor - sound * share), length - sound)
    window = start...start + sound
  }
}

extension DashboardState {
  /// Asks for the laps that one would compare first: the last one and the best one.
  mutating func requestComparison() -> [Effect] {
    if let a = compare.a, let b = compare.b { return [.compare(a, b)] }
    let complete = model.laps.filter { $0.kind.isComplete && $0.trace != nil }
    guard let last = complete.last else { return [] }
    let best = model.bestLap ?? complete.dropLast().last
    if let best, best.serial != last.serial { return [.compare(.session(last.serial), .session(best.serial))] }
    // The last lap is the best one: the reference, or the lap before, shows where it was made.
    if let reference = model.reference, reference.choice == .allTimeBest || reference.choice == .chosen,
      reference.lap.time != last.time
    {
      return [.compare(.session(last.serial), .reference)]
    }
    guard let other = complete.dropLast().last(where: { $0.isEligible }) ?? complete.dropLast().last else { return [] }
    return [.compare(.session(last.serial), .session(other.serial))]
  }

  /// The laps that the list of the comparison offers: the reference, this session's laps, those of the open session.
  var comparableLaps: [(key: LapKey, label: String, time: Double?, remark: String)] {
    var rows: [(key: LapKey, label: String, time: Double?, remark: String)] = []
    if let reference = model.reference { rows.append((.reference, "reference", reference.lap.time, reference.label)) }
    for lap in model.laps.reversed() where lap.kind.isComplete {
      let remark = lap.serial == model.bestLapSerial ? "best" : lap.kind == .pace ? "" : lap.kind.rawValue
      rows.append((.session(lap.serial), "lap \(lap.number)", lap.time, lap.trace == nil ? "no trace" : remark))
    }
    for lap in history.laps ?? [] {
      rows.append((.stored(lap.id), "stored lap \(lap.number)", lap.time, lap.isBest ? "best" : lap.problems))
    }
    return rows
  }

  mutating func choose(_ slot: CompareSlot, row: Int, _ key: Key) -> [Effect] {
    let laps = comparableLaps
    let last = max(0, laps.count - 1)
    switch key {
    case .up, .character("k"): overlay = .chooseLap(slot: slot, row: max(0, row - 1))
    case .down, .character("j"): overlay = .chooseLap(slot: slot, row: min(last, row + 1))
    case .home: overlay = .chooseLap(slot: slot, row: 0)
    case .end: overlay = .chooseLap(slot: slot, row: last)
    case .enter:
      overlay = nil
      guard laps.indices.contains(row) else { return [] }
      if slot == .a { compare.a = laps[row].key } else { compare.b = laps[row].key }
      guard let a = compare.a, let b = compare.b else { return [] }
      return [.compare(a, b)]
    default: overlay = nil
    }
    return []
  }
}
