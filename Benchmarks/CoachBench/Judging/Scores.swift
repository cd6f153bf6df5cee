/// The figures of COACHING 17.2 over many drives.
struct Scores: Sendable {
  /// A mistake that cost less is not one that has to be found, s.
  static let countedLoss = 0.08

  let drives: [DriveOutcome]

  func faults(_ purpose: DriveScript.Purpose) -> [MadeFault] {
    drives.filter { $0.purpose == purpose }.flatMap(\.faults)
  }

  func counted(_ purpose: DriveScript.Purpose) -> [MadeFault] {
    faults(purpose).filter { $0.trueLoss >= Self.countedLoss }
  }

  func statements(_ purpose: DriveScript.Purpose) -> [MadeStatement] {
    drives.filter { $0.purpose == purpose }.flatMap(\.statements)
  }

  /// Share of the counted mistakes that the coach places in their corner.
  func recall(_ purpose: DriveScript.Purpose) -> Double? {
    let counted = counted(purpose)
    return Self.share(counted.count { $0.said != nil }, of: counted.count)
  }

  /// Share of the statements with a real loss behind them.
  func precision(_ purpose: DriveScript.Purpose) -> Double? {
    let all = statements(purpose)
    return Self.share(all.count(where: \.isRight), of: all.count)
  }

  /// Share of the counted and placed mistakes whose cause is named.
  func cause(_ purpose: DriveScript.Purpose) -> Double? {
    let found = counted(purpose).filter { $0.said != nil }
    return Self.share(found.count(where: \.isRightCause), of: found.count)
  }

  func lossErrors(_ purpose: DriveScript.Purpose) -> [Double] { Self.lossErrors(counted(purpose)) }

  static func lossErrors(_ faults: [MadeFault]) -> [Double] {
    faults.compactMap { fault in fault.said.map { abs($0.loss - fault.trueLoss) } }
  }

  static func share(_ part: Int, of all: Int) -> Double? { all > 0 ? Double(part) / Double(all) : nil }

  var lineErrors: [Double] { drives.flatMap(\.lineErrors) }
  var deltaErrors: [Double] { drives.flatMap(\.deltaErrors) }
  var messages: [ShownMessage] { drives.flatMap(\.messages) }

  /// Messages on each lap on which one could come, in drives with habits.
  var messagesPerLap: (mean: Double, most: Int)? {
    let habits = drives.filter { $0.purpose == .habit }
    let laps = habits.reduce(0) { $0 + $1.coachedLaps }
    guard laps > 0 else { return nil }
    let perLap = habits.flatMap { drive in
      Dictionary(grouping: drive.messages, by: \.lap).values.map(\.count)
    }
    return (Double(perLap.reduce(0, +)) / Double(laps), perLap.max() ?? 0)
  }

  var nullFindingsPerLap: Double? {
    Self.share(drives.reduce(0) { $0 + $1.nullFindings }, of: drives.reduce(0) { $0 + $1.nullLaps })
  }

  /// The gates, in the order of the specification.
  var gates: [Gate] {
    let single = lossErrors(.single)
    return [
      Gate(
        "segment losses add up to the lap, worst", drives.flatMap(\.residuals).max(), .atMost(0.001), .milliseconds),
      Gate("live delta at the line, p99", Quantile.of(lineErrors, 0.99), .atMost(0.010), .milliseconds),
      Gate("live delta within the lap, p95", Quantile.of(deltaErrors, 0.95), .atMost(0.030), .milliseconds),
      Gate("precision, single lap", precision(.single), .atLeast(0.90), .share),
      Gate("precision, three repeats", precision(.habit), .atLeast(0.90), .share),
      Gate("recall, single lap", recall(.single), .atLeast(0.75), .share),
      Gate("recall, three repeats", recall(.habit), .atLeast(0.85), .share),
      Gate("right cause, single lap", cause(.single), .atLeast(0.90), .share),
      Gate("right cause, three repeats", cause(.habit), .atLeast(0.90), .share),
      Gate("error of the loss, median", Quantile.median(single), .atMost(0.040), .milliseconds),
      Gate("error of the loss, p90", Quantile.of(single, 0.9), .atMost(0.120), .milliseconds),
      Gate("findings without a mistake, a lap", nullFindingsPerLap, .atMost(0.1), .count),
      Gate("messages in braking zones or bends", Double(messages.count { $0.overlaps > 1 }), .atMost(0), .count),
      Gate(
        "messages gone before they could be read",
        Self.share(messages.count { !$0.isReadable }, of: messages.count), .atMost(0), .share),
      Gate("messages a lap, mean", messagesPerLap?.mean, .atMost(1.5), .count),
      Gate("messages a lap, most", messagesPerLap.map { Double($0.most) }, .atMost(4), .count),
      Gate(
        "contradictions within 20 s", Double(drives.reduce(0) { $0 + Contradiction.count($1.messages) }), .atMost(0),
        .count),
    ]
  }
}

/// A figure with its limit.
public struct Gate: Sendable {
  public enum Limit: Sendable { case atMost(Double), atLeast(Double) }
  public enum Unit: Sendable { case milliseconds, share, count }

  public let name: String
  /// s, a share or a count; `nil` where nothing was measured.
  public let value: Double?
  public let limit: Limit
  public let unit: Unit

  init(_ name: String, _ value: Double?, _ limit: Limit, _ unit: Unit) {
    self.name = name
    self.value = value
    self.limit = limit
    self.unit = unit
  }

  public var isMet: Bool {
    guard let value else { return false }
    switch limit {
    case .atMost(let most): return value <= most
    case .atLeast(let least): return value >= least
    }
  }
}
