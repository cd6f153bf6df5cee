internal import Cryptography
internal import Synchronization
internal import Web

/// A server of the project's own, `tenths-hub`, or another that has its interface.
public final class RestStore: ObjectStore {
  public let address: String
  private let origin: String
  private let pass: Pass
  private let device: String
  private let prefix: String
  private let web: WebClient
  private let now: @Sendable () -> Double
  /// By how much the server's clock is ahead, s; known once it refused a signature for it.
  private let clockOffset = Mutex(0.0)

  /// What lets a request through.
  private enum Pass {
    case token(Secret)
    case key(SigningKey)
  }

  public var capabilities: StoreCapabilities { StoreCapabilities(createsOnly: true, largestObject: 64 << 20) }

  /// - Parameter settings: `place` is the server's address, the secret its token, the identifier what this device is called there. Without
  ///   a token the device's key signs each request.
  public convenience init(_ settings: StoreSettings) throws(StorageError) {
    try self.init(settings, now: WireDate.now)
  }

  /// - Parameter now: this machine's clock, s since 1970.
  init(_ settings: StoreSettings, now: @escaping @Sendable () -> Double) throws(StorageError) {
    func refuse(_ message: String) -> StorageError { StorageError(kind: .settings, message: message) }
    var place = settings.place
    while place.hasSuffix("/") { place.removeLast() }
    guard ["https://", "http://"].contains(where: { place.hasPrefix($0) && place.count > $0.count }),
      place.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#@\\".utf8.contains($0) })
    else { throw refuse("the server's address has to begin with https:// or http://, without a user") }
    let secret = settings.credentials.secret
    let isClean = secret.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard isClean, Self.isName(settings.credentials.identifier) else {
      throw refuse("the token or the device's name is none")
    }
    if !secret.text.isEmpty {
      pass = .token(secret)
    } else if let key = settings.signingKey {
      pass = .key(key)
    } else {
      throw refuse("the server's token is missing")
    }
    self.now = now
    origin = place
    device = settings.credentials.identifier
    prefix = settings.prefix
    web = WebClient(settings.web)
    address = place + (prefix.isEmpty ? "" : "/" + PlainText.line(prefix))
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 64
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    guard limit > 0 else { return ObjectPage(entries: [], hasMore: true) }
    var query = [(name: "limit", value: "\(min(limit, 1_000))"), (name: "prefix", value: self.prefix + prefix)]
    if let after { query.append((name: "after", value: self.prefix + after)) }
    let response = try send(Call(.get, "/v1/list", query: query), key: nil)
    guard let document = JSONValue.parse(response.body), let objects = document["objects"]?.list,
      let hasMore = document["more"]?.bool
    else { throw StorageError(kind: .answer, message: "not a list of objects") }
    var entries: [ObjectEntry] = []
    for object in objects {
      guard let whole = object["key"]?.string, KeyOrder.begins(whole, with: self.prefix + prefix),
        let size = object["size"]?.integer, size >= 0
      else { throw StorageError(kind: .answer, message: "an object of the list has no name or no size") }
      let key = String(decoding: Array(whole.utf8.dropFirst(self.prefix.utf8.count)), as: UTF8.self)
      if let last = entries.last?.key ?? after, !KeyOrder.precedes(last, key) {
        throw StorageError(kind: .answer, message: "the list is not in the order of its keys")
      }
      entries.append(ObjectEntry(key: key, size: size))
    }
    guard !hasMore || !entries.isEmpty else {
      throw StorageError(kind: .answer, message: "the list says that there is more and gives nothing")
    }
    return ObjectPage(entries: entries, hasMore: hasMore)
  }

