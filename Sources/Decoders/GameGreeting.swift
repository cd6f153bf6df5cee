/// What a game has to be told before it talks, and again and again: a small conversation without a socket and without a clock.
public protocol GameGreeting: Sendable {
  /// Id of the game, as in `ac`.
  var game: String { get }
  /// UDP port on which the game listens.
  var gamePort: UInt16 { get }
  /// UDP port of this computer from which it is to be spoken to, where that matters to the game or to a firewall.
  var ownPort: UInt16 { get }

  /// The next message that is due, one at a time, or `nil` where there is none now.
  ///
  /// - Parameter now: s on the monotonic clock.
  mutating func message(at now: Double) -> [UInt8]?

  /// Hears a datagram that came from the game; must not allocate for the ones that only carry telemetry.
  mutating func hear(_ datagram: RawSpan, at now: Double)

  /// What to say in leaving, or `nil`.
  var farewell: [UInt8]? { get }
}
