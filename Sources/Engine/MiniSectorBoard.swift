import Timing

/// Marks the slices of the lap under way against the reference and the session's best.
struct MiniSectorBoard {
  private var starts: [Double] = []
  private var reference: [Double] = []
  private var best: [Double] = []
  private var current: Int?
  private var enteredAt: Double?
  private(set) var marks: [MiniSectorMark] = []

  /// Takes the track's slices; nothing has been driven yet.
  mutating func use(_ track: TrackModel) {
    starts = track.miniSectorStarts
    marks = Array(repeating: .notDriven, count: starts.count)
    reference = []
    best = []
    current = nil
  }

  mutating func use(reference trace: LapTrace?) {
    reference = trace.map { TheoreticalSums.slices(of: $0, starts: starts) } ?? []
  }

  /// Takes a clean lap's slices into the session's best ones.
  mutating func learn(_ trace: LapTrace) {
    let slices = TheoreticalSums.slices(of: trace, starts: starts)
    best = best.count == slices.count ? zip(best, slices).map { min($0, $1) } : slices
  }

  mutating func startLap() {
    for index in marks.indices { marks[index] = .notDriven }
    current = nil
    enteredAt = nil
  }

  /// The slice under way; `true` where a mark changed.
  mutating func move(to station: Double, lapTime: Double) -> (index: Int?, changed: Bool) {
    guard !starts.isEmpty else { return (nil, false) }
    var index = current ?? 0
    while index + 1 < starts.count, starts[index + 1] <= station { index += 1 }
    guard index != current else { return (index, false) }
    var changed = false
    // A slice entered in its middle (a lap begun late) has no time.
    if let done = current, let entered = enteredAt, index == done + 1 {
      mark(done, time: lapTime - entered)
      changed = true
    }
    enteredAt = current == nil && station > 30 ? nil : current == nil ? 0 : lapTime
    current = index
    return (index, changed)
  }

  private mutating func mark(_ index: Int, time: Double) {
    guard index < marks.count, index < reference.count else { return }
    if index < best.count, time < best[index] - 0.001 {
      marks[index] = .best
    } else {
      marks[index] = time <= reference[index] ? .faster : .slower
    }
  }
}
