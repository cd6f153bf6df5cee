internal import Decoders
public import Telemetry

/// The computer or console that a datagram came from.
public struct SourceAddress: Sendable, Hashable {
  /// The IPv6 address, IPv4 mapped into it, as two numbers.
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// Finds out which game is talking and stays with it, so that a second game or a second player never mixes in.
///
/// Knows no socket and reads no clock. Used by one thread at a time.
public struct SourceRecogniser: Sendable {
  /// What a datagram was.
  public enum Outcome: Sendable {
    case frame(TelemetryFrame)
    /// Of the source, but only a part of a frame to come.
    case partial
    case undecodable
    /// Of another source than the one listened to.
    case foreign
  }

  private struct Lock {
    var address: SourceAddress
    var game: String
    var decoder: any TelemetryDecoder
    var lastTime: Double
    /// What is added to the decoder's session numbers, so that two sources never share one.
    var sessionOffset: UInt32
  }

  /// s of silence after which another source may take over.
  public static let silence = 5.0

  private let types: [any TelemetryDecoder.Type]
  private var lock: Lock?
  private var lastSession: UInt32 = 0

  /// - Parameter game: the only game to listen to; `nil` for all.
  public init(game: String? = nil) {
    let known: [any TelemetryDecoder.Type] = allDecoders + allPageDecoders
    types = known.filter { game == nil || $0.game == game }
  }

  /// What is known of the source listened to, or `nil` before the first.
  public var description: SourceDescription? { lock?.decoder.description }

  /// Every car of the session, where the game sends them.
  public var field: RaceField? { lock?.decoder.field }

  /// Takes in a datagram that arrived at `time`, s on the monotonic clock.
  public mutating func accept(_ datagram: RawSpan, from address: SourceAddress, at time: Double) -> Outcome {
    // Only the plain parts are taken out: a second holder of the decoder would have it copied with every datagram.
    guard let locked = lock?.address, let lastTime = lock?.lastTime, let game = lock?.game else {
      return begin(datagram, address, time)
    }
    let isSilent = time - lastTime > Self.silence
    guard locked == address else { return isSilent ? begin(datagram, address, time) : .foreign }
    if let outcome = decode(datagram, time) { return outcome }
    // Not understood: damaged, or another game on the same computer.
    guard let other = types.first(where: { $0.recognises(datagram) }), other.game != game else {
      return .undecodable
    }
    return isSilent ? begin(datagram, address, time) : .foreign
  }

  private mutating func begin(_ datagram: RawSpan, _ address: SourceAddress, _ time: Double) -> Outcome {
    guard let type = types.first(where: { $0.recognises(datagram) }) else { return .undecodable }
    if lock?.address == address, lock?.game == type.game {
      return decode(datagram, time) ?? .undecodable
    }
    lock = Lock(
      address: address, game: type.game, decoder: type.init(), lastTime: time, sessionOffset: lastSession)
    return decode(datagram, time) ?? .undecodable
  }

  /// `nil` where the decoder throws.
  private mutating func decode(_ datagram: RawSpan, _ time: Double) -> Outcome? {
    guard let offset = lock?.sessionOffset else { return nil }
    do throws(DecodeError) {
      guard var frame = try lock?.decoder.decode(datagram, arrivalTime: time) else {
        lock?.lastTime = time
        return .partial
      }
      lock?.lastTime = time
      frame.sessionNumber &+= offset
      lastSession = frame.sessionNumber
      return .frame(frame)
    } catch {
      return nil
    }
  }
}
