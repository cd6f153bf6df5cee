/// A game's datagrams turned into frames. A value that holds what a frame needs from earlier datagrams.
///
/// Used by one thread at a time; `decode` must not allocate after its first calls.
public protocol TelemetryDecoder: Sendable {
  /// Id of the game, as in `gt7`.
  static var game: String { get }
  /// The game's name for people.
  static var gameName: String { get }
  /// UDP ports on which the game's datagrams arrive when nobody changed its settings.
  static var ports: [UInt16] { get }
  /// What to switch on in the game, one line for the first screen.
  static var setup: String { get }
  /// Whether the decoder was proved on a real recording of the game, and not only against our own encoder.
  static var isProvedOnRecordings: Bool { get }

  init()

  /// Whether a datagram is this game's; cheap, and true for no other game's packets.
  static func recognises(_ datagram: RawSpan) -> Bool

  /// Turns one datagram into a frame, or `nil` where it only adds to a frame to come.
  ///
  /// - Parameter arrivalTime: s on the monotonic clock.
  /// - Throws: `.truncated` for short input, `.unknownPacket` for a datagram that is not the game's.
  mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame?

  /// What is known of the source by now. Changes together with the `sessionNumber` of the frames.
  var description: SourceDescription { get }

  /// Every car of the session as of the last datagram; `nil` where the game sends the own car only.
  ///
  /// Asked for a few times a second: it may allocate, `decode` may not.
  var field: RaceField? { get }
}

extension TelemetryDecoder {
  public var field: RaceField? { nil }
}

/// Why a datagram gave no frame. Counted and shown, never fatal.
public enum DecodeError: Error, Equatable, Sendable {
  /// Fewer bytes than the packet of this kind has.
  case truncated(expected: Int, actual: Int)
  /// Not a packet of this game, or of a version that has no table.
  case unknownPacket
  /// A known packet whose numbers cannot be.
  case implausible
}
