public import Analysis

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

  public init() {}

  /// The passages of a corner, oldest first.
  public func passages(of corner: Int) -> [Record] { records[corner] ?? [] }

  /// Those of a corner up to and with a lap, oldest first.
  func metrics(of corner: Int, upTo serial: Int) -> [CornerMetrics] {
    passages(of: corner).filter { $0.serial <= serial }.map(\.metrics)
  }

  func spread(of corner: Int, _ thresholds: CoachThresholds) -> CornerSpread {
    CornerSpread(passages(of: corner).map(\.metrics), least: thresholds.deviationPassages)
  }

  mutating func add(_ record: Record, corner: Int) {
    records[corner, default: []].append(record)
    let excess = (records[corner]?.count ?? 0) - Self.kept
    if excess > 0 { records[corner]?.removeFirst(excess) }
  }

  /// Forgets a lap that was undone.
  mutating func remove(serial: Int) {
    for corner in records.keys { records[corner]?.removeAll { $0.serial == serial } }
  }
}
