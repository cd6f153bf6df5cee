import Cryptography
import Foundation
import Synchronization
import TestSupport
import Web

@testable import Storage

/// Firestore and Google's sign-in, played by the test: checks tokens, signatures, sizes and conditions as their references say.
final class FirestoreDouble: Sendable {
  private struct State {
    var documents: [String: [String: JSONValue]] = [:]
    /// Tokens that let through, and until when, by the test's clock.
    var tokens: [String: Double] = [:]
    var tokenCount = 0
    var signIns: [String] = []
    var refusals: [LoopbackServer.Answer] = []
    var now = 1_800_000_000.0
  }

  static let email = "driver@example.org"
  static let password = "pass word"
  static let largestDocument = (1 << 20) - 4

  private let state = Mutex(State())
  private let keys: TemporaryFolder
  private let holder = Mutex<LoopbackServer?>(nil)

  var server: LoopbackServer { holder.withLock { $0! } }

  init() throws {
    keys = try TemporaryFolder()
    try Self.openssl([
      "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", keys.path + "/key.pem",
    ])
    try Self.openssl(["pkey", "-in", keys.path + "/key.pem", "-pubout", "-out", keys.path + "/public.pem"])
    let server = try LoopbackServer { [unowned self] in answer($0) }
    holder.withLock { $0 = server }
    let file = JSONValue.object([
      "type": .string("service_account"), "project_id": .string("race-team"), "private_key_id": .string("key-1"),
      "client_email": .string("hub@race-team.iam.gserviceaccount.com"),
      "private_key": .string(try String(contentsOfFile: keys.path + "/key.pem", encoding: .utf8)),
      "token_uri": .string(server.address + "/token"),
    ])
    try keys.write(file.bytes, to: "account.json")
  }

  deinit { holder.withLock { $0?.stop() } }

  @discardableResult
  private static func openssl(_ arguments: [String]) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  var endpoints: GoogleEndpoints {
    GoogleEndpoints(
      firestore: server.address, identity: server.address + "/identity", secureToken: server.address + "/secure")
  }

  /// The content of the service account's key file.
  var keyFile: Secret {
    Secret((try? String(contentsOfFile: keys.path + "/account.json", encoding: .utf8)) ?? "")
  }
  var now: Double { state.withLock { $0.now } }
  var signIns: [String] { state.withLock { $0.signIns } }
  var names: [String] { state.withLock { $0.documents.keys.sorted() } }

