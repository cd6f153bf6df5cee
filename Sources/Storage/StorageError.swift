/// A failure of a store.
public struct StorageError: Error, Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// There is no such object.
    case missing
    /// There is one already, and only a new one was wanted.
    case exists
    /// There is no such bucket, folder or project.
    case noSuchPlace
    /// The credentials are wrong or do not allow this.
    case denied
    /// The clock of this machine is too far off for the server; by how many seconds the server's is ahead.
    case clock(offset: Double)
    /// The server wants fewer requests, or is out of order for a while: worth another try.
    case busy(retryAfter: Double?)
    /// No way to the server: worth another try.
    case unreachable
    /// The server did not answer in time: worth another try.
    case timedOut
    /// The certificate is not trusted.
    case certificate
    /// No room is left, or a quota is used up.
    case full
    /// The object is too large.
    case tooLarge
    /// The receiver did not want more.
    case stopped
    /// The key cannot be used in this store.
    case key
    /// The settings cannot be used.
    case settings
    /// An answer that cannot be understood.
    case answer
    /// The server refuses this request for another reason; its status.
    case refused(status: Int)
    /// A file cannot be read or written; the system's number of the reason.
    case file(code: Int32)
  }

  public var kind: Kind
  /// What the server or the system says; no secrets, no escape sequences.
  public var message: String
  /// The object that was asked for.
  public var key: String?

  public init(kind: Kind, message: String, key: String? = nil) {
    self.kind = kind
    self.message = message
    self.key = key
  }

  /// Whether the same call may succeed a little later without anybody doing anything.
  public var isPassing: Bool {
    switch kind {
    case .busy, .unreachable, .timedOut: true
    default: false
    }
  }
}
