public import Analysis
public import Timing

/// What a driver's usable passages of each corner were, the last twenty of each. COACHING 11.
public struct PassageStore: Sendable {
  public struct Record: Sendable {
    /// Our serial number of the lap, and the source's number.
    public let serial: Int
    public let number: Int
    public let metrics: CornerMetrics
    /// Against the lap's target, s.
    public let loss: Double
  }

  /// Passages kept for a corner.
  static let kept = 20

  private var records: [Int: [Record]] = [:]
  private var spreads: [Int: CornerSpread] = [:]

  public init() {}

  /// The passages of some laps, oldest first.
  public init(
    laps: [Lap], targets: PassageTargets, corners: [Corner], thresholds: CoachThresholds = CoachThresholds()
  ) {
    for lap in laps { add(lap, targets: targets, corners: corners) }
    measureSpreads(weight: thresholds.spreadWeight)
  }

  /// The passages of a corner, oldest first.
  public func passages(of corner: Int) -> [Record] { records[corner] ?? [] }

  /// Those of a corner up to and with a lap, oldest first.
  func metrics(of corner: Int, upTo serial: Int) -> [CornerMetrics] {
    passages(of: corner).filter { $0.serial <= serial }.map(\.metrics)
  }

  /// How the driver's passages of a corner differ.
  public func spread(of corner: Int) -> CornerSpread { spreads[corner] ?? CornerSpread() }

  /// Brings the deviations up to date, after passages were added.
  mutating func measureSpreads(weight: Double) {
    let own = records.mapValues { CornerSpread($0.map(\.metrics)) }
    let all = Array(own.values)
    spreads = own.mapValues { $0.drawn(towards: all, weight: weight) }
  }

  mutating func add(_ record: Record, corner: Int) {
    records[corner, default: []].append(record)
    let excess = (records[corner]?.count ?? 0) - Self.kept
    if excess > 0 { records[corner]?.removeFirst(excess) }
  }

  /// Keeps the numbers of every usable corner of a lap.
  mutating func add(_ lap: Lap, targets: PassageTargets, corners: [Corner]) {
    guard let trace = lap.trace else { return }
    let coachable = corners.filter(\.isCoachable)
    let segments = PassageSegments(coachable, length: trace.grid.length)
    for (index, corner) in coachable.enumerated() where segments.isClean(index, on: trace) {
      let target = targets.target(of: corner.number)
      let turnIn = target.flatMap { CornerMeasurement.turnIn(of: corner, on: $0.trace) }
      guard
        let metrics = CornerMeasurement.measure(
          corner, segmentEnd: segments.end(index), on: trace, referenceTurnIn: turnIn ?? corner.start)
      else { continue }
      add(
        Record(
          serial: lap.serial, number: lap.number, metrics: metrics,
          loss: metrics.segmentTime - (target?.segmentTime ?? metrics.segmentTime)), corner: corner.number)
    }
  }

  /// Forgets a lap that was undone.
  mutating func remove(serial: Int) {
    for corner in records.keys { records[corner]?.removeAll { $0.serial == serial } }
  }
}
