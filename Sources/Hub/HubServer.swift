internal import CHub
internal import Glibc
internal import Synchronization

/// A server that is running.
public final class HubServer: Sendable {
  /// The library's server. Unchecked: its functions may be called from any thread.
  private struct Handle: @unchecked Sendable {
    let pointer: OpaquePointer
    /// What its callbacks get, held until it has stopped.
    let context: Unmanaged<Context>
  }

  let service: HubService
  let log: Log
  private let handle = Mutex<Handle?>(nil)
  public let port: UInt16

  /// Opens the database and starts to listen.
  ///
  /// - Parameter log: gets each line of the log; `nil` for the standard error.
  /// - Throws: where the settings do not go together, or something of what they name cannot be used.
  public init(_ settings: HubSettings, log write: (@Sendable (String) -> Void)? = nil) throws(HubError) {
    log = write.map(Log.init) ?? .standardError
    let isSecure = settings.certificate != nil && settings.key != nil
    guard isSecure || settings.certificate == nil && settings.key == nil else {
      throw HubError(kind: .settings, message: "certificate and key belong together")
    }
    guard isSecure || settings.allowsPlain || settings.address.hasPrefix("127.") || settings.address == "::1" else {
      throw HubError(
        kind: .settings,
        message: "without a certificate only this machine is served; allow_plain = true where a proxy encrypts")
    }
    service = try HubService(settings: settings, keeper: try Self.keeper(settings))
    let certificate = try settings.certificate.map { path throws(HubError) in try Self.text(path) }
    let key = try settings.key.map { path throws(HubError) in try Self.text(path) }
    let context = Context(service: service, log: log)
    let pointer = Unmanaged.passRetained(context)
    var callbacks = hub_callbacks()
    callbacks.context = pointer.toOpaque()
    callbacks.begin = beginRequest
    callbacks.receive = receiveBody
    callbacks.finish = finishRequest
    callbacks.end = endRequest
    callbacks.log = takeLogLine
    var problem = [CChar](repeating: 0, count: 300)
    let started = settings.address.withCString { address in
      Self.withOptionalText(certificate) { certificate in
        Self.withOptionalText(key) { key in
          var options = hub_options()
          options.address = address
          options.port = settings.port
          options.certificate = certificate
          options.key = key
          options.connections = UInt32(settings.connections)
          options.connections_of_an_address = UInt32(settings.connectionsOfAnAddress)
          options.idle_timeout = UInt32(settings.idleTimeout)
          options.head_memory = 32 << 10
          return hub_start(&options, &callbacks, &problem, problem.count)
        }
      }
    }
    guard let started else {
      pointer.release()
      let reason = String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw HubError(kind: .settings, message: "cannot listen at \(settings.address) port \(settings.port): \(reason)")
    }
    port = hub_port(started)
    let made = Handle(pointer: started, context: pointer)
    handle.withLock { $0 = made }
    service.countConnections { Int(hub_connection_count(made.pointer)) }
    log.line(
      "started",
      [
        ("address", settings.address), ("port", "\(port)"), ("tls", "\(isSecure)"),
        ("database", settings.database == nil ? "sqlite" : "postgresql"),
      ])
  }

  deinit { stop(patience: 0) }

