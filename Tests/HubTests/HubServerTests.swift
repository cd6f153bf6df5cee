import Cryptography
import Foundation
import Hub
import Storage
import TestSupport
import Testing
import Web

/// The interface as a client sees it, over TLS.
@Suite struct HubServerTests {
  private static let hub = TestHub.withFiles

  private struct Client {
    let hub: TestHub
    let token: String
    let web: WebClient

    init(_ hub: TestHub, vault: String = "v-" + UUID().uuidString.lowercased(), scopes: String = "read,write,gc") throws
    {
      self.hub = hub
      token = try hub.server.issueToken(vault: vault, scopes: scopes)
      var settings = WebSettings()
      settings.authorities = hub.authorities
      web = WebClient(settings)
    }

    func send(
      _ method: WebRequest.Method, _ path: String, _ headers: [(name: String, value: String)] = [],
      body: WebRequest.Body = .none, token: String? = nil
    ) throws -> WebResponse {
      try web.send(
        WebRequest(
          method, hub.address + path, headers: headers + [("Authorization", "Bearer " + (token ?? self.token))],
          body: body))
    }
  }

  private static func text(_ response: WebResponse) -> String { String(decoding: response.body, as: UTF8.self) }

  @Test func anObjectIsNewThenTheSameThenAnother() throws {
    let client = try Client(try #require(Self.hub), scopes: "read,write")
    let path = "/v1/objects/pack/ab/1"
    #expect(try client.send(.post, path, body: .bytes([1, 2])).status == 201)
    #expect(try client.send(.post, path, body: .bytes([1, 2])).status == 200)
    #expect(try client.send(.post, path, body: .bytes([3])).status == 412)
    let read = try client.send(.get, path)
    #expect(read.status == 200 && read.body == [1, 2])
    #expect(read.headers["x-tenths-sha256"] == Hexadecimal.text(SHA256.hash([1, 2])))
    let head = try client.send(.head, path)
    #expect(head.status == 200 && head.headers["content-length"] == "2")
  }

  @Test func whoMayDeleteMayReplace() throws {
    let client = try Client(try #require(Self.hub))
    let path = "/v1/objects/a"
    #expect(try client.send(.post, path, body: .bytes([1])).status == 201)
    #expect(try client.send(.post, path, [("If-None-Match", "*")], body: .bytes([2])).status == 412)
    #expect(try client.send(.post, path, body: .bytes([2])).status == 201)
    #expect(try client.send(.get, path).body == [2])
    #expect(try client.send(.delete, path).status == 204)
    #expect(try client.send(.delete, path).status == 204)
    #expect(try client.send(.get, path).status == 404)
  }

  @Test func theShorterPathsDoTheSame() throws {
    let client = try Client(try #require(Self.hub))
    #expect(try client.send(.post, "/upload?key=log/0", body: .bytes([7, 8, 9])).status == 201)
    #expect(try client.send(.get, "/download?key=log%2F0").body == [7, 8, 9])
    let part = try client.send(.get, "/download?key=log/0", [("Range", "bytes=1-")])
    #expect(part.status == 206 && part.body == [8, 9] && part.headers["content-range"] == "bytes 1-2/3")
    #expect(try client.send(.get, "/download?key=log/0", [("Range", "bytes=-1")]).body == [9])
    #expect(try client.send(.get, "/download?key=log/0", [("Range", "bytes=3-")]).status == 416)
    #expect(try client.send(.get, "/download?key=log/0", [("Range", "lines=3-")]).status == 200)
    #expect(Self.text(try client.send(.get, "/devices")).contains("\"bytes\": 3"))
  }

  @Test func aTokenIsWantedAndMayOnlyDoWhatItSays() throws {
    let hub = try #require(Self.hub)
    let vault = "v-" + UUID().uuidString.lowercased()
    let reader = try Client(hub, vault: vault, scopes: "read")
    let writer = try Client(hub, vault: vault, scopes: "write")
    let other = try Client(hub)
    #expect(try writer.send(.post, "/v1/objects/a", body: .bytes([1])).status == 201)
    #expect(try writer.send(.get, "/v1/objects/a").status == 403)
    #expect(try writer.send(.get, "/v1/list").status == 403)
    #expect(try writer.send(.delete, "/v1/objects/a").status == 403)
    #expect(try reader.send(.post, "/v1/objects/b", body: .bytes([1])).status == 403)
    #expect(try reader.send(.get, "/v1/objects/a").body == [1])
    #expect(try other.send(.get, "/v1/objects/a").status == 404)
    for token in ["", "x", "tn1_", "tn1_0123456789abcdef_", String(reader.token.dropLast()), reader.token + "A"] {
      #expect(try reader.send(.get, "/v1/objects/a", token: token).status == 401, "\(token)")
      #expect(try reader.send(.post, "/v1/objects/z", body: .bytes([1, 2]), token: token).status == 401)
    }
    #expect(try hub.server.revokeToken(reader.token))
    #expect(try hub.server.revokeToken(reader.token) == false)
    #expect(try reader.send(.get, "/v1/objects/a").status == 401)
    let expired = try hub.server.issueToken(vault: vault, scopes: "read", days: -1)
    #expect(try reader.send(.get, "/v1/objects/a", token: expired).status == 401)
  }

  @Test func keysAreOfFewLettersOnly() throws {
    let client = try Client(try #require(Self.hub))
    for key in [
      "A", "a.b", "..", "a/../b", "a//b", "/a", "a/", "a%20b", "%C3%A9", "", String(repeating: "a", count: 513),
    ] {
      #expect(try client.send(.post, "/v1/objects/" + key, body: .bytes([1])).status == 400, "\(key)")
      #expect(try client.send(.get, "/v1/objects/" + key).status == 400, "\(key)")
    }
    #expect(try client.send(.get, "/v1/nothing").status == 404)
    #expect(try client.send(.patch, "/v1/objects/a").status == 405)
    #expect(try client.send(.post, "/v1/list").status == 405)
    for query in ["limit=0", "limit=1001", "limit=x", "prefix=A", "after=a%20b"] {
      #expect(try client.send(.get, "/v1/list?" + query).status == 400, "\(query)")
    }
  }

  @Test func aBodyThatIsNotWhatItSaysIsRefused() throws {
    let client = try Client(try #require(Self.hub))
    let wrong = [(name: "X-Tenths-SHA256", value: Hexadecimal.text(SHA256.hash([9])))]
    #expect(try client.send(.post, "/v1/objects/h", wrong, body: .bytes([1])).status == 400)
    #expect(try client.send(.get, "/v1/objects/h").status == 404)
  }

  @Test func whatIsTooMuchIsRefused() throws {
    let hub = try TestHub {
      $0.largestObject = 1_000
      $0.quota = 1_500
    }
    defer { hub.server.stop(patience: 0) }
    let client = try Client(hub)
    #expect(try client.send(.post, "/v1/objects/a", body: .bytes([UInt8](repeating: 0, count: 1_001))).status == 413)
    // The body is not even looked at.
    let large = try client.send(.post, "/v1/objects/a", body: .bytes([UInt8](repeating: 0, count: 4 << 20)))
    #expect(large.status == 413)
    #expect(try client.send(.post, "/v1/objects/a", body: .bytes([UInt8](repeating: 0, count: 1_000))).status == 201)
    #expect(try client.send(.post, "/v1/objects/b", body: .bytes([UInt8](repeating: 0, count: 501))).status == 507)
    #expect(try client.send(.post, "/v1/objects/b", body: .bytes([UInt8](repeating: 0, count: 500))).status == 201)
    #expect(try client.send(.delete, "/v1/objects/a").status == 204)
    #expect(try client.send(.post, "/v1/objects/c", body: .bytes([UInt8](repeating: 0, count: 1_000))).status == 201)
    let incoming = try FileManager.default.contentsOfDirectory(atPath: hub.dataFolder + "/incoming")
    #expect(incoming.isEmpty)
  }

  @Test func whoAsksTooOftenHasToWait() throws {
    let hub = try TestHub {
      $0.vaultRate = 0.001
      $0.vaultBurst = 3
    }
    defer { hub.server.stop(patience: 0) }
    let client = try Client(hub)
    let statuses = try (0..<5).map { _ in try client.send(.get, "/v1/list") }
    #expect(statuses.map(\.status) == [200, 200, 200, 429, 429])
    #expect(statuses[3].headers["retry-after"].flatMap { Int($0) } ?? 0 > 500)
    let other = try Client(hub)
    #expect(try other.send(.get, "/v1/list").status == 200)
  }

  @Test func whoGuessesTokensIsStoppedSoon() throws {
    let hub = try TestHub {
      $0.addressRate = 0.001
      $0.addressBurst = 45
    }
    defer { hub.server.stop(patience: 0) }
    let client = try Client(hub)
    let statuses = try (0..<6).map { _ in try client.send(.get, "/v1/list", token: "tn1_0123456789abcdef_x").status }
    #expect(statuses == [401, 401, 401, 401, 401, 429] || statuses == [401, 401, 401, 401, 429, 429])
  }

  @Test func behindAProxyTheClientCounts() throws {
    let hub = try TestHub(isSecure: false) {
      $0.isBehindProxy = true
      $0.addressRate = 0.001
      $0.addressBurst = 2
    }
    defer { hub.server.stop(patience: 0) }
    func status(_ path: String, _ forwarded: String?) throws -> Int {
      try WebClient().send(
        WebRequest(
          .get, "http://127.0.0.1:\(hub.server.port)" + path, headers: forwarded.map { [("X-Forwarded-For", $0)] } ?? []
        )
      ).status
    }
    // What the client says of itself stands before what the proxy adds.
    let statuses = try (0..<4).map { try status("/v1/health", "10.0.0.\($0), 192.0.2.7") }
    #expect(statuses == [200, 200, 429, 429])
    #expect(try status("/v1/health", "192.0.2.8") == 200)
    #expect(try status("/metrics", "192.0.2.9") == 401)
    #expect(try status("/metrics", nil) == 200)
  }

  @Test func healthAndFiguresAreShown() throws {
    let hub = try #require(Self.hub)
    let client = try Client(hub)
    #expect(try client.send(.get, "/v1/health", token: "none").status == 200)
    _ = try client.send(.post, "/v1/objects/a", body: .bytes([1]))
    let figures = Self.text(try client.send(.get, "/metrics", token: "none"))
    #expect(figures.contains("tenths_hub_requests_total{method=\"POST\",status=\"201\"}"))
    #expect(figures.contains("tenths_hub_request_seconds_count"))
    #expect(Self.text(try client.send(.get, "/v1/devices")).contains("\"id\": \""))
  }

  @Test func neitherLogNorDiskHoldASecret() throws {
    let hub = try TestHub()
    let client = try Client(hub)
    _ = try client.send(.post, "/v1/objects/a", body: .bytes(Array("content".utf8)))
    _ = try client.send(.get, "/v1/objects/%1B%5B31m%0Ax=y")
    hub.server.stop(patience: 0)
    let secret = String(client.token.suffix(43))
    let log = hub.log.lines.joined(separator: "\n")
    #expect(log.contains("event=request method=POST path=/v1/objects/a status=201 received=7"))
    #expect(log.contains("event=stopped"))
    #expect(!log.contains(secret) && !log.contains("\u{1B}"))
    let files = FileManager.default.enumerator(atPath: hub.dataFolder)?.allObjects as? [String] ?? []
    #expect(files.count > 2)
    for file in files {
      let bytes = FileManager.default.contents(atPath: hub.dataFolder + "/" + file) ?? Data()
      #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(file)")
    }
  }

  @Test func withoutACertificateOnlyThisMachineIsServed() throws {
    #expect(throws: HubError.self) { try TestHub(isSecure: false) { $0.address = "0.0.0.0" } }
    #expect(throws: HubError.self) { try TestHub { $0.key = nil } }
    #expect(throws: HubError.self) { try TestHub { $0.certificate = "/dev/null" } }
    #expect(throws: HubError.self) { try TestHub { $0.database = "mysql://x" } }
    #expect(throws: HubError.self) { try TestHub { $0.address = "no number" } }
    let plain = try TestHub(isSecure: false)
    let health = try WebClient().send(WebRequest(.get, "http://127.0.0.1:\(plain.server.port)/v1/health"))
    #expect(health.status == 200)
    plain.server.stop(patience: 0)
  }

  @Test func whatWasStoredIsThereAfterARestart() throws {
    let folder = try TemporaryFolder()
    let first = try TestHub(isSecure: false) { $0.folder = folder.path + "/data" }
    let token = try first.server.issueToken(vault: "team", scopes: "read,write")
    func request(_ hub: TestHub, _ method: WebRequest.Method, _ body: WebRequest.Body = .none) throws -> WebResponse {
      try WebClient().send(
        WebRequest(
          method, "http://127.0.0.1:\(hub.server.port)/v1/objects/a", headers: [("Authorization", "Bearer " + token)],
          body: body))
    }
    #expect(try request(first, .post, .bytes([5, 6])).status == 201)
    first.server.stop(patience: 0)
    let second = try TestHub(isSecure: false) { $0.folder = folder.path + "/data" }
    #expect(try request(second, .get).body == [5, 6])
    second.server.stop(patience: 0)
  }

  @Test func noRequestStopsTheServer() throws {
    let hub = try TestHub(isSecure: false)
    defer { hub.server.stop(patience: 0) }
    forAll(150) { random in
      var request = Array(
        "POST /v1/objects/a?key=b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tn1_0_x\r\nContent-Length: 5\r\n\r\nabcde"
          .utf8)
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        request[Int.random(in: 0..<request.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      RawClient.send(Array(request.prefix(Int.random(in: 0...request.count, using: &random))), port: hub.server.port)
      return true
    }
    let health = try WebClient().send(WebRequest(.get, "http://127.0.0.1:\(hub.server.port)/v1/health"))
    #expect(health.status == 200)
  }
}

/// Two servers on one database, as behind a load balancer.
@Suite struct HubPostgresTests {
  @Test(.enabled(if: TestHub.withPostgres != nil)) func whatOneServerTookAnotherGives() throws {
    let first = try #require(TestHub.withPostgres)
    let second = try TestHub(database: ProcessInfo.processInfo.environment["TENTHS_POSTGRES"])
    defer { second.server.stop(patience: 0) }
    var settings = try first.settings()
    try makeStore(settings).put(.bytes([UInt8](repeating: 3, count: 3 << 20)), as: "pack/1", onlyNew: true)
    settings.place = second.address
    settings.web.authorities = second.authorities
    let other = try makeStore(settings)
    #expect(try other.get("pack/1", limit: 4 << 20) == [UInt8](repeating: 3, count: 3 << 20))
    #expect(throws: StorageError.self) { try other.put(.bytes([1]), as: "pack/1", onlyNew: true) }
    // Nothing of an object stays in the server's own folder.
    let files = FileManager.default.enumerator(atPath: second.dataFolder)?.allObjects as? [String]
    #expect(files == ["incoming"])
  }
}
