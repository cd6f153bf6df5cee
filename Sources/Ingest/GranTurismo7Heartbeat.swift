internal import CDatagrams
public import Decoders

/// The packet that asks a PlayStation for telemetry, again and again, since it stops without.
///
/// Sends nothing itself: the receiving thread asks it what is due.
public struct GranTurismo7Heartbeat: Sendable {
  /// The address for finding the console in the own network; used only when it is asked for.
  public static let broadcastAddress = "255.255.255.255"

  /// The host name could not be looked up; the number is the resolver's.
  public struct UnknownHost: Error, Equatable, Sendable {
    public var host: String
    public var code: Int32
  }

  public let kind: GranTurismo7Packet
  let target: tenths_target
  private var lastSent: Double?

  /// Looks the console up, which can take a while for a name.
  ///
  /// - Parameter port: the console's; another one for tests.
  public init(
    host: String, kind: GranTurismo7Packet = .c, port: UInt16 = GranTurismo7Packet.heartbeatPort
  ) throws(UnknownHost) {
    var target = tenths_target()
    let code = tenths_udp_resolve(host, port, &target)
    guard code == 0 else { throw UnknownHost(host: host, code: code) }
    self.target = target
    self.kind = kind
  }

  /// Whether one is to be sent now: at once, every five seconds, and every two while nothing arrives.
  ///
  /// - Parameter lastArrival: when the last datagram arrived on the game's port, `nil` where none has.
  mutating func isDue(at now: Double, lastArrival: Double?) -> Bool {
    guard let last = lastSent else {
      lastSent = now
      return true
    }
    let isSilent = now - (lastArrival ?? last) >= GranTurismo7Packet.silenceInterval
    let interval = isSilent ? GranTurismo7Packet.silenceInterval : GranTurismo7Packet.heartbeatInterval
    guard now - last >= interval else { return false }
    lastSent = now
    return true
  }
}
