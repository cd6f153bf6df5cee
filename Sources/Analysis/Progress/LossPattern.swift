/// Whether a driver loses his time at the same place lap after lap, or somewhere else every lap. COACHING 14.
public enum LossPattern: Sendable, Equatable {
  /// One corner costs most on at least half of the laps: there is one thing to learn. Share 0…1 of the laps.
  case habit(corner: Int, share: Double)
  /// Every lap another corner: the same method every lap comes first. So many different corners cost most.
  case scatter(corners: Int)
  /// Neither of the two.
  case mixed

  /// A smaller loss is no reason to call a corner the worst of its lap, s (COACHING 12.1).
  public static let leastLoss = 0.05
  static let habitShare = 0.5
  static let scatterShare = 1.0 / 3

  /// - Parameter passages: clean passages with their losses, of any laps.
  /// - Returns: `nil` below six laps with a loss worth the name.
  public init?(_ passages: [CornerPassageFigures]) {
    let worst = Dictionary(grouping: passages, by: \.lapSerial).values.compactMap { lap -> Int? in
      let most = lap.max { ($0.loss, -$0.corner) < ($1.loss, -$1.corner) }
      return most.flatMap { $0.loss >= Self.leastLoss ? $0.corner : nil }
    }
    guard worst.count >= Consistency.fewestLaps else { return nil }
    let counts = Dictionary(worst.map { ($0, 1) }, uniquingKeysWith: +)
    guard let top = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }) else { return nil }
    let share = Double(top.value) / Double(worst.count)
    if share >= Self.habitShare {
      self = .habit(corner: top.key, share: share)
    } else if share <= Self.scatterShare {
      self = .scatter(corners: counts.count)
    } else {
      self = .mixed
    }
  }
}
