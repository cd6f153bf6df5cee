/// What is asked of a server.
public struct WebRequest: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  public enum Body: Sendable {
    case none
    case bytes([UInt8])
    /// A part of a file, which must not change while it is sent.
    case file(path: String, range: Range<Int>)

    /// Bytes.
    public var size: Int {
      switch self {
      case .none: 0
      case .bytes(let bytes): bytes.count
      case .file(_, let range): range.count
      }
    }
  }

  public var method: Method
  /// `http` or `https`, percent-encoded as it is to be sent.
  public var url: String
  /// Names and values; a value with a line end is not sent at all.
  public var headers: [(name: String, value: String)]
  public var body: Body

  public init(
    _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: Body = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What a server answers.
public struct WebResponse: Sendable {
  public var status: Int
  /// By lower-case names; of several with one name the last.
  public var headers: [String: String]
  /// Empty where it went to a receiver.
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// How a client connects.
public struct WebSettings: Sendable {
  /// The longest time until a connection stands, s.
  public var connectTimeout = 10.0
  /// A transfer below this speed, bytes/s…
  public var leastSpeed = 1_024
  /// …for this long, s, is given up.
  public var slowTime = 30
  /// The greatest speed, bytes/s; `nil` for as fast as it goes.
  public var sendLimit: Int?
  public var receiveLimit: Int?
  /// A file of certificates to trust instead of the system's.
  public var authorities: String?
  /// Whether anything but this machine may be talked to without encryption.
  public var allowsPlain = false

  public init() {}
}
