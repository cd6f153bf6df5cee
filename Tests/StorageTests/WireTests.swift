import TestSupport
import Testing

@testable import Storage

@Suite struct WireTests {
  @Test func datesAreWrittenAndRead() {
    #expect(WireDate.compact(0) == "19700101T000000Z")
    #expect(WireDate.compact(1_369_353_600) == "20130524T000000Z")
    #expect(WireDate.compact(1_369_353_599.9) == "20130523T235959Z")
    #expect(WireDate.compact(-5) == "19700101T000000Z")
    #expect(WireDate.compact(.infinity).count == 16)
    #expect(WireDate.instant("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    for text in [
      "", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    ] {
      #expect(WireDate.instant(text) == nil)
    }
  }

  @Test func encodingIsTakenBack() {
    forAll { random in
      let text = String(decoding: random.bytes(Int.random(in: 0...40, using: &random)), as: UTF8.self)
      let encoded = PercentEncoding.encode(text)
      let isPlain = encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?&=+#\"<>".utf8.contains($0) }
      return isPlain && PercentEncoding.decode(encoded) == text
    }
    #expect(PercentEncoding.encode("a/b c", keepsSlash: true) == "a/b%20c")
    #expect(PercentEncoding.decode("a+b%2Bc", plusIsBlank: true) == "a b+c")
    for text in ["%", "%4", "%zz", "%FF"] { #expect(PercentEncoding.decode(text) == nil) }
  }

  @Test func elementsAreRead() throws {
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- a note -->
      <s3:Result xmlns="x" a='>'>
        <Key>a &amp; b &lt;&#x41;&#66;&gt;</Key><Empty/><Key><![CDATA[<raw>]]></Key>
      </s3:Result>
      """
    let root = try #require(XMLElement.parse(Array(text.utf8)))
    #expect(root.name == "Result")
    #expect(root.children.map(\.name) == ["Key", "Empty", "Key"])
    #expect(root.child("Key")?.text == "a & b <AB>")
    #expect(root.children.last?.text == "<raw>")
  }

  @Test func whatIsNoDocumentIsRefused() {
    for text in [
      "", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&bomb;</a>", "<a>&#xD800;</a>", "<a", "<a><b></a></b>", "<>x</>",
      "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a b=\"c></a>",
      String(repeating: "<a>", count: 100_000),
    ] {
      #expect(XMLElement.parse(Array(text.utf8)) == nil, "\(text.prefix(40))")
    }
  }

  /// A random element, and what it looks like.
  private static func element(_ random: inout SplitMix64, depth: Int = 0) -> (XMLElement, String) {
    let name = ["Key", "Size", "Contents", "é"].randomElement(using: &random)!
    var element = XMLElement(name: name)
    var text = "<\(name)>"
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      if depth < 4, Bool.random(using: &random) {
        let (child, inner) = Self.element(&random, depth: depth + 1)
        element.children.append(child)
        text += inner
      } else {
        let words = ["a<b", "&amp;", "x>y", "日本", " "].randomElement(using: &random)!
        element.text += words
        text += XMLElement.escaped(words)
      }
    }
    return (element, text + "</\(name)>")
  }

  @Test func whatWasWrittenIsRead() {
    forAll { random in
      let (element, text) = Self.element(&random)
      return XMLElement.parse(Array(text.utf8)) == element
    }
  }

  @Test func noBytesStopTheProgram() {
    forAll(2_000) { random in
      var bytes = Array(Self.element(&random).1.utf8)
      for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert("<>&;/!-[]?\"".utf8.randomElement(using: &random)!, at: place)
        }
      }
      _ = XMLElement.parse(bytes)
      _ = XMLElement.parse(random.bytes(40))
      return true
    }
  }

  @Test func aSecretSaysNothing() {
    let credentials = StoreCredentials(identifier: "me", secret: Secret("hunter2"), sessionToken: Secret("token3"))
    var settings = StoreSettings(kind: "s3")
    settings.credentials = credentials
    for text in ["\(credentials)", "\(settings)", String(reflecting: settings), "\(credentials.secret)"] {
      #expect(!text.contains("hunter2") && !text.contains("token3"))
    }
    var shown = ""
    dump(settings, to: &shown)
    #expect(!shown.contains("hunter2") && !shown.contains("token3"))
  }
}

@Suite struct RestStoreTests {
  @Test func aClockThatIsOffIsCorrectedForSigning() throws {
    let hub = try #require(TestHub.withFiles)
    let settings = try hub.signedSettings()
    for skew in [-86_400.0, 400_000_000, -2e9] {
      let store = try RestStore(settings, now: { WireDate.now() + skew })
      try store.put(.bytes([1]), as: "k", onlyNew: false)
      #expect(try store.get("k", limit: 1) == [1])
    }
  }

  @Test func settingsThatMakeNoSenseAreNamed() {
    var settings = StoreSettings(kind: "rest")
    for (place, secret) in [("", "t"), ("ftp://x", "t"), ("https://u@x", "t"), ("https://x", ""), ("https://x", "a b")]
    {
      settings.place = place
      settings.credentials.secret = Secret(secret)
      #expect(throws: StorageError.self) { try makeStore(settings) }
    }
  }
}
