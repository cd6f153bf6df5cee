import Foundation
import Synchronization
import TestSupport
import Testing
import Web

@Suite struct WebClientTests {
  /// Answers with what came in: method, target, a header and the body.
  private static func echo(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let text = "\(request.method) \(request.target) \(request.headers["x-own"] ?? "-") "
    return LoopbackServer.Answer(
      200, headers: ["X-Seen": request.method, "ETag": "\"one\""], body: Array(text.utf8) + request.body)
  }

  @Test func aRequestArrivesAsItWasMade() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let client = WebClient()
    let answer = try client.send(
      WebRequest(
        .put, server.address + "/a/%2E%2E/../b%20c?x=1&y=%2F", headers: [("X-Own", "mine")], body: .bytes([0x41])))
    #expect(answer.status == 200)
    #expect(answer.headers["x-seen"] == "PUT")
    #expect(answer.headers["etag"] == "\"one\"")
    #expect(String(decoding: answer.body, as: UTF8.self) == "PUT /a/%2E%2E/../b%20c?x=1&y=%2F mine A")
  }

  @Test func everyMethodIsSentByItsName() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let client = WebClient()
    for method in [WebRequest.Method.get, .put, .post, .patch, .delete] {
      let answer = try client.send(WebRequest(method, server.address + "/k"))
      #expect(String(decoding: answer.body, as: UTF8.self) == "\(method.rawValue) /k - ")
    }
    let head = try client.send(WebRequest(.head, server.address + "/k"))
    #expect(head.headers["x-seen"] == "HEAD")
    #expect(head.body.isEmpty)
  }

  @Test func aConnectionIsUsedAgain() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let client = WebClient()
    for _ in 0..<5 { _ = try client.send(WebRequest(.get, server.address + "/")) }
    #expect(server.connectionCount == 1)
  }

  @Test func severalThreadsCallAtOnce() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let client = WebClient()
    let wrong = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for call in 0..<10 {
        let answer = try? client.send(WebRequest(.get, server.address + "/\(thread)/\(call)"))
        if answer?.body != Array("GET /\(thread)/\(call) - ".utf8) { wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func aPartOfAFileIsSent() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: file)
    let answer = try WebClient().send(
      WebRequest(.post, server.address + "/f", body: .file(path: file.path, range: 1_000..<2_900_000)), limit: 4 << 20)
    #expect(answer.body.suffix(2_899_000) == bytes[1_000..<2_900_000])
  }

  @Test func aFileThatIsNotThereOrTooShortIsNamedAsSuch() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let client = WebClient()
    #expect(throws: WebFailure.self) {
      try client.send(WebRequest(.put, server.address, body: .file(path: "/nowhere/at/all", range: 0..<10)))
    }
    do {
      _ = try client.send(WebRequest(.put, server.address, body: .file(path: "/dev/null", range: 0..<10)))
      Issue.record("it was sent")
    } catch {
      #expect(error.kind == .file(code: EIO))
    }
  }

  @Test func aBodyComesInPiecesOnlyWhereTheAnswerIsGood() throws {
    let server = try LoopbackServer { request in
      request.path == "/good"
        ? .init(206, body: [UInt8](repeating: 7, count: 300_000)) : .init(404, "<Error>none</Error>")
    }
    defer { server.stop() }
    let client = WebClient()
    var count = 0
    var statuses: Set<Int> = []
    let good = try client.send(WebRequest(.get, server.address + "/good")) { status, piece in
      statuses.insert(status)
      count += piece.byteCount
      return true
    }
    #expect(good.status == 206 && good.body.isEmpty)
    #expect(count == 300_000 && statuses == [206])
    let bad = try client.send(WebRequest(.get, server.address + "/bad")) { _, _ in
      Issue.record("an error's page is no body")
      return true
    }
    #expect(bad.status == 404)
    #expect(String(decoding: bad.body, as: UTF8.self) == "<Error>none</Error>")
  }

  @Test func aReceiverMayStop() throws {
    let server = try LoopbackServer { _ in .init(200, body: [UInt8](repeating: 7, count: 300_000)) }
    defer { server.stop() }
    #expect(Self.kind { try WebClient().send(WebRequest(.get, server.address)) { _, _ in false } } == .stopped)
    #expect(Self.kind { try WebClient().send(WebRequest(.get, server.address), limit: 1_000) } == .stopped)
  }

  private static func kind(_ body: () throws -> WebResponse) -> WebFailure.Kind? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? WebFailure)?.kind
    }
  }

  @Test func whatGoesWrongIsToldApart() throws {
    let client = WebClient()
    let free = try LoopbackServer(Self.echo)
    free.stop()
    #expect(Self.kind { try client.send(WebRequest(.get, free.address)) } == .unreachable)
    let broken = try LoopbackServer { _ in .init(200, body: [1, 2, 3], brokenOffAfter: 1) }
    defer { broken.stop() }
    #expect(Self.kind { try client.send(WebRequest(.get, broken.address)) } == .unreachable)
    let plain = try RawServer { Array("HTTP/1.1 400 Bad\r\n\r\n".utf8) }
    defer { plain.stop() }
    let secure = "https" + plain.address.dropFirst(4)
    #expect(Self.kind { try client.send(WebRequest(.get, secure)) } == .certificate)
    #expect(Self.kind { try client.send(WebRequest(.get, "ftp://127.0.0.1/")) } == .address)
    #expect(Self.kind { try client.send(WebRequest(.get, "file:///etc/passwd")) } == .address)
    #expect(Self.kind { try client.send(WebRequest(.get, "")) } == .address)
  }

  @Test func aServerThatSaysNothingIsGivenUp() throws {
    let server = try LoopbackServer { _ in .silence }
    defer { server.stop() }
    var settings = WebSettings()
    settings.slowTime = 1
    let client = WebClient(settings)
    #expect(Self.kind { try client.send(WebRequest(.get, server.address)) } == .timedOut)
  }

  @Test func otherMachinesAreNotTalkedToInTheClear() throws {
    let client = WebClient()
    for address in [
      "http://example.invalid/", "http://127.0.0.1.example.invalid/", "http://user@127.0.0.1/",
      "https://127.0.0.1:pass@example.invalid/", "http://[2001:db8::1]/",
    ] {
      #expect(Self.kind { try client.send(WebRequest(.get, address)) } == .address, "\(address)")
    }
    var settings = WebSettings()
    settings.allowsPlain = true
    let open = WebClient(settings)
    // It is tried, and its name is not known anywhere.
    #expect(Self.kind { try open.send(WebRequest(.get, "http://example.invalid/")) } != .address)
  }

  @Test func aRedirectionIsAnAnswerLikeAnyOther() throws {
    let other = try LoopbackServer { _ in
      Issue.record("the credentials went to another server")
      return .init(200)
    }
    defer { other.stop() }
    let server = try LoopbackServer { _ in .init(307, headers: ["Location": other.address]) }
    defer { server.stop() }
    let answer = try WebClient().send(WebRequest(.get, server.address, headers: [("Authorization", "secret")]))
    #expect(answer.status == 307)
  }

  @Test func aHeaderCannotSmuggleAnother() throws {
    let server = try LoopbackServer(Self.echo)
    defer { server.stop() }
    let answer = try WebClient().send(
      WebRequest(.get, server.address + "/", headers: [("X-Other", "a\r\nX-Own: smuggled")]))
    #expect(String(decoding: answer.body, as: UTF8.self) == "GET / - ")
  }

  @Test func textOfAServerCarriesNoOrders() {
    #expect(PlainText.line("a\u{1B}[31mb\nc\u{202E}d") == "a [31mb c d")
    #expect(PlainText.line([UInt8](repeating: 0x61, count: 10_000)).count == 300)
    #expect(PlainText.line([0xFF, 0x41]) == "\u{FFFD}A")
  }

  @Test func noAnswerOfAServerStopsTheProgram() throws {
    let bytes = Mutex<[UInt8]>([])
    let server = try RawServer { bytes.withLock { $0 } }
    defer { server.stop() }
    let client = WebClient()
    forAll(60) { random in
      var answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 20\r\nX: y\r\n\r\nabcdefghijklmnopqrst".utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        answer[Int.random(in: 0..<answer.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let made = Array(answer.prefix(Int.random(in: 0...answer.count, using: &random)))
      bytes.withLock { $0 = made }
      _ = try? client.send(WebRequest(.get, server.address))
      return true
    }
  }
}
