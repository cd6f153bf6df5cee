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
    extras = new.extras.map(\.lap.key)
    problem = nil
    guard !sameTrack else { return }
    window = nil
    cursor = new.comparison?.corners.max { abs($0.loss) < abs($1.loss) }?.corner.apex ?? 0
  }

  mutating func swap() -> [Effect] {
    guard let a, let b else { return [] }
    (self.a, self.b) = (b, a)
    return [.compare(b, a, and: extras)]
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

  /// Moves the window by a share of its width, and the cursor with it.
  mutating func pan(by share: Double) {
    guard let window else { return }
    let width = window.upperBound - window.lowerBound
    let start = min(max(0, window.lowerBound + share * width), max(0, length - width))
    cursor = min(max(0, cursor + start - window.lowerBound), length)
    self.window = start...start + width
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
    if let a = compare.a, let b = compare.b { return [.compare(a, b, and: compare.extras)] }
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

  /// The laps that the list of the comparison offers: the reference, this session's laps, those of the open session, and the best
  /// of other sessions, cars and drivers on this track.
  var comparableLaps: [(key: LapKey, label: String, time: Double?, remark: String)] {
    var rows: [(key: LapKey, label: String, time: Double?, remark: String)] = []
    if let reference = model.reference { rows.append((.reference, "reference", reference.lap.time, reference.label)) }
    for lap in model.laps.reversed() where lap.kind.isComplete {
      let remark = lap.serial == model.bestLapSerial ? "best" : lap.kind == .pace ? "" : lap.kind.rawValue
      rows.append((.session(lap.serial), "lap \(lap.number)", lap.time, lap.trace == nil ? "no trace" : remark))
    }
    let open = history.laps ?? []
    for lap in open {
      rows.append((.stored(lap.id), "stored lap \(lap.number)", lap.time, lap.isBest ? "best" : lap.problems))
    }
    for lap in compare.stored ?? [] where !open.contains(where: { $0.id == lap.id }) {
      rows.append((.stored(lap.id), "stored lap \(lap.number)", lap.time, lap.detail))
    }
    return rows
  }

  /// Opens the list for a slot.
  mutating func chooseLap(_ slot: CompareSlot) -> [Effect] {
    overlay = .chooseLap(slot: slot, row: 0)
    return [.loadComparable]
  }

  mutating func choose(_ slot: CompareSlot, row: Int, _ key: Key) -> [Effect] {
    let laps = comparableLaps
    let last = max(0, laps.count - 1)
    switch key {
    case .up, .character("k"): overlay = .chooseLap(slot: slot, row: max(0, row - 1))
    case .down, .character("j"): overlay = .chooseLap(slot: slot, row: min(last, row + 1))
    case .pageUp: overlay = .chooseLap(slot: slot, row: max(0, row - 10))
    case .pageDown: overlay = .chooseLap(slot: slot, row: min(last, row + 10))
    case .home: overlay = .chooseLap(slot: slot, row: 0)
    case .end: overlay = .chooseLap(slot: slot, row: last)
    case .enter:
      overlay = nil
      guard laps.indices.contains(row) else { return [] }
      return compare(laps[row].key, as: slot)
    default: overlay = nil
    }
    return []
  }

  /// Puts a lap into a slot and asks for the comparison.
  mutating func compare(_ lap: LapKey, as slot: CompareSlot) -> [Effect] {
    switch slot {
    case .a: compare.a = lap
    case .b: compare.b = lap
    case .extra:
      guard compare.extras.count < ComparedPair.extraLimit else { return [] }
      compare.extras.append(lap)
    }
    guard let a = compare.a, let b = compare.b else { return [] }
    return [.compare(a, b, and: compare.extras)]
  }

  /// Takes the last lap beside the two away.
  mutating func dropExtra() -> [Effect] {
    guard !compare.extras.isEmpty, let a = compare.a, let b = compare.b else { return [] }
    compare.extras.removeLast()
    return [.compare(a, b, and: compare.extras)]
  }

  /// Keys of the list of channels.
  mutating func choose(channelAt row: Int, _ key: Key) -> [Effect] {
    let channels = compare.pair?.channels ?? []
    let last = max(0, channels.count - 1)
    switch key {
    case .up, .character("k"): overlay = .chooseChannels(row: max(0, row - 1))
    case .down, .character("j"): overlay = .chooseChannels(row: min(last, row + 1))
    case .home: overlay = .chooseChannels(row: 0)
    case .end: overlay = .chooseChannels(row: last)
    case .character(" "):
      guard channels.indices.contains(row) else { return [] }
      var shown = compare.channels ?? CompareChannels.usual(channels)
      if let place = shown.firstIndex(of: channels[row]) {
        if shown.count > 1 { shown.remove(at: place) }
      } else {
        shown.append(channels[row])
      }
      compare.channels = shown
    case .character("0"): compare.channels = nil
    default: overlay = nil
    }
    return []
  }
}
