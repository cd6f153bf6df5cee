/// A candidate that was not put before the driver, and why: silence is explained like speech.
public struct Suppressed: Sendable {
  public enum Reason: Sendable, Hashable {
    /// Costs less than the gate, s.
    case smallLoss(gate: Double)
    /// No more than what the driver's own passages of this corner differ by, s.
    case withinOwnSpread(noise: Double)
    /// Seen on fewer of the last passages than a habit needs.
    case noHabit(seen: Int, needed: Int)
    /// Another rule explains the same passages better.
    case better(rule: String)
    /// Not sure enough, 0…1.
    case unsure(confidence: Double)
    /// The last passages show a lock-up, a slide or an excursion: nothing there may be done later or faster.
    case unsafe
    /// Muted by the driver: the corner or the rule.
    case muted
    /// Said enough: in the review only.
    case retired
    /// Made the corner worse when it was followed.
    case retracted
  }

  public let rule: String
  public let corner: Int
  public let cornerName: String
  public let loss: Double
  public let reason: Reason

  /// The reason in words.
  public var why: String {
    switch reason {
    case .smallLoss(let gate): "costs \(Wording.seconds(loss)), less than \(Wording.seconds(gate))"
    case .withinOwnSpread(let noise):
      "costs \(Wording.seconds(loss)); your own passages differ by \(Wording.seconds(noise))"
    case .noHabit(let seen, let needed): "seen on \(seen) of the last passages, \(needed) make a habit"
    case .better(let rule): "\(rule) explains it better"
    case .unsure(let confidence): "not sure enough (\(Wording.hundredths(confidence)))"
    case .unsafe: "the last passages were on the limit"
    case .muted: "muted"
    case .retired: "said often enough"
    case .retracted: "the corner became slower when it was followed"
    }
  }
}
