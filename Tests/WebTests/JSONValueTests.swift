import TestSupport
import Testing
import Web

@Suite struct JSONValueTests {
  private static func parse(_ text: String) -> JSONValue? { JSONValue.parse(Array(text.utf8)) }

  @Test func documentsAreRead() {
    #expect(
      Self.parse(" {\"a\": [1, -2.5e1, true, null], \"b\\u00e9\\n\": \"\\ud83c\\udfce\\\"\"} ")
        == .object(["a": .list([.number(1), .number(-25), .bool(true), .null]), "bé\n": .string("🏎\"")]))
    #expect(Self.parse("[]") == .list([]))
    #expect(Self.parse("{}") == .object([:]))
    #expect(Self.parse("\"x\"")?.string == "x")
    #expect(Self.parse("12")?.integer == 12)
    #expect(Self.parse("1.5")?.integer == nil)
  }

  @Test func whatIsNoDocumentIsRefused() {
    for text in [
      "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "tru", "1 2", "\"a", "\"\\x\"", "\"\\ud800\"", "\"\\u12\"",
      "\"\n\"",
      "-", "1e999", "nan", "[1", String(repeating: "[", count: 100_000), "{\"a\":1}x",
    ] {
      #expect(Self.parse(text) == nil, "\(text.prefix(20))")
    }
  }

  private static func value(_ random: inout SplitMix64, depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 6 : 4), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: .number(Bool.random(using: &random) ? Double(Int.random(in: -9...9, using: &random)) : 0.1)
    case 3: .string(["", "a\"b", "\\\u{1}\n", "日本 🏎", "/"].randomElement(using: &random)!)
    case 4: .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(&random, depth: depth + 1) })
    default:
      .object(
        Dictionary(
          (0..<Int.random(in: 0...3, using: &random)).map { ("k\($0)\"", value(&random, depth: depth + 1)) },
          uniquingKeysWith: { $1 }))
    }
  }

  @Test func whatWasWrittenIsRead() {
    forAll(500) { random in
      let value = Self.value(&random)
      return JSONValue.parse(value.bytes) == value
    }
  }

  @Test func noBytesStopTheProgram() {
    forAll(2_000) { random in
      var bytes = Self.value(&random).bytes
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = "{}[]\",:\\u0e-t\u{1}".utf8.randomElement(
          using: &random)!
      }
      _ = JSONValue.parse(bytes)
      _ = JSONValue.parse(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
      return true
    }
  }
}
