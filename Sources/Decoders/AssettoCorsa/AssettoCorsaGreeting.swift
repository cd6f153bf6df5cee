/// The handshake of Assetto Corsa: who are you, then please send, and in the end thank you.
///
/// The stream ends silently when a session restarts, so that the handshake begins anew after some silence.
public struct AssettoCorsaGreeting: GameGreeting {
  /// What a message asks for.
  enum Operation: Int32 {
    case handshake = 0
    case subscribe = 1
    case dismiss = 3
  }

  public let game = AssettoCorsaDecoder.game
  public let gamePort = AssettoCorsaLayout.gamePort
  public let ownPort = AssettoCorsaDecoder.ports[0]
  public var farewell: [UInt8]? { hasSubscribed ? Self.message(.dismiss) : nil }

  /// s of silence after which the game is asked again.
  static let silence = 3.0

  private var lastSent: Double?
  private var lastHeard: Double?
  private var hasReply = false
  private var hasSubscribed = false

  public init() {}

  public mutating func message(at now: Double) -> [UInt8]? {
    if hasReply {
      hasReply = false
      hasSubscribed = true
      lastSent = now
      return Self.message(.subscribe)
    }
    let last = max(lastSent ?? -.infinity, lastHeard ?? -.infinity)
    guard now - last >= Self.silence else { return nil }
    lastSent = now
    hasSubscribed = false
    return Self.message(.handshake)
  }

  public mutating func hear(_ datagram: RawSpan, at now: Double) {
    lastHeard = now
    if !hasSubscribed, AssettoCorsaLayout.isReply(datagram) { hasReply = true }
  }

  /// Identifier and version are any and 1; the third number is what is asked for.
  static func message(_ operation: Operation) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 12)
    bytes.store(Int32(1), at: 0)
    bytes.store(Int32(1), at: 4)
    bytes.store(operation.rawValue, at: 8)
    return bytes
  }
}
