/// The four kinds of packet that Gran Turismo 7 sends; the receiver chooses by its heartbeat.
///
/// A larger kind holds the smaller ones at the same places.
public enum GranTurismo7Packet: UInt8, CaseIterable, Sendable {
  /// Position, pedals, engine, wheels.
  case a = 0x41
  /// Adds steering and the acceleration of the body.
  case b = 0x42
  /// Adds the pedals before and after the driving aids. Its heartbeat is the character `~`.
  case tilde = 0x7E
  /// Adds the surface under each wheel and the clock of the lap.
  case c = 0x43

  /// UDP port of the console that takes the heartbeat.
  public static let heartbeatPort: UInt16 = 33739
  /// UDP port of the receiver, fixed by the game.
  public static let telemetryPort: UInt16 = 33740
  /// s between two heartbeats; the stream stops some 10 s after the last one.
  public static let heartbeatInterval = 5.0
  /// s without a packet after which another heartbeat is sent at once.
  public static let silenceInterval = 2.0
  /// Packets a second, also where the game draws 120 pictures.
  public static let rate = 60.0

  /// The one byte of the heartbeat that asks for this kind.
  public var heartbeat: UInt8 { rawValue }

  /// Bytes of a datagram of this kind.
  public var size: Int {
    switch self {
    case .a: 296
    case .b: 316
    case .tilde: 344
    case .c: 368
    }
  }

  /// What the first half of the nonce differs by from the second, per kind. Published by two independent projects that agree.
  var nonceMask: UInt32 {
    switch self {
    case .a: 0xDEAD_BEAF
    case .b, .c: 0xDEAD_BEEF
    case .tilde: 0x55FA_BB4F
    }
  }

  /// The kind of that size, or `nil`.
  init?(size: Int) {
    guard let kind = Self.allCases.first(where: { $0.size == size }) else { return nil }
    self = kind
  }
}
