import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// The bucket's side played by a server of the test.
@Suite struct S3StoreTests {
  private static func settings(_ server: LoopbackServer) -> StoreSettings {
    var settings = StoreSettings(kind: "s3")
    settings.place = server.address
    settings.bucket = "bucket"
    settings.credentials = StoreCredentials(identifier: "id", secret: Secret("secret"))
    return settings
  }

  private static func failure(_ body: () throws -> Void) -> StorageError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StorageError
    }
  }

  private static func error(_ code: String, _ rest: String = "") -> String {
    "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>because\u{1B}[2J</Message>\(rest)</Error>"
  }

  @Test func everyRefusalHasItsKind() throws {
    let answer = Mutex(LoopbackServer.Answer(200))
    let server = try LoopbackServer { _ in answer.withLock { $0 } }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server))
    let cases: [(Int, String, StorageError.Kind)] = [
      (404, Self.error("NoSuchKey"), .missing), (404, Self.error("NoSuchBucket"), .noSuchPlace), (404, "", .missing),
      (403, Self.error("SignatureDoesNotMatch"), .denied), (403, "", .denied), (401, "", .denied),
      (400, Self.error("InvalidAccessKeyId"), .denied), (400, Self.error("ExpiredToken"), .denied),
      (400, Self.error("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"), .settings),
      (301, Self.error("PermanentRedirect"), .settings), (307, "", .settings),
      (429, "", .busy(retryAfter: 7)), (500, Self.error("InternalError"), .busy(retryAfter: 7)),
      (502, "<html>", .busy(retryAfter: 7)), (503, Self.error("SlowDown"), .busy(retryAfter: 7)),
      (504, "", .busy(retryAfter: 7)), (409, Self.error("OperationAborted"), .busy(retryAfter: 7)),
      (507, "", .full), (403, Self.error("QuotaExceeded"), .full), (412, "", .exists),
      (400, Self.error("EntityTooLarge"), .tooLarge), (413, "", .tooLarge), (408, "", .timedOut),
      (400, Self.error("KeyTooLongError"), .key), (501, Self.error("NotImplemented"), .refused(status: 501)),
      (418, "teapot", .refused(status: 418)),
    ]
    for (status, body, kind) in cases {
      answer.withLock { $0 = .init(status, headers: ["Retry-After": "7"], body) }
      let error = Self.failure { _ = try store.get("k", limit: 100) }
      #expect(error?.kind == kind, "\(status) \(body)")
      #expect(error?.key == "k")
      #expect(error?.message.unicodeScalars.contains("\u{1B}") == false)
      #expect(error?.message.contains("secret") == false)
    }
    answer.withLock { $0 = .init(400, Self.error("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")) }
    #expect(Self.failure { _ = try store.get("k", limit: 1) }?.message.contains("eu-west-1") == true)
  }

  @Test func aWrongClockIsCorrectedOnceAndForLater() throws {
    let dates = Mutex<[String]>([])
    let server = try LoopbackServer { request in
      let date = request.headers["x-amz-date"] ?? ""
      dates.withLock { $0.append(date) }
      return date == "20200101T000000Z"
        ? .init(200, "x")
        : .init(403, headers: ["Date": "Wed, 01 Jan 2020 00:00:00 GMT"], Self.error("RequestTimeTooSkewed"))
    }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server), usualHost: { _ in "" }, usualRegion: "us-east-1", now: { 1_000_000 })
    #expect(try store.get("k", limit: 10) == Array("x".utf8))
    #expect(try store.get("k", limit: 10) == Array("x".utf8))
    #expect(dates.withLock { $0 } == ["19700112T134640Z", "20200101T000000Z", "20200101T000000Z"])
  }

  @Test func aClockThatCannotBeCorrectedIsNamed() throws {
    let server = try LoopbackServer { _ in
      .init(403, headers: ["Date": "Wed, 01 Jan 2020 00:00:00 GMT"], Self.error("RequestTimeTooSkewed"))
    }
    defer { server.stop() }
    let store = try S3Store(
      Self.settings(server), usualHost: { _ in "" }, usualRegion: "us-east-1", now: { 1_577_836_000 })
    #expect(Self.failure { _ = try store.get("k", limit: 10) }?.kind == .clock(offset: 800))
    #expect(Self.failure { _ = try store.size(of: "k") }?.kind == .clock(offset: 800))
  }

  @Test func theBucketStandsInThePathOrInTheHost() throws {
    let seen = Mutex<[String]>([])
    let server = try LoopbackServer { request in
      seen.withLock { $0.append("\(request.headers["host"] ?? "") \(request.target)") }
      return .init(200, "")
    }
    defer { server.stop() }
    var settings = Self.settings(server)
    settings.place = "http://localhost:\(server.port)/"
    settings.prefix = "team/"
    _ = try S3Store(settings).get("a b", limit: 1)
    settings.usesPathStyle = false
    _ = try S3Store(settings).get("a b", limit: 1)
    #expect(
      seen.withLock { $0 } == [
        "localhost:\(server.port) /bucket/team/a%20b", "bucket.localhost:\(server.port) /team/a%20b",
      ])
  }

  @Test func amazonAndGoogleAreKnown() throws {
    var settings = StoreSettings(kind: "s3")
    settings.bucket = "laps"
    settings.prefix = "team/"
    settings.credentials = StoreCredentials(identifier: "id", secret: Secret("secret"))
    #expect(try makeStore(settings).address == "https://laps.s3.us-east-1.amazonaws.com/team/")
    settings.region = "eu-west-1"
    settings.bucket = "my.laps"
    #expect(try makeStore(settings).address == "https://s3.eu-west-1.amazonaws.com/my.laps/team/")
    settings.kind = "gcs"
    #expect(try makeStore(settings).address == "https://storage.googleapis.com/my.laps/team/")
  }

  @Test func settingsThatMakeNoSenseAreNamed() throws {
    var good = StoreSettings(kind: "s3")
    good.bucket = "laps"
    good.credentials = StoreCredentials(identifier: "id", secret: Secret("secret"))
    let changes: [(String, (inout StoreSettings) -> Void)] = [
      ("kind", { $0.kind = "ftp" }), ("bucket", { $0.bucket = "" }), ("bucket", { $0.bucket = "A/../b" }),
      ("https://", { $0.place = "example.org" }), ("path", { $0.place = "https://example.org/path" }),
      ("user", { $0.place = "https://user@example.org" }), ("region", { $0.region = "eu west" }),
      ("secret", { $0.credentials.secret = Secret("") }), ("key", { $0.credentials.identifier = "a\r\nb" }),
    ]
    for (word, change) in changes {
      var settings = good
      change(&settings)
      let error = Self.failure { _ = try makeStore(settings) }
      #expect(error?.kind == .settings)
      #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }
    let folder = Self.failure { _ = try makeStore(StoreSettings(kind: "folder")) }
    #expect(folder?.kind == .settings)
  }

  @Test func anUploadThatFailsIsThrownAway() throws {
    let seen = Mutex<[String]>([])
    let server = try LoopbackServer { request in
      let query = request.query
      seen.withLock { $0.append(request.method + " " + query.keys.sorted().joined(separator: ",")) }
      if query["uploads"] != nil { return .init(200, "<R><UploadId>u</UploadId></R>") }
      if query["partNumber"] == "2" { return .init(403, Self.error("AccessDenied")) }
      return .init(200, headers: ["ETag": "\"m\""])
    }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server))
    let body = [UInt8](repeating: 1, count: S3Store.largestWhole + 1)
    #expect(Self.failure { try store.put(.bytes(body), as: "k", onlyNew: false) }?.kind == .denied)
    #expect(
      seen.withLock { $0 } == [
        "GET max-uploads,prefix,uploads", "POST uploads", "PUT partNumber,uploadId", "PUT partNumber,uploadId",
        "DELETE uploadId",
      ])
  }

  @Test func whatEarlierTriesLeftIsTakenBack() throws {
    let removed = Mutex<[String]>([])
    let server = try LoopbackServer { request in
      func upload(_ key: String, _ name: String, _ date: String) -> String {
        "<Upload><Key>\(key)</Key><UploadId>\(name)</UploadId><Initiated>\(date)</Initiated></Upload>"
      }
      let query = request.query
      if request.method == "GET" {
        return .init(
          200,
          "<ListMultipartUploadsResult>" + upload("k", "old", "2019-12-24T23:59:59.000Z")
            + upload("k", "young", "2019-12-25T00:00:01.000Z") + upload("k2", "other", "2010-01-01T00:00:00.000Z")
            + upload("k", "odd", "yesterday") + "</ListMultipartUploadsResult>")
      }
      if request.method == "DELETE" { removed.withLock { $0.append(query["uploadId"] ?? "") } }
      if query["uploads"] != nil { return .init(200, "<R><UploadId>u</UploadId></R>") }
      return .init(200, headers: ["ETag": "\"m\""])
    }
    defer { server.stop() }
    // The first of January 2020.
    let store = try S3Store(
      Self.settings(server), usualHost: { _ in "" }, usualRegion: "us-east-1", now: { 1_577_836_800 })
    try store.put(.bytes([UInt8](repeating: 1, count: S3Store.largestWhole + 1)), as: "k", onlyNew: false)
    #expect(removed.withLock { $0 } == ["old"])
  }

  @Test func anUploadMayFailAfterItsStatus() throws {
    let server = try LoopbackServer { request in
      let query = request.query
      if query["uploads"] != nil { return .init(200, "<R><UploadId>u</UploadId></R>") }
      if query["partNumber"] != nil { return .init(200, headers: ["ETag": "\"m\""]) }
      return .init(200, Self.error("InternalError"))
    }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server))
    let body = [UInt8](repeating: 1, count: S3Store.largestWhole + 1)
    #expect(
      Self.failure { try store.put(.bytes(body), as: "k", onlyNew: false) }?.kind == .busy(retryAfter: nil))
  }

  @Test func whetherOnlyNewIsObeyedIsTried() throws {
    for (second, isObeyed) in [(412, true), (501, false), (200, false)] {
      let puts = Atomic<Int>(0)
      let server = try LoopbackServer { request in
        guard request.method == "PUT" else { return .init(204) }
        return puts.add(1, ordering: .relaxed).newValue == 2 ? .init(second) : .init(200)
      }
      let store = try S3Store(Self.settings(server))
      #expect(store.capabilities.createsOnly == false)
      #expect(try store.probeCreateOnly() == isObeyed)
      #expect(store.capabilities.createsOnly == isObeyed)
      server.stop()
    }
  }

  @Test func aServerWithoutRangesIsCut() throws {
    let server = try LoopbackServer { _ in .init(200, "0123456789") }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server))
    var bytes: [UInt8] = []
    try store.get("k", range: 3..<5) { piece in
      piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
      return true
    }
    #expect(bytes == Array("34".utf8))
  }

  @Test func aListThatLeadsNowhereIsRefused() throws {
    func list(_ inner: String) -> [UInt8] { Array("<ListBucketResult>\(inner)</ListBucketResult>".utf8) }
    func object(_ key: String) -> String { "<Contents><Key>\(key)</Key><Size>1</Size></Contents>" }
    let more = "<IsTruncated>true</IsTruncated>"
    #expect(
      try S3List.page(list(object("p/a") + object("p/b") + more), prefix: "p/", after: nil)
        == ObjectPage(entries: [ObjectEntry(key: "a", size: 1), ObjectEntry(key: "b", size: 1)], hasMore: true))
    for bad in [
      list(more), list(object("p/b") + object("p/a")), list(object("p/a") + object("p/a")),
      list("<Contents><Key>p/a</Key></Contents>"), list("<Contents><Key>p/a</Key><Size>-1</Size></Contents>"),
      Array("<html/>".utf8), [],
    ] {
      #expect(throws: StorageError.self) { try S3List.page(bad, prefix: "p/", after: nil) }
    }
    #expect(throws: StorageError.self) { try S3List.page(list(object("p/a")), prefix: "p/", after: "a") }
  }

  @Test func noAnswerStopsTheProgram() throws {
    let answer = Mutex<[UInt8]>([])
    let server = try LoopbackServer { _ in .init(200, body: answer.withLock { $0 }) }
    defer { server.stop() }
    let store = try S3Store(Self.settings(server))
    let good = Array(
      "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a%20b</Key><Size>12</Size></Contents></ListBucketResult>"
        .utf8)
    forAll(100) { random in
      var bytes = good
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let sent = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      answer.withLock { $0 = sent }
      _ = try? store.list(prefix: "", after: nil, limit: 10)
      return true
    }
  }
}

