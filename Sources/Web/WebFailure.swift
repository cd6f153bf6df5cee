/// A request that got no answer.
public struct WebFailure: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The server's name is not known, there is no network, or the connection broke.
    case unreachable
    /// The server was reached and did not answer in time.
    case timedOut
    /// The server's certificate is not trusted, or no common encryption was found.
    case certificate
    /// The address cannot be used.
    case address
    /// Whoever received the body did not want more of it, or it is larger than allowed.
    case stopped
    /// The file that was to be sent cannot be read; the system's number of the reason.
    case file(code: Int32)
    /// Anything else; libcurl's number of it.
    case other(code: Int32)
  }

  public var kind: Kind
  /// In libcurl's words; no control characters.
  public var message: String

  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }
}
