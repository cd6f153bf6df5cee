internal import Cryptography
internal import Glibc
internal import Web

/// Firestore of a Firebase project: an object is a document, a large one a document and its further parts.
///
/// The secret of the credentials is the user's password, or the whole content of a service account's key file. A user's objects lie under `users/<user>`, as the project's rules allow him; a service's under `tenths/<bucket>`. Not tried against the
/// live service, but against a double that checks tokens, signatures, sizes and conditions.
public final class FirestoreStore: ObjectStore {
  /// Bytes of one document: Firestore takes 1 MiB less four, names and other fields among them.
  static let partSize = 900_000
  private static let largest = 64 << 20

  public let address: String
  private let project: String
  private let bucket: String
  private let prefix: String
  private let origin: String
  private let source: any AccessTokenSource
  private let web: WebClient

  public var capabilities: StoreCapabilities { StoreCapabilities(createsOnly: true, largestObject: Self.largest) }

  public convenience init(_ settings: StoreSettings) throws(StorageError) {
    try self.init(settings, endpoints: GoogleEndpoints(), now: WireDate.now)
  }

  /// - Parameter now: this machine's clock, s since 1970.
  init(
    _ settings: StoreSettings, endpoints: GoogleEndpoints, now: @escaping @Sendable () -> Double
  ) throws(StorageError) {
    func refuse(_ message: String) -> StorageError { StorageError(kind: .settings, message: message) }
    web = WebClient(settings.web)
    var project = settings.place
    if settings.credentials.secret.text.hasPrefix("{") {
      let account = try ServiceAccount(Array(settings.credentials.secret.text.utf8), web: web, now: now)
      if project.isEmpty { project = account.project ?? "" }
      source = account
    } else {
      guard !settings.projectKey.isEmpty else {
        throw refuse("the project's key is missing, or a service account's file")
      }
      guard !settings.credentials.identifier.isEmpty, !settings.credentials.secret.text.isEmpty else {
        throw refuse("the user's e-mail address is missing, or his password")
      }
      source = PasswordSignIn(
        settings.credentials, projectKey: settings.projectKey, endpoints: endpoints, web: web, now: now)
    }
    let isProject = project.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    guard isProject, (4...64).contains(project.utf8.count) else {
      throw refuse("the project's name is missing, or is none")
    }
    bucket = settings.bucket.isEmpty ? "vault" : settings.bucket
    guard FirestoreName.isPrefix(bucket), !bucket.contains("/") else { throw refuse("the vault's name is none") }
    guard FirestoreName.isPrefix(settings.prefix) else {
      throw refuse("the prefix may have small letters, digits, - and /")
    }
    prefix = settings.prefix
    self.project = project
    origin = endpoints.firestore
    address = "firestore \(project)/\(bucket)"
  }

  // MARK: Documents

  /// The document that is the parent of the two collections; asks for a token first, since a user's name comes with it.
  private func parent() throws(StorageError) -> String {
    _ = try source.token()
    let place = source.user.map { "users/\($0)" } ?? "tenths/\(bucket)"
    return "projects/\(project)/databases/(default)/documents/\(place)"
  }

  private func name(_ key: String) throws(StorageError) -> String {
    guard let name = FirestoreName.document(prefix + key) else {
      throw StorageError(kind: .key, message: "Firestore holds keys of small letters, digits, - and / only", key: key)
    }
    return try parent() + "/objects/" + name
  }

  private func partName(_ object: String, _ generation: String, _ number: Int) throws(StorageError) -> String {
    let id = object.split(separator: "/").last.map(String.init) ?? ""
    return try parent() + "/parts/\(id)~\(generation)~\(number)"
  }

  /// What an object's document says of it.
  private struct Head {
    var size: Int
    var parts: Int
    var generation: String
    /// The first part; empty where it was not asked for.
    var bytes: [UInt8]

    init?(_ document: JSONValue) {
      let fields = document["fields"]
      guard let size = fields?["s"]?["integerValue"]?.string.flatMap({ Int($0) }), size >= 0,
        let parts = fields?["n"]?["integerValue"]?.string.flatMap({ Int($0) }), (1...1_000).contains(parts),
        let generation = fields?["g"]?["stringValue"]?.string, FirestoreName.isPrefix(generation)
      else { return nil }
      self.size = size
      self.parts = parts
      self.generation = generation
      guard let text = fields?["b"]?["bytesValue"]?.string else {
        bytes = []
        return
      }
      guard let bytes = Base64.bytes(text) else { return nil }
      self.bytes = bytes
    }
  }

  private static let withoutBytes = "?mask.fieldPaths=s&mask.fieldPaths=n&mask.fieldPaths=g"

