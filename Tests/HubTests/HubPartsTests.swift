import TestSupport
import Testing

@testable import Hub

@Suite struct HubPartsTests {
  @Test func aBucketFillsAtItsRate() {
    let limiter = RateLimiter(rate: 2, burst: 3)
    #expect((0..<3).allSatisfy { _ in limiter.take("a", now: 10) == nil })
    #expect(limiter.take("a", now: 10) == 0.5)
    #expect(limiter.take("b", now: 10) == nil)
    #expect(limiter.take("a", now: 10.5) == nil)
    #expect(limiter.take("a", now: 10.5) != nil)
    // A clock that goes back gives nothing and takes nothing.
    #expect(limiter.take("a", now: 5) != nil)
    limiter.fine("b", cost: 10, now: 10)
    #expect(limiter.take("b", now: 10) != nil)
  }

  @Test func manyNamesDoNotFillTheMemory() {
    let limiter = RateLimiter(rate: 1, burst: 2)
    for index in 0..<50_000 { _ = limiter.take("\(index)", now: 0) }
    #expect(limiter.take("new", now: 0) == nil)
  }

  @Test func tokensAreTakenApart() {
    let (token, text) = Token.make(scopes: [.read, .collect], vault: "team", note: "", now: 100, expiresAt: 200)
    #expect(text.hasPrefix("tn1_") && text.utf8.count == 4 + 16 + 1 + 43)
    let parts = Token.parts(text)
    #expect(parts?.id == token.id)
    #expect(token.isValid(secret: parts?.secret ?? "", now: 199))
    #expect(!token.isValid(secret: parts?.secret ?? "", now: 200))
    #expect(!token.isValid(secret: "", now: 150))
    #expect(token.scopes.text == "read,gc")
    #expect(Token.Scopes(text: "gc,read") == [.read, .collect])
    #expect(Token.Scopes(text: "") == nil && Token.Scopes(text: "all") == nil)
    forAll { random in
      _ = Token.parts("tn1_" + String(decoding: random.bytes(40), as: UTF8.self))
      return true
    }
  }

  @Test func rangesAreRead() {
    func range(_ text: String, _ size: Int = 10) -> Range<Int>? { ByteRange(text)?.range(of: size) }
    #expect(range("bytes=0-0") == 0..<1)
    #expect(range("bytes=2-") == 2..<10)
    #expect(range("bytes=-3") == 7..<10)
    #expect(range("bytes=-30") == 0..<10)
    #expect(range("bytes=5-9223372036854775807") == 5..<10)
    #expect(range("bytes=10-12") == nil)
    #expect(range("bytes=-0") == nil)
    for text in ["bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-2,4-5", "bytes=+1-2", "items=1-2", ""] {
      #expect(ByteRange(text) == nil, "\(text)")
    }
  }

  @Test func logLinesAreOneLine() {
    #expect(Log.quoted("plain/word") == "plain/word")
    #expect(Log.quoted("two words") == "\"two words\"")
    #expect(Log.quoted("a\n\u{1B}\"b\\") == "\"a\u{FFFD}\u{FFFD}\\\"b\\\\\"")
    #expect(Log.quoted("") == "\"\"")
  }

  @Test func settingsComeFromFileAndEnvironment() throws {
    let text = """
      address = "127.0.0.1"
      port = 9443
      quota = 5000
      allow_plain = true
      """
    let settings = try HubSettings.read(text, file: "hub.toml") { $0 == "TENTHS_HUB_PORT" ? "7443" : nil }
    #expect(settings.port == 7_443 && settings.quota == 5_000 && settings.allowsPlain)
    #expect(throws: HubError(kind: .settings, message: "hub.toml line 1: there is no setting prt")) {
      try HubSettings.read("prt = 1", file: "hub.toml") { _ in nil }
    }
    #expect(throws: HubError(kind: .settings, message: "hub.toml line 1: port cannot be this")) {
      try HubSettings.read("port = 70000", file: "hub.toml") { _ in nil }
    }
    #expect(throws: HubError(kind: .settings, message: "TENTHS_HUB_QUOTA cannot be this")) {
      try HubSettings.read("", file: "hub.toml") { $0 == "TENTHS_HUB_QUOTA" ? "many" : nil }
    }
  }
}
