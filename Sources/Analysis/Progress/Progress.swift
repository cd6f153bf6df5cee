import Timing

/// A figure's change from session to session that is more than chance. COACHING 14.
public struct Trend: Sendable, Equatable {
  /// Change a session, in the figure's unit.
  public let slope: Double
  /// Interval that holds the slope with 80 %; 0 is outside.
  public let interval: ClosedRange<Double>
  /// Sessions behind it.
  public let sessions: Int

  /// Most and fewest sessions of a trend.
  static let window = 8
  static let fewest = 4
  static let level = 0.8

  /// The trend of the last eight values, or `nil` where there are too few or chance would do as well. Sessions without the
  /// figure count as time that passed.
  public init?(_ values: [Double?]) {
    let points = values.suffix(Self.window).enumerated().compactMap { place, value in
      value.map { (x: Double(place), y: $0) }
    }
    guard points.count >= Self.fewest, let line = TheilSenLine(points) else { return nil }
    var random = SeededNumbers(seed: 14)
    let interval = bootstrapInterval(of: points, level: Self.level, using: &random) { TheilSenLine($0)?.slope }
    guard let interval, interval.lowerBound > 0 || interval.upperBound < 0 else { return nil }
    slope = line.slope
    self.interval = interval
    sessions = points.count
  }
}

/// A driver's way over the sessions of one key. Never across keys. COACHING 14.
public struct Progress: Sendable {
  public let key: BaselineKey
  /// Oldest first.
  public private(set) var sessions: [SessionFigures] = []
  /// Loss in each corner, s, in which every session counts 0.3 and what was before it 0.7.
  public private(set) var cornerLosses: [Int: Double] = [:]

  static let newShare = 0.3

  public init(key: BaselineKey) { self.key = key }

  /// Takes the next session.
  ///
  /// - Returns: whether it belongs to this key; otherwise nothing changes.
  public mutating func add(_ session: SessionFigures) -> Bool {
    guard session.key == key else { return false }
    sessions.append(session)
    for (corner, loss) in session.cornerLosses {
      cornerLosses[corner] = cornerLosses[corner].map { $0 + Self.newShare * (loss - $0) } ?? loss
    }
    return true
  }

  /// Trends of the pace, the spread and the corner ideal, s a session, and of the clean share; `nil` where there is none.
  public var paceTrend: Trend? { Trend(sessions.map(\.pace)) }
  public var spreadTrend: Trend? { Trend(sessions.map(\.spread)) }
  public var cornerIdealTrend: Trend? { Trend(sessions.map(\.cornerIdeal)) }
  public var cleanShareTrend: Trend? { Trend(sessions.map(\.cleanShare)) }
}