/// What only a real server says; skipped, and said so, where none is named.
@Suite struct S3ServerTests {
  private static let servers = ["TENTHS_S3_MOTO", "TENTHS_S3_SWIFT"].filter { TestPlace.settings(of: $0) != nil }

  @Test(arguments: servers) func wrongCredentialsAreNamedAsSuch(_ name: String) throws {
    var settings = try #require(TestPlace.settings(of: name))
    settings.credentials.secret = Secret("wrong")
    let store = try makeStore(settings)
    for call in [
      { _ = try store.list(prefix: "", after: nil, limit: 1) }, { _ = try store.size(of: "k") },
      { _ = try store.get("k", limit: 1) }, { try store.put(.bytes([1]), as: "k", onlyNew: false) },
    ] {
      do {
        try call()
        Issue.record("a wrong secret was taken")
      } catch {
        #expect((error as? StorageError)?.kind == .denied)
      }
    }
    settings.credentials.identifier = "nobody"
    #expect(throws: StorageError.self) { try makeStore(settings).list(prefix: "", after: nil, limit: 1) }
  }

  @Test(arguments: servers) func aBucketThatIsNotThereIsNamedAsSuch(_ name: String) throws {
    var settings = try #require(TestPlace.settings(of: name))
    settings.bucket = "no-such-bucket"
    let store = try makeStore(settings)
    for call in [
      { _ = try store.list(prefix: "", after: nil, limit: 1) }, { _ = try store.size(of: "k") },
      { _ = try store.get("k", limit: 1) },
    ] {
      do {
        try call()
        Issue.record("no bucket, and no failure")
      } catch {
        #expect((error as? StorageError)?.kind == .noSuchPlace)
      }
    }
  }

  /// Of the two only Swift looks at the clock.
  @Test(.enabled(if: servers.contains("TENTHS_S3_SWIFT"))) func aWrongClockIsCorrected() throws {
    var settings = try #require(TestPlace.settings(of: "TENTHS_S3_SWIFT"))
    settings.prefix = "clock-\(UUID().uuidString.lowercased())/"
    for skew in [-86_400.0, 3_600, 400_000_000] {
      let store = try S3Store(
        settings, usualHost: { _ in "" }, usualRegion: "us-east-1", now: { WireDate.now() + skew })
      try store.put(.bytes([1, 2]), as: "k", onlyNew: false)
      #expect(try store.get("k", limit: 2) == [1, 2])
    }
  }

  @Test(arguments: servers) func onlyMotoKnowsOnlyNew(_ name: String) throws {
    let store = try S3Store(try #require(TestPlace.settings(of: name)))
    #expect(try store.probeCreateOnly() == (name == "TENTHS_S3_MOTO"))
  }
}
