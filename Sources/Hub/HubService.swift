internal import Cryptography
internal import Glibc

/// What the server does with a request: who may, and what comes of it. Knows nothing of sockets.
final class HubService: Sendable {
  let settings: HubSettings
  let keeper: any HubKeeper
  let metrics = Metrics()
  private let devices = DeviceLedger()
  private let signatures = DeviceSignatures()
  private let vaults: RateLimiter
  private let addresses: RateLimiter
  /// Of what is being received.
  let temporary: String

  init(settings: HubSettings, keeper: any HubKeeper) throws(HubError) {
    self.settings = settings
    self.keeper = keeper
    vaults = RateLimiter(rate: settings.vaultRate, burst: settings.vaultBurst)
    addresses = RateLimiter(rate: settings.addressRate, burst: settings.addressBurst)
    temporary = settings.folder + "/incoming"
    for path in [settings.folder, temporary] {
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(errno, path) }
    }
    removeLeftovers()
  }

  /// What a server that was killed had begun to receive.
  private func removeLeftovers() {
    for name in FolderNames.of(temporary) {
      var status = stat()
      let path = temporary + "/" + name
      // Another server may work in the same folder: what is being received now is younger.
      guard stat(path, &status) == 0, Double(status.st_mtim.tv_sec) < Clock.now() - 3_600 else { continue }
      unlink(path)
    }
  }

  /// What is to be done with a request once its body is there.
  enum Step {
    case answer(HubAnswer)
    /// An object comes in.
    case receive(key: String, token: Token, upload: Upload)
  }

  /// What a request's head leads to.
  ///
  /// - Returns: the step, and the token for the log.
  func begin(_ request: HubRequest) -> (step: Step, token: Token?) {
    do throws(HubError) {
      return try decide(request)
    } catch {
      return (.answer(Self.failure(error)), nil)
    }
  }

  /// The answer to a failure of the server's own; its reason is in the log.
  static func failure(_ error: HubError) -> HubAnswer {
    error.kind == .full ? .refusal(507, "full") : .refusal(503, "unavailable", headers: [("Retry-After", "5")])
  }

  private func decide(_ request: HubRequest) throws(HubError) -> (step: Step, token: Token?) {
    let now = Clock.steady()
    let client = request.client(isBehindProxy: settings.isBehindProxy)
    if let wait = addresses.take(client, now: now) { return (.answer(Self.tooMany(wait)), nil) }
    if request.path == "/v1/health" {
      guard isReading(request) else { return (.answer(Self.wrongMethod), nil) }
      try keeper.check()
      return (.answer(.document(200, "{\"status\": \"ok\"}")), nil)
    }
    let token: Token
    switch try visitor(request) {
    case .known(let found): token = found
    case .clock: return (.answer(.refusal(401, "clock", headers: [("WWW-Authenticate", "Tenths-Device")])), nil)
    case .unknown:
      if request.path == "/metrics", request.isFromThisMachine { return (.answer(metricsAnswer()), nil) }
      addresses.fine(client, cost: 10, now: now)
      return (.answer(.refusal(401, "token", headers: [("WWW-Authenticate", "Bearer")])), nil)
    }
    if let wait = vaults.take(token.vault, now: now) { return (.answer(Self.tooMany(wait)), token) }
    devices.note(Self.device(request, token), vault: token.vault, bytes: 0, now: Clock.now())
    try devices.write(to: keeper, isDue: true, now: Clock.now())
    return (try route(request, token), token)
  }

  private static let wrongMethod = HubAnswer.refusal(405, "method")

  private static func tooMany(_ wait: Double) -> HubAnswer {
    .refusal(429, "too-many", headers: [("Retry-After", "\(Int(wait.rounded(.up)))")])
  }

  private func isReading(_ request: HubRequest) -> Bool { request.method == "GET" || request.method == "HEAD" }

  private enum Visitor {
    case known(Token)
    case unknown
    /// A device whose clock is too far off.
    case clock
  }

  private func visitor(_ request: HubRequest) throws(HubError) -> Visitor {
    guard let header = request.header("Authorization") else { return .unknown }
    if let signature = RequestSignature(header: header) { return try device(signature, request) }
    guard header.lowercased().hasPrefix("bearer "), let (id, secret) = Token.parts(String(header.dropFirst(7))),
      let token = try keeper.token(id), token.isValid(secret: secret, now: Clock.now())
    else { return .unknown }
    return .known(token)
  }

  /// The names of the query that a signature covers: all that this server looks at.
  private static let signedNames = ["after", "key", "limit", "prefix"]

  private func device(_ signature: RequestSignature, _ request: HubRequest) throws(HubError) -> Visitor {
    let now = Clock.now()
    guard let token = try keeper.token(signature.device), token.holds(at: now), let key = PublicKey(token.hash) else {
      return .unknown
    }
    let subject = RequestSignature.Subject(
      method: request.method, path: request.path,
      query: Self.signedNames.compactMap { name in request.query(name).map { (name, $0) } },
      condition: request.header("If-None-Match") ?? "", payload: request.header("X-Tenths-SHA256") ?? "")
    switch signatures.check(signature, for: subject, key: key, now: now) {
    case .valid: return .known(token)
    case .clock: return .clock
    case .wrong: return .unknown
    }
  }

  /// What a device is called in the list: one that signs cannot take another's name.
  private static func device(_ request: HubRequest, _ token: Token) -> String {
    guard !token.isDevice else { return token.id }
    return request.header("X-Tenths-Device").flatMap { HubKey.isName($0) ? $0 : nil } ?? token.id
  }

  private func metricsAnswer() -> HubAnswer {
    HubAnswer(
      200, headers: [("Content-Type", "text/plain; version=0.0.4")],
      body: .text(metrics.text(connections: connectionCount())))
  }

  /// How many connections are open; told by the server around this.
  private let counter = Counter()

  final class Counter: @unchecked Sendable {
    // Unchecked: set once before the first request and never again.
    var count: () -> Int = { 0 }
  }

  func countConnections(by count: @escaping () -> Int) { counter.count = count }

  private func connectionCount() -> Int { counter.count() }

  private func route(_ request: HubRequest, _ token: Token) throws(HubError) -> Step {
    let objects = "/v1/objects/"
    switch request.path {
    case "/metrics": return .answer(isReading(request) ? metricsAnswer() : Self.wrongMethod)
    case "/v1/list": return .answer(isReading(request) ? try list(request, token) : Self.wrongMethod)
    case "/v1/devices", "/devices":
      return .answer(isReading(request) ? try deviceList(token) : Self.wrongMethod)
    case "/upload":
      guard request.method == "POST" || request.method == "PUT" else { return .answer(Self.wrongMethod) }
      return try object(request, request.query("key") ?? "", token)
    case "/download":
      guard isReading(request) else { return .answer(Self.wrongMethod) }
      return try object(request, request.query("key") ?? "", token)
    default:
      guard request.path.hasPrefix(objects) else { return .answer(.refusal(404, "path")) }
      return try object(request, String(request.path.dropFirst(objects.count)), token)
    }
  }

  private func object(_ request: HubRequest, _ key: String, _ token: Token) throws(HubError) -> Step {
    guard HubKey.isKey(key) else { return .answer(.refusal(400, "key")) }
    switch request.method {
    case "POST", "PUT": return try receive(request, key, token)
    case "GET", "HEAD":
      guard token.scopes.contains(.read) else { return .answer(.refusal(403, "scope")) }
      return .answer(try read(request, key, token))
    case "DELETE":
      guard token.scopes.contains(.collect) else { return .answer(.refusal(403, "scope")) }
      try keeper.delete(key, vault: token.vault)
      return .answer(HubAnswer(204, body: .text("")))
    default: return .answer(Self.wrongMethod)
    }
  }

  private func receive(_ request: HubRequest, _ key: String, _ token: Token) throws(HubError) -> Step {
    guard token.scopes.contains(.write) else { return .answer(.refusal(403, "scope")) }
    // A signature covers a body by its hash.
    guard !token.isDevice || request.header("X-Tenths-SHA256") != nil else { return .answer(.refusal(400, "hash")) }
    guard let length = request.header("Content-Length").flatMap(Int.init), length >= 0 else {
      return .answer(.refusal(411, "length"))
    }
    guard length <= settings.largestObject else { return .answer(.refusal(413, "too-large")) }
    return .receive(key: key, token: token, upload: try Upload(folder: temporary))
  }

  /// Takes an object that is whole.
  func finish(_ request: HubRequest, key: String, token: Token, upload: Upload) -> HubAnswer {
    do throws(HubError) {
      return try store(request, key, token, upload)
    } catch {
      return Self.failure(error)
    }
  }

  private func store(
    _ request: HubRequest, _ key: String, _ token: Token, _ upload: Upload
  ) throws(HubError) -> HubAnswer {
    guard upload.size <= settings.largestObject else { return .refusal(413, "too-large") }
    let body = try upload.finish()
    if let said = request.header("X-Tenths-SHA256"), said.lowercased() != Hexadecimal.text(body.hash) {
      return .refusal(400, "hash")
    }
    let isOnlyNew = request.header("If-None-Match") == "*"
    let now = Clock.now()
    let outcome = try keeper.store(
      body, as: key, vault: token.vault, mayReplace: token.scopes.contains(.collect) && !isOnlyNew,
      quota: settings.quota, now: now)
    switch outcome {
    case .created, .replaced:
      devices.note(Self.device(request, token), vault: token.vault, bytes: body.size, now: now)
      return .document(201, "{\"size\": \(body.size)}")
    case .same: return .document(200, "{\"size\": \(body.size)}")
    case .different: return .refusal(412, "exists")
    case .full: return .refusal(507, "quota")
    }
  }

  private func read(_ request: HubRequest, _ key: String, _ token: Token) throws(HubError) -> HubAnswer {
    guard let object = try keeper.find(key, vault: token.vault) else { return .refusal(404, "missing") }
    var headers: [(name: String, value: String)] = [
      ("Content-Type", "application/octet-stream"), ("Accept-Ranges", "bytes"),
      ("X-Tenths-SHA256", Hexadecimal.text(object.hash)),
    ]
    if request.method == "HEAD" { return HubAnswer(200, headers: headers, body: .size(object.size)) }
    var range = 0..<object.size
    var status = 200
    if let wanted = request.header("Range").flatMap(ByteRange.init) {
      guard let found = wanted.range(of: object.size) else {
        return .refusal(416, "range", headers: [("Content-Range", "bytes */\(object.size)")])
      }
      range = found
      status = 206
      headers.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(object.size)"))
    }
    switch try keeper.open(object) {
    case nil: return .refusal(404, "missing")
    case .file(let descriptor):
      return HubAnswer(status, headers: headers, body: .file(descriptor: descriptor, range: range))
    case .pieces(let read): return HubAnswer(status, headers: headers, body: .pieces(range: range, read: read))
    }
  }

  private func list(_ request: HubRequest, _ token: Token) throws(HubError) -> HubAnswer {
    guard token.scopes.contains(.read) else { return .refusal(403, "scope") }
    let prefix = request.query("prefix") ?? ""
    let after = request.query("after")
    let limit = request.query("limit").map { Int($0) } ?? 1_000
    guard HubKey.isPrefix(prefix), HubKey.isPrefix(after ?? ""), let limit, (1...1_000).contains(limit) else {
      return .refusal(400, "query")
    }
    let rows = try keeper.list(prefix: prefix, after: after, limit: limit + 1, vault: token.vault)
    let objects = rows.prefix(limit).map { "{\"key\": \"\($0.key)\", \"size\": \($0.size)}" }
    return .document(
      200, "{\"objects\": [\(objects.joined(separator: ",\n"))], \"more\": \(rows.count > limit)}")
  }

  private func deviceList(_ token: Token) throws(HubError) -> HubAnswer {
    guard token.scopes.contains(.read) else { return .refusal(403, "scope") }
    try devices.write(to: keeper, now: Clock.now())
    let rows = try keeper.devices(vault: token.vault).map {
      "{\"id\": \"\($0.id)\", \"firstSeen\": \"\(Clock.text($0.firstSeen))\", "
        + "\"lastSeen\": \"\(Clock.text($0.lastSeen))\", \"bytes\": \($0.bytes)}"
    }
    return .document(200, "{\"devices\": [\(rows.joined(separator: ",\n"))]}")
  }

  /// Puts down what is only in memory.
  func close() throws(HubError) { try devices.write(to: keeper, now: Clock.now()) }
}

/// The value of a `Range` header with one range.
struct ByteRange: Equatable {
  private var first: Int?
  private var last: Int?

  /// `nil` where it is none that we know: then the whole object is the answer.
  init?(_ header: String) {
    guard header.hasPrefix("bytes=") else { return nil }
    let parts = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    func number(_ text: Substring) -> Int?? {
      if text.isEmpty { return .some(nil) }
      guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text) else { return nil }
      return value
    }
    guard let first = number(parts[0]), let last = number(parts[1]), first != nil || last != nil else { return nil }
    if let first, let last, last < first { return nil }
    self.first = first
    self.last = last
  }

  /// The bytes of an object; `nil` where there are none.
  func range(of size: Int) -> Range<Int>? {
    guard let first else {
      let count = min(last ?? 0, size)
      return count > 0 ? (size - count)..<size : nil
    }
    guard first < size else { return nil }
    return first..<min(last.map { $0 < Int.max ? $0 + 1 : $0 } ?? size, size)
  }
}
