internal import Cryptography
internal import Glibc
internal import Synchronization
internal import Web

/// A bucket of Amazon's S3, or of anything that talks like it.
public final class S3Store: ObjectStore {
  /// A body above this, bytes, is stored in parts.
  public static let largestWhole = 16 << 20
  static let partSize = 8 << 20
  /// S3 takes ten thousand.
  static let mostParts = 9_000

  public let address: String
  let place: S3Address
  let prefix: String
  let now: @Sendable () -> Double
  private let signature: SignatureV4
  private let web: WebClient
  /// By how much the server's clock is ahead, s; known once it refused a request for it.
  private let clockOffset = Mutex(0.0)
  private let createsOnly = Atomic(false)

  public var capabilities: StoreCapabilities {
    StoreCapabilities(createsOnly: createsOnly.load(ordering: .relaxed), largestObject: 5 << 40)
  }

  public convenience init(_ settings: StoreSettings) throws(StorageError) {
    try self.init(settings, usualHost: { "s3.\($0).amazonaws.com" }, usualRegion: "us-east-1", now: WireDate.now)
  }

  /// - Parameters:
  ///   - usualHost: the server for a region where the settings name none.
  ///   - usualRegion: the region where the settings name none.
  ///   - now: this machine's clock, s since 1970.
  init(
    _ settings: StoreSettings, usualHost: (String) -> String, usualRegion: String, now: @escaping @Sendable () -> Double
  ) throws(StorageError) {
    place = try S3Address(settings, usualHost: usualHost, usualRegion: usualRegion)
    guard !settings.credentials.identifier.isEmpty, !settings.credentials.secret.text.isEmpty else {
      throw StorageError(kind: .settings, message: "the access key is missing, or its secret")
    }
    let isClean = [settings.credentials.identifier, settings.credentials.sessionToken?.text ?? ""].allSatisfy {
      $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
    guard isClean else { throw StorageError(kind: .settings, message: "the access key is not one") }
    prefix = settings.prefix
    signature = SignatureV4(credentials: settings.credentials, region: place.region)
    web = WebClient(settings.web)
    self.now = now
    address = PlainText.line("\(place.origin)\(place.root)/\(prefix)")
  }

  /// Finds out whether the server obeys `onlyNew`, by trying it on an object of its own that is removed again.
  ///
  /// - Throws: where the store cannot be used at all.
  @discardableResult
  public func probeCreateOnly() throws(StorageError) -> Bool {
    let key = "tenths-probe-" + Hexadecimal.text(randomBytes(8))
    var isObeyed = false
    do throws(StorageError) {
      try put(.bytes([1]), as: key, isConditional: true)
      try put(.bytes([2]), as: key, isConditional: true)
    } catch {
      switch error.kind {
      case .exists: isObeyed = true
      case .refused(501), .refused(400): break
      default: throw error
      }
    }
    try delete(key)
    createsOnly.store(isObeyed, ordering: .relaxed)
    return isObeyed
  }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    guard limit > 0 else { return ObjectPage(entries: [], hasMore: true) }
    var query = [
      ("list-type", "2"), ("prefix", self.prefix + prefix), ("max-keys", "\(min(limit, 1_000))"),
      // Keys may have characters that XML cannot.
      ("encoding-type", "url"),
    ]
    if let after { query.append(("start-after", self.prefix + after)) }
    let response = try send(.get, key: nil, query: query, limit: 16 << 20)
    return try S3List.page(response.body, prefix: self.prefix, after: after)
  }

