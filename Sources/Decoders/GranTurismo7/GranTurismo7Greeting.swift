/// The one byte that asks a PlayStation for telemetry, again and again, since it stops without.
public struct GranTurismo7Greeting: GameGreeting {
  public let game = GranTurismo7Decoder.game
  public let gamePort = GranTurismo7Packet.heartbeatPort
  /// The console answers to the game's port, whatever port asked; asking from it also opens a firewall.
  public let ownPort = GranTurismo7Packet.telemetryPort
  public let farewell: [UInt8]? = nil

  private let kind: GranTurismo7Packet
  private var lastSent: Double?
  private var lastHeard: Double?

  public init(kind: GranTurismo7Packet = .c) { self.kind = kind }

  /// Due at once, every five seconds, and every two while nothing arrives.
  public mutating func message(at now: Double) -> [UInt8]? {
    if let lastSent {
      let isSilent = now - (lastHeard ?? lastSent) >= GranTurismo7Packet.silenceInterval
      let interval = isSilent ? GranTurismo7Packet.silenceInterval : GranTurismo7Packet.heartbeatInterval
      guard now - lastSent >= interval else { return nil }
    }
    lastSent = now
    return [kind.heartbeat]
  }

  public mutating func hear(_ datagram: RawSpan, at now: Double) { lastHeard = now }
}
