internal import CCurl
internal import Glibc
internal import Synchronization

/// Talks HTTP. Every call blocks until the answer is there; several threads may call at once.
///
/// Connections are kept and used again. A redirection is not followed, so that credentials go to no other server than the one that was
/// named. Plain HTTP is for this machine only, unless the settings allow it.
public final class WebClient: Sendable {
  /// Connections that are kept while nobody uses them.
  private static let mostIdle = 8

  /// A libcurl handle with the connections that it keeps. Unchecked: whoever takes it from the pool is its only user.
  private struct Handle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let settings: WebSettings
  private let idle = Mutex<[Handle]>([])

  public init(_ settings: WebSettings = WebSettings()) { self.settings = settings }

  deinit {
    for handle in idle.withLock({ $0 }) { curl_easy_cleanup(handle.pointer) }
  }

  /// Sends a request and waits for its answer, whatever its status.
  ///
  /// - Parameter limit: a body of a successful answer with more bytes than this fails with `.stopped`; of any other the rest is dropped.
  /// - Throws: where there is no answer.
  public func send(_ request: WebRequest, limit: Int = 1 << 20) throws(WebFailure) -> WebResponse {
    try run(request, limit: limit, receiver: nil)
  }

  /// Sends a request and hands the body of a successful answer over piece by piece; the body of any other is in the response, up to 64
  /// KiB of it.
  ///
  /// - Parameter receive: gets the status and a piece; returns `false` to stop, which fails with `.stopped`.
  public func send(
    _ request: WebRequest, into receive: (_ status: Int, _ piece: RawSpan) -> Bool
  ) throws(WebFailure) -> WebResponse {
    let result = withoutActuallyEscaping(receive) { receive in
      Result { () throws(WebFailure) in try run(request, limit: 64 << 10, receiver: receive) }
    }
    return try result.get()
  }

  private func run(_ request: WebRequest, limit: Int, receiver: Transfer.Receiver?) throws(WebFailure) -> WebResponse {
    guard Self.isReady, let handle = take() else {
      throw WebFailure(kind: .other(code: Int32(CURLE_FAILED_INIT.rawValue)), message: "libcurl cannot start")
    }
    defer { giveBack(handle) }
    guard let address = WebAddress(request.url) else {
      throw WebFailure(kind: .address, message: "not an address of the web")
    }
    guard !address.hasUser else {
      throw WebFailure(kind: .address, message: "the address names a user: credentials have settings of their own")
    }
    guard !address.isPlain || address.isLoopback || settings.allowsPlain else {
      throw WebFailure(kind: .address, message: "\(PlainText.line(address.host)) would be talked to without encryption")
    }
    let transfer = try Transfer(request.body, limit: limit, receiver: receiver)
    return try perform(request, address, transfer, on: handle)
  }

  private func take() -> Handle? {
    if let handle = idle.withLock({ $0.popLast() }) { return handle }
    return curl_easy_init().map { Handle(pointer: $0) }
  }

  private func giveBack(_ handle: Handle) {
    // Forgets the request with its credentials and keeps the connections.
    curl_easy_reset(handle.pointer)
    let isKept = idle.withLock { idle in
      guard idle.count < Self.mostIdle else { return false }
      idle.append(handle)
      return true
    }
    if !isKept { curl_easy_cleanup(handle.pointer) }
  }