  public func size(of key: String) throws(StorageError) -> Int? {
    do throws(StorageError) {
      let response = try send(Call(.head, path(key)), key: key)
      guard let size = response.headers["content-length"].flatMap(Int.init) else {
        throw StorageError(kind: .answer, message: "the size is not said", key: key)
      }
      return size
    } catch {
      if error.kind == .missing { return nil }
      throw error
    }
  }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    let size = try BodyPart.size(of: body, key: key)
    let sent = BodyPart.part(0..<size, of: body)
    let call = Call(
      .post, path(key), condition: onlyNew ? "*" : "", payload: try BodyPart.hash(sent, key: key), body: sent)
    let response = try send(call, key: key)
    // The same bytes were there: fine for the server, but not new.
    if onlyNew, response.status == 200 {
      throw StorageError(kind: .exists, message: "there is one already", key: key)
    }
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    if let range, range.isEmpty {
      guard try size(of: key) != nil else { throw StorageError(kind: .missing, message: "no such object", key: key) }
      return
    }
    let headers = range.map { [(name: "Range", value: "bytes=\($0.lowerBound)-\($0.upperBound - 1)")] } ?? []
    var cutter = RangeCutter(range)
    let response = try answer(Call(.get, path(key), headers: headers), key: key) { request throws(WebFailure) in
      try web.send(request) { status, piece in cutter.take(piece, isWhole: status != 206, receive) }
    }
    if range != nil, response.status == 416 { return }
    guard response.isSuccess else { throw Self.failure(response, key: key) }
  }

  public func delete(_ key: String) throws(StorageError) {
    do throws(StorageError) {
      try send(Call(.delete, path(key)), key: key)
    } catch {
      if error.kind != .missing { throw error }
    }
  }

  private func path(_ key: String) -> String { "/v1/objects/" + prefix + key }

  /// What is asked of the server.
  private struct Call {
    var method: WebRequest.Method
    /// Not encoded.
    var path: String
    var query: [(name: String, value: String)]
    var condition: String
    var payload: String
    var headers: [(name: String, value: String)]
    var body: WebRequest.Body

    init(
      _ method: WebRequest.Method, _ path: String, query: [(name: String, value: String)] = [], condition: String = "",
      payload: String = "", headers: [(name: String, value: String)] = [], body: WebRequest.Body = .none
    ) {
      self.method = method
      self.path = path
      self.query = query
      self.condition = condition
      self.payload = payload
      self.headers = headers
      self.body = body
    }
  }

  private func request(_ call: Call) -> WebRequest {
    var headers = call.headers
    if !call.condition.isEmpty { headers.append(("If-None-Match", call.condition)) }
    if !call.payload.isEmpty { headers.append(("X-Tenths-SHA256", call.payload)) }
    switch pass {
    case .token(let token): headers.append(("Authorization", "Bearer " + token.text))
    case .key(let key):
      let subject = RequestSignature.Subject(
        method: call.method.rawValue, path: call.path, query: call.query, condition: call.condition,
        payload: call.payload)
      let seconds = now() + clockOffset.withLock { $0 }
      let signature = RequestSignature(subject, seconds: Int(min(max(seconds, 0), 1e11)), key: key)
      headers.append(("Authorization", signature.header))
    }
    if !device.isEmpty { headers.append(("X-Tenths-Device", device)) }
    let query = call.query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    return WebRequest(
      call.method,
      origin + PercentEncoding.encode(call.path, keepsSlash: true) + (query.isEmpty ? "" : "?" + query),
      headers: headers, body: call.body)
  }

  /// Sends a request, and once more where the clocks are apart.
  private func answer(
    _ call: Call, key: String?, through exchange: (WebRequest) throws(WebFailure) -> WebResponse
  ) throws(StorageError) -> WebResponse {
    var isRetried = false
    while true {
      let response: WebResponse
      do {
        response = try exchange(request(call))
      } catch {
        throw StorageError(error, key: key)
      }
      guard !isRetried, response.status == 401, JSONValue.parse(response.body)?["error"]?.string == "clock",
        let server = response.headers["date"].flatMap(WireDate.instant)
      else { return response }
      let offset = server - now()
      clockOffset.withLock { $0 = offset }
      isRetried = true
    }
  }

  @discardableResult
  private func send(_ call: Call, key: String?) throws(StorageError) -> WebResponse {
    let response = try answer(call, key: key) { request throws(WebFailure) in try web.send(request) }
    guard response.isSuccess else { throw Self.failure(response, key: key) }
    return response
  }

  private static func failure(_ response: WebResponse, key: String?) -> StorageError {
    let word = JSONValue.parse(response.body)?["error"]?.string
    let kind: StorageError.Kind =
      switch response.status {
      case 401, 403: .denied
      // A server that is something else answers this too: ours says what is missing.
      case 404: word == "path" ? .noSuchPlace : .missing
      case 408: .timedOut
      case 409, 429, 500, 502, 503, 504: .busy(retryAfter: StorageError.retryAfter(response))
      case 412: .exists
      case 413: .tooLarge
      case 507: .full
      case 400 where word == "key": .key
      case 300..<400: .settings
      default: .refused(status: response.status)
      }
    return StorageError(
      kind: kind, message: PlainText.line("status \(response.status)" + (word.map { ": \($0)" } ?? "")), key: key)
  }
}

extension StoreKind {
  static let rest = StoreKind(name: "rest", summary: "a server of tenths-hub") { settings throws(StorageError) in
    try RestStore(settings)
  }
}