  func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }
  func forgetTokens() { state.withLock { $0.tokens = [:] } }
  func refuseNext(_ answers: [LoopbackServer.Answer]) { state.withLock { $0.refusals = answers } }

  func store(byKeyFile: Bool = false, password: String = password, prefix: String = "") throws -> FirestoreStore {
    var settings = StoreSettings(kind: "firestore")
    settings.prefix = prefix
    if byKeyFile {
      settings.credentials.secret = keyFile
    } else {
      settings.place = "race-team"
      settings.projectKey = "web-key"
      settings.credentials = StoreCredentials(identifier: Self.email, secret: Secret(password))
    }
    return try FirestoreStore(settings, endpoints: endpoints, now: { [self] in now })
  }

  // MARK: Answers

  private static func json(_ status: Int, _ document: JSONValue) -> LoopbackServer.Answer {
    .init(status, headers: ["Content-Type": "application/json"], body: document.bytes)
  }

  static func error(_ code: Int, _ status: String, _ message: String = "because") -> LoopbackServer.Answer {
    json(
      code,
      .object([
        "error": .object(["code": .number(Double(code)), "status": .string(status), "message": .string(message)])
      ]))
  }

  private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    switch request.path {
    case "/token": return serviceToken(request)
    case "/identity/v1/accounts:signInWithPassword": return signIn(request)
    case "/secure/v1/token": return refresh(request)
    default: break
    }
    if let refusal = state.withLock({ $0.refusals.isEmpty ? nil : $0.refusals.removeFirst() }) { return refusal }
    let token = (request.headers["authorization"] ?? "").dropFirst("Bearer ".count)
    guard state.withLock({ $0.now < $0.tokens[String(token)] ?? 0 }) else { return Self.error(401, "UNAUTHENTICATED") }
    let start = "/v1/projects/race-team/databases/(default)/documents/"
    guard request.path.hasPrefix(start) else { return Self.error(404, "NOT_FOUND", "no such project or database") }
    let allowed = token.hasPrefix("user") ? "users/abcDEF123" : "tenths/"
    guard request.path.dropFirst(start.count).hasPrefix(allowed) else { return Self.error(403, "PERMISSION_DENIED") }
    let name = String(request.path.dropFirst("/v1/".count))
    switch request.method {
    case "GET": return read(name, request)
    case "PATCH": return write(name, request)
    case "DELETE":
      state.withLock { $0.documents[name] = nil }
      return Self.json(200, .object([:]))
    case "POST" where name.hasSuffix(":runQuery"):
      return query(String(name.dropLast(":runQuery".count)), request)
    default: return Self.error(400, "INVALID_ARGUMENT")
    }
  }

  private func issue(_ kind: String) -> String {
    state.withLock { state in
      state.tokenCount += 1
      state.tokens["\(kind)-\(state.tokenCount)"] = state.now + 3_600
      return "\(kind)-\(state.tokenCount)"
    }
  }

  private static func form(_ body: [UInt8]) -> [String: String] {
    LoopbackServer.Request(method: "", target: "?" + String(decoding: body, as: UTF8.self), headers: [:], body: [])
      .query
  }

  private func serviceToken(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let form = Self.form(request.body)
    let parts = (form["assertion"] ?? "").split(separator: ".").map(String.init)
    guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", parts.count == 3,
      let header = Base64.bytes(parts[0]).flatMap(JSONValue.parse), header["alg"]?.string == "RS256",
      header["typ"]?.string == "JWT", header["kid"]?.string == "key-1",
      let claims = Base64.bytes(parts[1]).flatMap(JSONValue.parse), let signature = Base64.bytes(parts[2]),
      let issued = claims["iat"]?.integer, let end = claims["exp"]?.integer, end <= issued + 3_600,
      abs(Double(issued) - now) < 300, claims["iss"]?.string == "hub@race-team.iam.gserviceaccount.com",
      claims["scope"]?.string == "https://www.googleapis.com/auth/datastore",
      claims["aud"]?.string == server.address + "/token"
    else { return Self.json(400, .object(["error": .string("invalid_grant")])) }
    let isSigned: Bool
    do {
      try keys.write(Array("\(parts[0]).\(parts[1])".utf8), to: "text")
      try keys.write(signature, to: "signature")
      isSigned = try Self.openssl([
        "dgst", "-sha256", "-verify", keys.path + "/public.pem", "-signature", keys.path + "/signature",
        keys.path + "/text",
      ])
    } catch {
      isSigned = false
    }
    guard isSigned else { return Self.json(400, .object(["error": .string("invalid_grant")])) }
    state.withLock { $0.signIns.append("service") }
    return Self.json(200, .object(["access_token": .string(issue("service")), "expires_in": .number(3_600)]))
  }

  private func signIn(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let body = JSONValue.parse(request.body)
    guard request.query["key"] == "web-key", body?["returnSecureToken"]?.bool == true,
      body?["email"]?.string == Self.email, body?["password"]?.string == Self.password
    else { return Self.error(400, "INVALID_ARGUMENT", "INVALID_LOGIN_CREDENTIALS") }
    state.withLock { $0.signIns.append("password") }
    return Self.json(
      200,
      .object([
        "idToken": .string(issue("user")), "refreshToken": .string("refresh&1"), "expiresIn": .string("3600"),
        "localId": .string("abcDEF123"),
      ]))
  }

  private func refresh(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let form = Self.form(request.body)
    guard form["grant_type"] == "refresh_token", form["refresh_token"] == "refresh&1" else {
      return Self.error(400, "INVALID_ARGUMENT", "TOKEN_EXPIRED")
    }
    state.withLock { $0.signIns.append("refresh") }
    return Self.json(
      200,
      .object([
        "id_token": .string(issue("user")), "refresh_token": .string("refresh&1"), "expires_in": .string("3600"),
        "user_id": .string("abcDEF123"),
      ]))
  }

  private func read(_ name: String, _ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    guard let fields = state.withLock({ $0.documents[name] }) else { return Self.error(404, "NOT_FOUND") }
    let isMasked = request.target.contains("mask.fieldPaths")
    let shown = isMasked ? fields.filter { request.target.contains("mask.fieldPaths=\($0.key)") } : fields
    return Self.json(200, .object(["name": .string(name), "fields": .object(shown)]))
  }

  private func write(_ name: String, _ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    guard case .object(let fields) = JSONValue.parse(request.body)?["fields"] else {
      return Self.error(400, "INVALID_ARGUMENT")
    }
    var size = name.utf8.count + 48
    for (field, value) in fields {
      size += field.utf8.count + 1
      if let text = value["bytesValue"]?.string {
        // Standard digits and padding: the interface takes no others.
        guard let bytes = Data(base64Encoded: text) else { return Self.error(400, "INVALID_ARGUMENT", "no base64") }
        size += bytes.count
      } else if let text = value["stringValue"]?.string {
        size += text.utf8.count + 1
      } else if value["integerValue"]?.string.flatMap({ Int64($0) }) != nil {
        size += 8
      } else {
        return Self.error(400, "INVALID_ARGUMENT", "no value")
      }
    }
    guard size <= Self.largestDocument else {
      return Self.error(400, "INVALID_ARGUMENT", "the document exceeds the maximum size")
    }
    let isWritten = state.withLock { state in
      guard request.query["currentDocument.exists"] != "false" || state.documents[name] == nil else { return false }
      state.documents[name] = fields
      return true
    }
    guard isWritten else { return Self.error(409, "ALREADY_EXISTS") }
    return Self.json(200, .object(["name": .string(name)]))
  }

  private func query(_ parent: String, _ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let query = JSONValue.parse(request.body)?["structuredQuery"]
    guard let collection = query?["from"]?.list?.first?["collectionId"]?.string, let limit = query?["limit"]?.integer,
      query?["orderBy"]?.list?.first?["field"]?["fieldPath"]?.string == "__name__"
    else { return Self.error(400, "INVALID_ARGUMENT") }
    func cursor(_ name: String) -> (String, Bool)? {
      guard let text = query?[name]?["values"]?.list?.first?["referenceValue"]?.string else { return nil }
      return (text, query?[name]?["before"]?.bool ?? false)
    }
    func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
    let all = state.withLock { $0.documents }
    let rows = all.filter { $0.key.hasPrefix("\(parent)/\(collection)/") }.sorted { precedes($0.key, $1.key) }
      .filter { row in
        cursor("startAt").map { precedes($0.0, row.key) || $0.1 && $0.0 == row.key } ?? true
      }
      .filter { row in cursor("endAt").map { precedes(row.key, $0.0) || !$0.1 && $0.0 == row.key } ?? true }
      .prefix(limit)
    let documents = rows.map { name, fields in
      JSONValue.object([
        "document": .object(["name": .string(name), "fields": .object(fields.filter { $0.key == "s" })])
      ])
    }
    let time = JSONValue.object(["readTime": .string("2026-11-25T00:00:00Z")])
    return Self.json(200, .list(documents.isEmpty ? [time] : documents))
  }
}
