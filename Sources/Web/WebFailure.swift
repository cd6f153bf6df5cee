/// A request that got no answer.
public struct WebFailure: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The server's name is not known, or there is no network.
    case unreachable
    /// The server was reached and did not answer in time.
    case timedOut
    /// The server's certificate is not trusted, or no common encryption was found.
    case certificate
    /// The address cannot be used.
    case address
    /// Whoever received the body did not want more of it.
    case stopped
    /// Anything else; libcurl's number of it.
    case other(code: Int32)
  }

  public var kind: Kind
  public var message: String

  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }
}
