internal import CDatagrams
public import Decoders

/// A greeting with the address of the computer or console that it goes to.
///
/// Sends nothing itself: the receiving thread asks it what is due.
public struct Greeter: Sendable {
  /// The address for finding a console in the own network; used only when it is asked for.
  public static let broadcastAddress = "255.255.255.255"

  /// The host name could not be looked up; the number is the resolver's.
  public struct UnknownHost: Error, Equatable, Sendable {
    public var host: String
    public var code: Int32
  }

  var greeting: any GameGreeting
  var target: tenths_target

  /// Looks the host up, which can take a while for a name.
  ///
  /// - Parameter port: the game's where it is not the usual one.
  public init(_ greeting: any GameGreeting, host: String, port: UInt16? = nil) throws(UnknownHost) {
    var target = tenths_target()
    let code = tenths_udp_resolve(host, port ?? greeting.gamePort, &target)
    guard code == 0 else { throw UnknownHost(host: host, code: code) }
    self.target = target
    self.greeting = greeting
  }
}
