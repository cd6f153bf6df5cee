import Cryptography
import TestSupport
import Testing

@Suite struct Salsa20Tests {
  private func apply(_ nonce: UInt64, _ input: [UInt8]) throws -> [UInt8] {
    let cipher = try #require(Salsa20(keyText: "a key of thirty-two bytes or more than that"))
    var output = [UInt8](repeating: 0, count: input.count)
    var span = output.mutableSpan
    var bytes = span.mutableBytes
    cipher.apply(nonce: nonce, to: input.span.bytes, into: &bytes)
    return output
  }

  @Test func shortKeyIsRefused() { #expect(Salsa20(keyText: "too short") == nil) }

  @Test func applyingTwiceGivesTheInput() throws {
    try forAll(50) { random in
      let plain = random.bytes(Int.random(in: 0...400, using: &random))
      let nonce = random.next()
      let sealed = try apply(nonce, plain)
      return try apply(nonce, sealed) == plain && (plain.count < 8 || sealed != plain)
    }
  }

  @Test func nonceMatters() throws {
    let plain = [UInt8](repeating: 0, count: 64)
    #expect(try apply(1, plain) != apply(2, plain))
  }
}