  public func size(of key: String) throws(StorageError) -> Int? {
    let response = try answer(.head, key: key) { request throws(WebFailure) in try web.send(request) }
    if response.isSuccess, let size = response.headers["content-length"].flatMap(Int.init) { return size }
    // A failure of this kind comes without its reason: asking for a byte brings it.
    do throws(StorageError) {
      let response = try answer(.get, key: key, headers: [("range", "bytes=0-0")]) { request throws(WebFailure) in
        // Of a server that knows no ranges the whole object comes.
        try web.send(request) { _, _ in true }
      }
      guard response.isSuccess || response.status == 416 else { throw failure(response, key: key) }
      let total = response.headers["content-range"]?.split(separator: "/").last.flatMap { Int($0) }
      guard let size = total ?? response.headers["content-length"].flatMap(Int.init) else {
        throw StorageError(kind: .answer, message: "the size is not said", key: key)
      }
      return size
    } catch {
      if error.kind == .missing { return nil }
      throw error
    }
  }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    try put(body, as: key, isConditional: onlyNew && capabilities.createsOnly)
  }

  private func put(_ body: ObjectBody, as key: String, isConditional: Bool) throws(StorageError) {
    let size = try BodyPart.size(of: body, key: key)
    let condition: [(name: String, value: String)] = isConditional ? [("if-none-match", "*")] : []
    if size > Self.largestWhole {
      try S3Multipart(store: self, key: key, body: body, size: size).run(condition: condition)
    } else {
      try send(.put, key: key, headers: condition, body: BodyPart.part(0..<size, of: body))
    }
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    if let range, range.isEmpty {
      guard try size(of: key) != nil else { throw StorageError(kind: .missing, message: "no such object", key: key) }
      return
    }
    let headers = range.map { [(name: "range", value: "bytes=\($0.lowerBound)-\($0.upperBound - 1)")] } ?? []
    var cutter = RangeCutter(range)
    let response = try answer(.get, key: key, headers: headers) { request throws(WebFailure) in
      try web.send(request) { status, piece in cutter.take(piece, isWhole: status != 206, receive) }
    }
    // A range behind the end holds nothing.
    if range != nil, response.status == 416 { return }
    guard response.isSuccess else { throw failure(response, key: key) }
  }

  public func delete(_ key: String) throws(StorageError) {
    do throws(StorageError) {
      try send(.delete, key: key)
    } catch {
      if error.kind != .missing { throw error }
    }
  }

  /// Sends a request and fails where the answer is no success.
  @discardableResult
  func send(
    _ method: WebRequest.Method, key: String?, query: [(String, String)] = [],
    headers: [(name: String, value: String)] = [], body: WebRequest.Body = .none, limit: Int = 1 << 20
  ) throws(StorageError) -> WebResponse {
    let response = try answer(method, key: key, query: query, headers: headers, body: body) {
      request throws(WebFailure) in try web.send(request, limit: limit)
    }
    guard response.isSuccess else { throw failure(response, key: key) }
    return response
  }

  func failure(_ response: WebResponse, key: String?) -> StorageError {
    S3Failure.error(response, key: key, now: now())
  }

  /// Sends a request, and once more where this machine's clock is off.
  private func answer(
    _ method: WebRequest.Method, key: String?, query: [(String, String)] = [],
    headers: [(name: String, value: String)] = [], body: WebRequest.Body = .none,
    through exchange: (WebRequest) throws(WebFailure) -> WebResponse
  ) throws(StorageError) -> WebResponse {
    let payload = try BodyPart.hash(body, key: key)
    var isRetried = false
    while true {
      let request = request(method, key: key, query: query, headers: headers, body: body, payload: payload)
      let response: WebResponse
      do throws(WebFailure) {
        response = try exchange(request)
      } catch {
        throw StorageError(error, key: key)
      }
      guard !isRetried, response.status == 403 || response.status == 400,
        case .clock(let offset) = failure(response, key: key).kind
      else { return response }
      clockOffset.withLock { $0 = offset }
      isRetried = true
    }
  }

  private func request(
    _ method: WebRequest.Method, key: String?, query: [(String, String)], headers: [(name: String, value: String)],
    body: WebRequest.Body, payload: String
  ) -> WebRequest {
    let path =
      key.map { place.root + "/" + PercentEncoding.encode(prefix + $0, keepsSlash: true) }
      ?? (place.root.isEmpty ? "/" : place.root)
    let date = WireDate.compact(now() + clockOffset.withLock { $0 })
    var signed = headers + [("host", place.host), ("x-amz-content-sha256", payload), ("x-amz-date", date)]
    if let token = signature.credentials.sessionToken { signed.append(("x-amz-security-token", token.text)) }
    let authorization = signature.authorization(
      method: method.rawValue, path: path, query: query, headers: signed, payload: payload, date: date)
    let text = SignatureV4.text(query)
    return WebRequest(
      method, place.origin + path + (text.isEmpty ? "" : "?" + text),
      headers: signed + [("authorization", authorization)], body: body)
  }
}

extension StoreKind {
  static let s3 = StoreKind(name: "s3", summary: "a bucket of Amazon S3, or of a server that talks like it") {
    settings throws(StorageError) in try S3Store(settings)
  }
}