  private func head(_ key: String, withBytes: Bool) throws(StorageError) -> Head? {
    do throws(StorageError) {
      let document = try send(.get, try name(key) + (withBytes ? "" : Self.withoutBytes), key: key)
      guard let head = Head(document) else {
        throw StorageError(kind: .answer, message: "not a document of Tenths", key: key)
      }
      return head
    } catch {
      if error.kind == .missing { return nil }
      throw error
    }
  }

  // MARK: Calls

  public func size(of key: String) throws(StorageError) -> Int? { try head(key, withBytes: false)?.size }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    let object = try name(key)
    let size = try BodyPart.size(of: body, key: key)
    guard size <= Self.largest else {
      throw StorageError(kind: .tooLarge, message: "more than \(Self.largest) bytes", key: key)
    }
    // The parts of what it replaces are told apart by their generation, and go last.
    let old = onlyNew ? nil : try head(key, withBytes: false)
    let count = max(1, (size + Self.partSize - 1) / Self.partSize)
    let generation = Hexadecimal.text(randomBytes(8))
    var first: [UInt8] = []
    for number in (0..<count).reversed() {
      let range = number * Self.partSize..<min(size, (number + 1) * Self.partSize)
      let bytes = try Self.bytes(range, of: body, key: key)
      if number == 0 {
        first = bytes
      } else {
        let fields = ["b": JSONValue.object(["bytesValue": .string(Base64.text(bytes))])]
        try write(fields, to: try partName(object, generation, number), key: key)
      }
    }
    let fields: [String: JSONValue] = [
      "b": .object(["bytesValue": .string(Base64.text(first))]), "s": .object(["integerValue": .string("\(size)")]),
      "n": .object(["integerValue": .string("\(count)")]), "g": .object(["stringValue": .string(generation)]),
    ]
    do throws(StorageError) {
      try write(fields, to: object + (onlyNew ? "?currentDocument.exists=false" : ""), key: key)
    } catch {
      if error.kind == .exists { removeParts(count, object, generation) }
      throw error
    }
    if let old { removeParts(old.parts, object, old.generation) }
  }

  private static func bytes(_ range: Range<Int>, of body: ObjectBody, key: String) throws(StorageError) -> [UInt8] {
    switch body {
    case .bytes(let bytes): return Array(bytes[range])
    case .file(let path):
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw .system(errno, key: key) }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: range.count)
      var filled = 0
      while filled < bytes.count {
        let count = bytes.withUnsafeMutableBytes {
          pread(file, $0.baseAddress! + filled, $0.count - filled, off_t(range.lowerBound + filled))
        }
        guard count > 0 else { throw .system(count < 0 ? errno : EIO, key: key) }
        filled += count
      }
      return bytes
    }
  }

  private func write(_ fields: [String: JSONValue], to path: String, key: String) throws(StorageError) {
    let mark = path.contains("?") ? "&" : "?"
    // The answer repeats the fields that are named: none of the large ones.
    try send(
      .patch, path + mark + "mask.fieldPaths=s", key: key, body: JSONValue.object(["fields": .object(fields)]))
  }

  /// What stays behind here is never read, and costs room only.
  private func removeParts(_ count: Int, _ object: String, _ generation: String) {
    for number in 1..<max(1, count) {
      guard let name = try? partName(object, generation, number) else { continue }
      _ = try? send(.delete, name, key: nil)
    }
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    guard let head = try head(key, withBytes: true) else {
      throw StorageError(kind: .missing, message: "no such object", key: key)
    }
    let object = try name(key)
    let wanted = (range ?? 0..<head.size).clamped(to: 0..<head.size)
    for number in 0..<head.parts {
      let part = number * Self.partSize..<min(head.size, (number + 1) * Self.partSize)
      let inner = wanted.clamped(to: part.lowerBound..<max(part.lowerBound, part.upperBound))
      guard !inner.isEmpty else { continue }
      let bytes = number == 0 ? head.bytes : try partBytes(try partName(object, head.generation, number), key: key)
      guard bytes.count == part.count else {
        throw StorageError(kind: .answer, message: "part \(number) is not whole", key: key)
      }
      let span = bytes.span.bytes
      guard receive(span.extracting((inner.lowerBound - part.lowerBound)..<(inner.upperBound - part.lowerBound))) else {
        throw StorageError(kind: .stopped, message: "the receiver stopped", key: key)
      }
    }
  }

  private func partBytes(_ name: String, key: String) throws(StorageError) -> [UInt8] {
    let document = try send(.get, name, key: key)
    guard let bytes = document["fields"]?["b"]?["bytesValue"]?.string.flatMap(Base64.bytes) else {
      throw StorageError(kind: .answer, message: "not a part of an object", key: key)
    }
    return bytes
  }

  public func delete(_ key: String) throws(StorageError) {
    guard let head = try head(key, withBytes: false) else { return }
    let object = try name(key)
    try send(.delete, object, key: key)
    removeParts(head.parts, object, head.generation)
  }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    guard limit > 0 else { return ObjectPage(entries: [], hasMore: true) }
    let whole = self.prefix + prefix
    guard FirestoreName.isPrefix(whole) else { return ObjectPage(entries: [], hasMore: false) }
    let parent = try parent()
    func reference(_ document: String) -> JSONValue {
      .list([.object(["referenceValue": .string(parent + "/objects/" + document)])])
    }
    var query: [String: JSONValue] = [
      "select": .object(["fields": .list([.object(["fieldPath": .string("s")])])]),
      "from": .list([.object(["collectionId": .string("objects")])]),
      "orderBy": .list([
        .object(["field": .object(["fieldPath": .string("__name__")]), "direction": .string("ASCENDING")])
      ]),
      "limit": .number(Double(min(limit, 1_000) + 1)),
    ]
    if let after, KeyOrder.precedes(whole, self.prefix + after) || whole == self.prefix + after {
      query["startAt"] = .object([
        "values": reference(FirestoreName.prefix(self.prefix + after)), "before": .bool(false),
      ])
    } else if !whole.isEmpty {
      query["startAt"] = .object(["values": reference(FirestoreName.prefix(whole)), "before": .bool(true)])
    }
    // Behind every key that begins so: no key has this character.
    query["endAt"] = .object(["values": reference(FirestoreName.prefix(whole) + "~"), "before": .bool(true)])
    let answer = try send(
      .post, parent + ":runQuery", key: nil, body: .object(["structuredQuery": .object(query)]), limit: 4 << 20)
    return try page(answer, parent: parent, after: after, limit: min(limit, 1_000))
  }

  private func page(_ answer: JSONValue, parent: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage
  {
    guard let rows = answer.list else { throw StorageError(kind: .answer, message: "not a list of documents") }
    let start = parent + "/objects/" + FirestoreName.prefix(prefix)
    var entries: [ObjectEntry] = []
    for document in rows.compactMap({ $0["document"] }) {
      guard let name = document["name"]?.string, name.hasPrefix(start),
        let size = document["fields"]?["s"]?["integerValue"]?.string.flatMap({ Int($0) }), size >= 0
      else { throw StorageError(kind: .answer, message: "a document of the list has no name or no size") }
      let key = FirestoreName.key(String(name.dropFirst(start.count)))
      if let last = entries.last?.key ?? after, !KeyOrder.precedes(last, key) {
        throw StorageError(kind: .answer, message: "the list is not in the order of its keys")
      }
      entries.append(ObjectEntry(key: key, size: size))
    }
    return ObjectPage(entries: Array(entries.prefix(limit)), hasMore: entries.count > limit)
  }

  // MARK: Requests

  @discardableResult
  private func send(
    _ method: WebRequest.Method, _ path: String, key: String?, body: JSONValue? = nil, limit: Int = 2 << 20
  ) throws(StorageError) -> JSONValue {
    var isRetried = false
    while true {
      let response: WebResponse
      let token = try source.token()
      do {
        response = try web.send(
          WebRequest(
            method, origin + "/v1/" + path,
            headers: [("Authorization", "Bearer " + token), ("Content-Type", "application/json")],
            body: body.map { .bytes($0.bytes) } ?? .none), limit: limit)
      } catch {
        throw StorageError(error, key: key)
      }
      if response.isSuccess {
        guard let document = JSONValue.parse(response.body) else {
          throw StorageError(kind: .answer, message: "not a JSON document", key: key)
        }
        return document
      }
      // A token may be taken back before its time.
      guard response.status == 401, !isRetried else { throw Self.failure(response, key: key) }
      source.forget()
      isRetried = true
    }
  }

  private static func failure(_ response: WebResponse, key: String?) -> StorageError {
    let parsed = JSONValue.parse(response.body)
    // A query is answered by a list, in which the refusal stands.
    let error = (parsed?.list?.first ?? parsed)?["error"]
    let status = error?["status"]?.string ?? ""
    let message = error?["message"]?.string ?? "status \(response.status)"
    let kind: StorageError.Kind =
      switch (response.status, status) {
      case (409, "ALREADY_EXISTS"), (_, "FAILED_PRECONDITION"), (412, _): .exists
      case (404, _): message.contains("database") ? .noSuchPlace : .missing
      case (401, _), (403, _): .denied
      case (408, _), (504, _): .timedOut
      case (409, _), (429, _), (500, _), (502, _), (503, _): .busy(retryAfter: StorageError.retryAfter(response))
      case (413, _): .tooLarge
      case (400, "INVALID_ARGUMENT") where message.contains("exceeds the maximum"): .tooLarge
      case (300..<400, _): .settings
      default: .refused(status: response.status)
      }
    return StorageError(
      kind: kind, message: PlainText.line((status.isEmpty ? "" : status + ": ") + message), key: key)
  }
}

extension StoreKind {
  static let firestore = StoreKind(name: "firestore", summary: "documents of a Firebase project") {
    settings throws(StorageError) in try FirestoreStore(settings)
  }
}