  private func perform(
    _ request: WebRequest, _ address: WebAddress, _ transfer: Transfer, on handle: Handle
  ) throws(WebFailure) -> WebResponse {
    let curl = handle.pointer
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    curl_set_text(curl, CURLOPT_URL, request.url)
    curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
    // A signed path is sent as it was signed.
    curl_set_long(curl, CURLOPT_PATH_AS_IS, 1)
    curl_set_long(curl, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
    if address.isLoopback { curl_set_text(curl, CURLOPT_PROXY, "") }
    setMethod(request, on: curl)
    setLimits(on: curl)
    curl_set_transfer(curl, CURLOPT_HEADERFUNCTION, takeHeader)
    curl_set_pointer(curl, CURLOPT_HEADERDATA, context)
    curl_set_transfer(curl, CURLOPT_WRITEFUNCTION, takeBody)
    curl_set_pointer(curl, CURLOPT_WRITEDATA, context)
    curl_set_transfer(curl, CURLOPT_READFUNCTION, fillBody)
    curl_set_pointer(curl, CURLOPT_READDATA, context)
    curl_set_seek(curl, seekBody)
    curl_set_pointer(curl, CURLOPT_SEEKDATA, context)

    var lines: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(lines) }
    for (name, value) in request.headers where !(name + value).utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      // libcurl leaves a header without a value out, unless it ends in a semicolon.
      lines = curl_slist_append(lines, value.isEmpty ? "\(name);" : "\(name): \(value)") ?? lines
    }
    curl_set_pointer(curl, CURLOPT_HTTPHEADER, lines)

    var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = message.withUnsafeMutableBytes { buffer in
      curl_set_pointer(curl, CURLOPT_ERRORBUFFER, buffer.baseAddress)
      return withoutPipeSignal { curl_easy_perform(curl) }
    }
    curl_set_pointer(curl, CURLOPT_ERRORBUFFER, nil)
    if let failure = transfer.failure { throw failure }
    guard code == CURLE_OK else {
      let text = PlainText.line(message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
      throw failure(code, text.isEmpty ? String(cString: curl_easy_strerror(code)) : text, on: curl)
    }
    return transfer.response
  }

  private func setMethod(_ request: WebRequest, on curl: UnsafeMutableRawPointer) {
    switch request.method {
    case .get: curl_set_long(curl, CURLOPT_HTTPGET, 1)
    case .head: curl_set_long(curl, CURLOPT_NOBODY, 1)
    case .put, .post, .patch:
      curl_set_long(curl, CURLOPT_UPLOAD, 1)
      curl_set_offset(curl, CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body.size))
      curl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    case .delete: curl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }
  }

  private func setLimits(on curl: UnsafeMutableRawPointer) {
    curl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, Int(max(0.001, min(settings.connectTimeout, 86_400)) * 1_000))
    // A cap of one's own must not count as a slow server.
    let slowest = min(settings.leastSpeed, (settings.sendLimit ?? .max) / 2, (settings.receiveLimit ?? .max) / 2)
    curl_set_long(curl, CURLOPT_LOW_SPEED_LIMIT, max(1, slowest))
    curl_set_long(curl, CURLOPT_LOW_SPEED_TIME, settings.slowTime)
    if let limit = settings.sendLimit {
      curl_set_offset(curl, CURLOPT_MAX_SEND_SPEED_LARGE, curl_off_t(limit))
    }
    if let limit = settings.receiveLimit {
      curl_set_offset(curl, CURLOPT_MAX_RECV_SPEED_LARGE, curl_off_t(limit))
    }
    if let path = settings.authorities { curl_set_text(curl, CURLOPT_CAINFO, path) }
  }

  private func failure(_ code: CURLcode, _ message: String, on curl: UnsafeMutableRawPointer) -> WebFailure {
    let kind: WebFailure.Kind =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING,
        CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
        .unreachable
      case CURLE_OPERATION_TIMEDOUT: wasConnected(curl) ? .timedOut : .unreachable
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
        CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
        .certificate
      case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .address
      default: .other(code: Int32(code.rawValue))
      }
    return WebFailure(kind: kind, message: message)
  }

  private func wasConnected(_ curl: UnsafeMutableRawPointer) -> Bool {
    var seconds = 0.0
    curl_get_seconds(curl, CURLINFO_PRETRANSFER_TIME, &seconds)
    return seconds > 0
  }
}

/// Writing to a connection that the server closed must not end the program, whatever it does with that signal elsewhere.
private func withoutPipeSignal<Result>(_ body: () -> Result) -> Result {
  var pipe = sigset_t()
  var before = sigset_t()
  sigemptyset(&pipe)
  sigaddset(&pipe, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &pipe, &before)
  defer {
    if sigismember(&before, SIGPIPE) == 0 {
      var now = timespec()
      sigtimedwait(&pipe, nil, &now)
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
  }
  return body()
}
