/// A clock for games that send none but the lap's: it adds the laps up.
struct LapClock: Sendable {
  /// What a packet is to the ones before it.
  enum Step: Sendable {
    /// The same instant again.
    case same
    case forward
    /// Nothing that went before counts: the run-up ended at the line, or another session began.
    case restart
  }

  /// A lap's clock that leaps ahead by more than this, s, was stopped meanwhile: parked in the pits of another session.
  private static let longestStep = 60.0
  private static let shortestStep = 0.001

  /// s since the session began.
  private(set) var time = 0.0
  private var last: (lap: Int, time: Double)?

  init() {}

  /// The next packet begins another session.
  mutating func forget() { last = nil }

  /// Takes a packet.
  ///
  /// - Parameters:
  ///   - lap: laps complete.
  ///   - now: clock of the lap under way, s.
  ///   - lastLap: time of the lap before, s.
  mutating func advance(lap: Int, time now: Double, lastLap: Double) -> Step {
    defer { last = (lap, now) }
    guard let before = last, lap >= before.lap else { return restart() }
    var step = now - before.time
    if step < 0, lap == 0 { return restart() }
    if lap > before.lap {
      // The rest of the lap before, and what is driven of the next.
      step = max(0, lastLap - before.time) + now
    } else if step < 0 {
      // The lap began anew: the car was put back into its box.
      step = now
    }
    guard step <= Self.longestStep else { return restart() }
    time += step
    return step == 0 ? .same : .forward
  }

  /// Time that passes before the first lap's clock runs, s; `true` where it begins a session.
  mutating func wait(_ step: Double) -> Bool {
    let isNew = last == nil
    if isNew { time = 0 }
    // Packets that were fetched together have one time of arrival, but are instants of their own.
    time += max(step, Self.shortestStep)
    last = (0, 0)
    return isNew
  }

  private mutating func restart() -> Step {
    time = 0
    return .restart
  }
}
