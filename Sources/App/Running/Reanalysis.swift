import Analysis
import History
import Pipeline
import Synchronization
import Timing

/// Measures stored laps anew with the engine of today: batch by batch, each in one transaction, so that it may be stopped at any
/// instant and goes on where it stopped.
struct Reanalysis {
  /// What became of the laps.
  struct Outcome {
    var measured = 0
    /// Laps that cannot be compared with the best of their key; their old numbers stay.
    var skipped = 0
  }

  /// The lap and the corners by which the laps of one baseline are measured.
  private struct Yardstick {
    var trace: LapTrace
    var corners: [Corner]
  }

  let path: String
  private let history: History

  /// Laps of one transaction, and threads that measure them.
  private static let batch = 64
  private static let threads = 2

  init(path: String) throws {
    self.path = path
    history = try History(path: path)
  }

  /// - Parameters:
  ///   - track: only laps of this track.
  ///   - includesCurrent: also laps that this very engine has measured, as against a best lap of then.
  ///   - progress: told the laps done and all there are, after each batch.
  func run(track: Int64? = nil, includesCurrent: Bool = false, progress: (Int, Int) -> Void) throws -> Outcome {
    try CornerUpgrade.run(in: history, track: track)
    let laps = try history.staleLaps(engine: analysisVersion + (includesCurrent ? 1 : 0), track: track)
    var outcome = Outcome()
    var known: [Int64: Yardstick] = [:]
    for start in stride(from: 0, to: laps.count, by: Self.batch) {
      let part = laps[start..<min(laps.count, start + Self.batch)]
      let needed = Set(part.map(\.baseline))
      known = known.filter { needed.contains($0.key) }
      for baseline in needed where known[baseline] == nil { known[baseline] = try yardstick(baseline) }
      let done = measure(Array(part), by: known)
      try history.replace(done)
      let measured = done.count { $0.passages != nil }
      outcome.measured += measured
      outcome.skipped += done.count - measured
      progress(start + part.count, laps.count)
    }
    return outcome
  }

  private func yardstick(_ baseline: Int64) throws -> Yardstick? {
    guard let id = try history.yardstickID(baseline: baseline), let trace = try history.loadCurrentLap(id: id)?.trace,
      let track = try history.baseline(id: baseline)?.trackID
    else { return nil }
    let corners = try history.corners(track: track)
    return corners.isEmpty ? nil : Yardstick(trace: trace, corners: corners)
  }

  /// Measures the laps of a batch on all threads; this one is one of them.
  private func measure(_ laps: [History.StaleLap], by yardsticks: [Int64: Yardstick]) -> [History.Remeasured] {
    let share = (laps.count + Self.threads - 1) / Self.threads
    let results = Results()
    let path = path
    let workers = (1..<Self.threads).map { index -> SerialWorker<History?> in
      let own = Array(laps.dropFirst(index * share).prefix(share))
      let worker = SerialWorker<History?> { try? History(path: path) }
      worker.submit { opened in
        results.add(own.map { Self.measure($0, by: yardsticks, in: opened) })
      }
      return worker
    }
    results.add(laps.prefix(share).map { Self.measure($0, by: yardsticks, in: history) })
    for worker in workers { worker.finish() }
    return results.all
  }

  /// What several threads have measured.
  private final class Results: Sendable {
    private let measured = Mutex<[History.Remeasured]>([])

    var all: [History.Remeasured] { measured.withLock { $0 } }

    func add(_ laps: [History.Remeasured]) { measured.withLock { $0 += laps } }
  }

  private static func measure(
    _ stale: History.StaleLap, by yardsticks: [Int64: Yardstick], in history: History?
  ) -> History.Remeasured {
    // A lap that cannot be read or compared keeps the numbers that it has.
    guard let yardstick = yardsticks[stale.baseline], let lap = try? history?.loadCurrentLap(id: stale.id),
      let trace = lap.trace,
      let comparison = LapComparer.compare(trace, with: yardstick.trace, corners: yardstick.corners)
    else { return History.Remeasured(lap: stale, passages: nil) }
    return History.Remeasured(
      lap: stale, passages: comparison.corners.map { Passage($0, isEvidence: lap.isEvidence) })
  }
}