  static func keeper(_ settings: HubSettings) throws(HubError) -> any HubKeeper {
    if let address = settings.database {
      guard address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") else {
        throw HubError(kind: .settings, message: "the database has to begin with postgres://")
      }
      return try PostgresKeeper(address)
    }
    return try SQLiteKeeper(folder: settings.folder)
  }

  /// Makes a token for a vault and returns its text, which is nowhere else.
  ///
  /// - Parameter scopes: some of `read,write,gc`.
  public func issueToken(vault: String, scopes: String = "read,write", days: Int? = nil) throws(HubError) -> String {
    try Self.issueToken(service.keeper, vault: vault, scopes: scopes, note: "", days: days)
  }

  /// Lets a device sign its requests to a vault.
  ///
  /// - Parameter key: its public key, 32 bytes.
  public func admitDevice(key: [UInt8], vault: String, scopes: String = "read,write") throws(HubError) {
    _ = try Self.admitDevice(service.keeper, key: key, vault: vault, scopes: scopes, note: "", days: nil)
  }

  /// - Returns: what the device is called.
  static func admitDevice(
    _ keeper: any HubKeeper, key: [UInt8], vault: String, scopes text: String, note: String, days: Int?
  ) throws(HubError) -> String {
    let scopes = try scopes(text, vault: vault)
    let now = Clock.now()
    let token = Token.device(
      key, scopes: scopes, vault: vault, note: note, now: now, expiresAt: days.map { now + Double($0) * 86_400 })
    guard let token else { throw HubError(kind: .usage, message: "that is no public key of a device") }
    guard try keeper.token(token.id) == nil else {
      throw HubError(kind: .usage, message: "the device \(token.id) is known already")
    }
    try keeper.add(token)
    return token.id
  }

  private static func scopes(_ text: String, vault: String) throws(HubError) -> Token.Scopes {
    guard HubKey.isName(vault) else {
      throw HubError(kind: .usage, message: "a vault needs a name of small letters, digits and -")
    }
    guard let scopes = Token.Scopes(text: text) else {
      throw HubError(kind: .usage, message: "scopes are some of read,write,gc")
    }
    return scopes
  }

  static func issueToken(
    _ keeper: any HubKeeper, vault: String, scopes text: String, note: String, days: Int?
  ) throws(HubError) -> String {
    let scopes = try scopes(text, vault: vault)
    let now = Clock.now()
    let (token, text) = Token.make(
      scopes: scopes, vault: vault, note: note, now: now, expiresAt: days.map { now + Double($0) * 86_400 })
    try keeper.add(token)
    return text
  }

  /// Lets a token hold no more; `false` where it did not.
  public func revokeToken(_ text: String) throws(HubError) -> Bool {
    guard let id = Token.parts(text)?.id else { return false }
    return try service.keeper.revoke(id, at: Clock.now())
  }

  private static func text(_ path: String) throws(HubError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system(errno, path) }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(file, &bytes, bytes.count)
    guard count >= 0 else { throw .system(errno, path) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func withOptionalText<Result>(
    _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
  ) -> Result {
    if let text { text.withCString(body) } else { body(nil) }
  }

  /// Takes no more connections, lets those that are there finish for a while, and closes everything.
  ///
  /// - Parameter patience: s.
  public func stop(patience: Double = 10) {
    guard
      let handle = handle.withLock({ handle in
        defer { handle = nil }
        return handle
      })
    else { return }
    hub_quiesce(handle.pointer)
    let end = Clock.steady() + patience
    while hub_connection_count(handle.pointer) > 0, Clock.steady() < end { usleep(20_000) }
    hub_stop(handle.pointer)
    handle.context.release()
    do throws(HubError) {
      try service.close()
    } catch {
      log.line("failed", [("reason", error.message)])
    }
    log.line("stopped")
  }
}

/// What the callbacks find in the library's hands.
private final class Context: Sendable {
  let service: HubService
  let log: Log

  init(service: HubService, log: Log) {
    self.service = service
    self.log = log
  }
}

/// A request under way; used by the thread of its connection.
private final class Exchange {
  let context: Context
  let connection: OpaquePointer
  let request: HubRequest
  let startedAt = Clock.steady()
  var step: HubService.Step
  var token: Token?
  var answered: (status: Int, size: Int)?
  var received = 0

  init(_ context: Context, _ connection: OpaquePointer, _ request: HubRequest) {
    self.context = context
    self.connection = connection
    self.request = request
    (step, token) = context.service.begin(request)
  }

  /// Whether a body follows the head.
  var hasBody: Bool {
    request.header("Transfer-Encoding") != nil || (request.header("Content-Length").flatMap(Int.init) ?? 0) > 0
  }

  func send(_ answer: HubAnswer) {
    answered = (answer.status, answer.size)
    let names = answer.headers.map { strdup($0.name) }
    let values = answer.headers.map { strdup($0.value) }
    defer { for text in names + values { free(text) } }
    let headers = zip(names, values).map { hub_header(name: $0, value: $1) }
    let status = UInt32(answer.status)
    switch answer.body {
    case .text(let text):
      let bytes = Array(text.utf8)
      hub_answer_bytes(connection, status, headers, headers.count, bytes, bytes.count)
    case .size(let size): hub_answer_head(connection, status, headers, headers.count, UInt64(size))
    case .file(let descriptor, let range):
      hub_answer_file(
        connection, status, headers, headers.count, descriptor, UInt64(range.lowerBound), UInt64(range.count))
    case .pieces(let range, let read):
      let reader = Unmanaged.passRetained(PieceReader(start: range.lowerBound, read: read)).toOpaque()
      hub_answer_pieces(
        connection, status, headers, headers.count, UInt64(range.count), reader, readPiece, releaseReader)
    }
  }

