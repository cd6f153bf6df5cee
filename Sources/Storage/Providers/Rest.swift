internal import Web

/// A server of the project's own, `tenths-hub`, or another that has its interface.
public final class RestStore: ObjectStore {
  public let address: String
  private let origin: String
  private let token: Secret
  private let device: String
  private let prefix: String
  private let web: WebClient

  public var capabilities: StoreCapabilities { StoreCapabilities(createsOnly: true, largestObject: 64 << 20) }

  /// - Parameter settings: `place` is the server's address, the secret its token, the identifier what this device is called there.
  public init(_ settings: StoreSettings) throws(StorageError) {
    func refuse(_ message: String) -> StorageError { StorageError(kind: .settings, message: message) }
    var place = settings.place
    while place.hasSuffix("/") { place.removeLast() }
    guard ["https://", "http://"].contains(where: { place.hasPrefix($0) && place.count > $0.count }),
      place.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#@\\".utf8.contains($0) })
    else { throw refuse("the server's address has to begin with https:// or http://, without a user") }
    guard !settings.credentials.secret.text.isEmpty else { throw refuse("the server's token is missing") }
    let isClean = settings.credentials.secret.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard isClean, Self.isName(settings.credentials.identifier) else {
      throw refuse("the token or the device's name is none")
    }
    origin = place
    token = settings.credentials.secret
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
    var query = "?prefix=" + PercentEncoding.encode(self.prefix + prefix) + "&limit=\(min(limit, 1_000))"
    if let after { query += "&after=" + PercentEncoding.encode(self.prefix + after) }
    let response = try send(.get, "/v1/list" + query, key: nil)
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
      let response = try send(.head, path(key), key: key)
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
    var headers = [(name: "X-Tenths-SHA256", value: try BodyPart.hash(sent, key: key))]
    if onlyNew { headers.append(("If-None-Match", "*")) }
    let response = try send(.post, path(key), key: key, headers: headers, body: sent)
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
    let response: WebResponse
    do {
      response = try web.send(request(.get, path(key), headers: headers)) { status, piece in
        cutter.take(piece, isWhole: status != 206, receive)
      }
    } catch {
      throw StorageError(error, key: key)
    }
    if range != nil, response.status == 416 { return }
    guard response.isSuccess else { throw Self.failure(response, key: key) }
  }

  public func delete(_ key: String) throws(StorageError) {
    do throws(StorageError) {
      try send(.delete, path(key), key: key)
    } catch {
      if error.kind != .missing { throw error }
    }
  }

  private func path(_ key: String) -> String {
    "/v1/objects/" + PercentEncoding.encode(prefix + key, keepsSlash: true)
  }

  private func request(
    _ method: WebRequest.Method, _ path: String, headers: [(name: String, value: String)],
    body: WebRequest.Body = .none
  ) -> WebRequest {
    var headers = headers + [("Authorization", "Bearer " + token.text)]
    if !device.isEmpty { headers.append(("X-Tenths-Device", device)) }
    return WebRequest(method, origin + path, headers: headers, body: body)
  }

  @discardableResult
  private func send(
    _ method: WebRequest.Method, _ path: String, key: String?, headers: [(name: String, value: String)] = [],
    body: WebRequest.Body = .none
  ) throws(StorageError) -> WebResponse {
    let response: WebResponse
    do {
      response = try web.send(request(method, path, headers: headers, body: body))
    } catch {
      throw StorageError(error, key: key)
    }
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
