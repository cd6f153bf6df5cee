import Cryptography
import TestSupport
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-2.
  @Test func theStandardsExamplesComeOut() {
    #expect(
      Hexadecimal.text(SHA256.hash(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Hexadecimal.text(SHA256.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func piecesGiveTheSameAsTheWhole() {
    forAll(50) { random in
      let bytes = random.bytes(Int.random(in: 0...500, using: &random))
      var hash = SHA256()
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 0...100, using: &random)))
        rest = rest.dropFirst(piece.count)
        hash.update(piece.span.bytes)
        _ = hash.value()
      }
      return hash.value() == SHA256.hash(bytes)
    }
  }

  /// Test case 2 of RFC 4231, and case 6 with a key longer than a block.
  @Test func keyedHashesAreThoseOfTheStandard() {
    #expect(
      Hexadecimal.text(HMACSHA256.code(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      Hexadecimal.text(
        HMACSHA256.code(
          key: [UInt8](repeating: 0xAA, count: 131),
          Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }
}