  func finish() {
    switch step {
    case .answer(let answer): send(answer)
    case .receive(let key, let token, let upload):
      send(context.service.finish(request, key: key, token: token, upload: upload))
      if let failure = upload.failure { context.log.line("failed", [("reason", failure.message)]) }
    }
  }

  func end(isComplete: Bool) {
    let seconds = Clock.steady() - startedAt
    let status = answered?.status ?? 0
    // A method is one of a few, so that nobody fills the memory with names of his own.
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE"].contains(request.method) ? request.method : "other"
    context.service.metrics.count(
      method: known, status: status, received: received, sent: answered?.size ?? 0, seconds: seconds)
    context.log.line(
      "request",
      [
        ("method", known), ("path", request.path), ("status", "\(status)"), ("received", "\(received)"),
        ("sent", "\(answered?.size ?? 0)"), ("ms", "\(Int(seconds * 1_000))"),
        ("peer", request.client(isBehindProxy: context.service.settings.isBehindProxy)),
        ("vault", token?.vault ?? "-"), ("token", token?.id ?? "-"), ("complete", "\(isComplete)"),
      ])
  }
}

/// Bytes that are read while they are sent.
private final class PieceReader {
  let start: Int
  let read: @Sendable (Int, Int) -> [UInt8]

  init(start: Int, read: @escaping @Sendable (Int, Int) -> [UInt8]) {
    self.start = start
    self.read = read
  }
}

// C callbacks must be functions of the file's top level: a closure may be bound to the wrong actor.

private func beginRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ method: UnsafePointer<CChar>?,
  _ path: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer? {
  guard let context, let connection, let method, let path else { return nil }
  let owner = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
  let looked = Looked(connection: connection)
  var peer = [CChar](repeating: 0, count: 64)
  hub_peer(connection, &peer, peer.count)
  let request = HubRequest(
    method: String(cString: method), path: String(cString: path), header: { looked.header($0) },
    query: { looked.query($0) },
    peer: String(decoding: peer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  let exchange = Exchange(owner, connection, request)
  // What is refused is refused before its body comes.
  if case .answer(let answer) = exchange.step, exchange.hasBody { exchange.send(answer) }
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// The request's fields. Unchecked: asked only by the thread of the connection while the request lasts.
private struct Looked: @unchecked Sendable {
  let connection: OpaquePointer

  func header(_ name: String) -> String? { hub_header(connection, name).map { String(cString: $0) } }
  func query(_ name: String) -> String? { hub_query(connection, name).map { String(cString: $0) } }
}

private func receiveBody(_ request: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<CChar>?, _ size: Int) {
  guard let request else { return }
  let exchange = Unmanaged<Exchange>.fromOpaque(request).takeUnretainedValue()
  exchange.received += size
  if case .receive(_, _, let upload) = exchange.step {
    upload.receive(UnsafeRawBufferPointer(start: bytes, count: size))
  }
}

private func finishRequest(_ request: UnsafeMutableRawPointer?) {
  guard let request else { return }
  let exchange = Unmanaged<Exchange>.fromOpaque(request).takeUnretainedValue()
  if exchange.answered == nil { exchange.finish() }
}

private func endRequest(_ request: UnsafeMutableRawPointer?, _ isComplete: Int32) {
  guard let request else { return }
  let exchange = Unmanaged<Exchange>.fromOpaque(request).takeRetainedValue()
  exchange.end(isComplete: isComplete != 0)
}

private func takeLogLine(_ context: UnsafeMutableRawPointer?, _ line: UnsafePointer<CChar>?) {
  guard let context, let line else { return }
  let owner = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
  owner.log.line("library", [("text", String(cString: line))])
}

private func readPiece(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int64 {
  guard let context, let bytes else { return -1 }
  let reader = Unmanaged<PieceReader>.fromOpaque(context).takeUnretainedValue()
  let piece = reader.read(reader.start + Int(position), size)
  guard !piece.isEmpty, piece.count <= size else { return -1 }
  UnsafeMutableRawPointer(bytes).copyMemory(from: piece, byteCount: piece.count)
  return Int64(piece.count)
}

private func releaseReader(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<PieceReader>.fromOpaque(context).release()
}
