import Cryptography
import TestSupport
import Testing

private func bytes(_ text: String) -> [UInt8] {
  var result: [UInt8] = []
  var rest = Substring(text.filter { !$0.isWhitespace })
  while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
    result.append(byte)
    rest = rest.dropFirst(2)
  }
  return result
}

@Suite struct SealingTests {
  /// RFC 7693, appendix A, has 64 bytes of BLAKE2b of "abc".
  @Test func hashesAreThoseOfTheStandard() {
    let expected = bytes(
      """
      ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1
      7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923
      """)
    #expect(KeyedHash.hash(Array("abc".utf8), count: 64) == expected)
  }

  @Test func derivedKeysDiffer() {
    let root = SecretBytes.random(32)
    let one = KeyedHash.derive("tenths/id/1", from: root)
    #expect(one.isEqual(to: KeyedHash.derive("tenths/id/1", from: root)))
    #expect(!one.isEqual(to: KeyedHash.derive("tenths/log/1", from: root)))
    #expect(!one.isEqual(to: KeyedHash.derive("tenths/id/1", from: .random(32))))
  }

  @Test func everyChangedBitIsNoticed() {
    let key = SecretBytes.random(32)
    let nonce = randomBytes(24)
    let text = Array("a lap of the harbour circuit".utf8)
    let context = Array("header".utf8)
    let sealed = AuthenticatedCipher.seal(text, context: context, nonce: nonce, key: key)
    #expect(AuthenticatedCipher.open(sealed[...], context: context, nonce: nonce, key: key) == text)
    for place in sealed.indices {
      for bit in 0..<8 {
        var changed = sealed
        changed[place] ^= 1 << UInt8(bit)
        #expect(AuthenticatedCipher.open(changed[...], context: context, nonce: nonce, key: key) == nil)
      }
    }
    #expect(AuthenticatedCipher.open(sealed.dropLast(), context: context, nonce: nonce, key: key) == nil)
    #expect(AuthenticatedCipher.open(sealed[...], context: [], nonce: nonce, key: key) == nil)
    #expect(AuthenticatedCipher.open(sealed[...], context: context, nonce: nonce, key: .random(32)) == nil)
    #expect(AuthenticatedCipher.open([], context: context, nonce: nonce, key: key) == nil)
  }

  /// RFC 8032, section 7.1, test 2.
  @Test func signaturesAreThoseOfTheStandard() throws {
    let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    let key = try #require(SigningKey(seed: SecretBytes(seed)))
    #expect(key.publicKey.bytes == bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
    let signature = key.signature(of: [0x72])
    #expect(
      signature
        == bytes(
          """
          92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
          085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
          """))
    #expect(key.publicKey.isValid(signature, of: [0x72]))
    #expect(!key.publicKey.isValid(signature, of: [0x73]))
    #expect(!key.publicKey.isValid([], of: [0x72]))
  }

  @Test func onlyTheOwnerOpensWhatIsSealedToAKey() {
    let owner = SigningKey()
    let sealed = owner.publicKey.seal([1, 2, 3])
    #expect(owner.open(sealed) == [1, 2, 3])
    #expect(SigningKey().open(sealed) == nil)
    #expect(owner.open(Array(sealed.dropLast())) == nil)
    #expect(owner.open([]) == nil)
  }

  @Test func aPublicKeyIsAPointOfTheCurve() {
    #expect(PublicKey([UInt8](repeating: 0, count: 32)) == nil)
    #expect(PublicKey([1, 2, 3]) == nil)
    #expect(PublicKey(SigningKey().publicKey.bytes) != nil)
  }

  @Test func aPassphraseAlwaysMakesTheSameKey() throws {
    let salt = [UInt8](0..<16)
    let key = try #require(PassphraseKey.least.key(passphrase: SecretBytes(Array("box box".utf8)), salt: salt))
    let again = try #require(PassphraseKey.least.key(passphrase: SecretBytes(Array("box box".utf8)), salt: salt))
    let other = try #require(PassphraseKey.least.key(passphrase: SecretBytes(Array("box bOx".utf8)), salt: salt))
    #expect(key.isEqual(to: again))
    #expect(!key.isEqual(to: other))
    #expect(PassphraseKey.least.key(passphrase: SecretBytes([]), salt: salt) != nil)
  }

  @Test func hostileNumbersAreRefused() {
    let word = SecretBytes([1])
    let salt = randomBytes(16)
    for numbers in [
      PassphraseKey(passes: 21, memory: 64), PassphraseKey(passes: 1, memory: (1 << 20) + 1),
      PassphraseKey(passes: 0, memory: 64), PassphraseKey(passes: 1, memory: 7),
      PassphraseKey(passes: .max, memory: .max),
    ] {
      #expect(!numbers.isAcceptable)
      #expect(numbers.key(passphrase: word, salt: salt) == nil)
    }
    #expect(PassphraseKey.least.key(passphrase: word, salt: []) == nil)
  }

  @Test func textOfBytesCanBeTypedInAnyManner() {
    #expect(Crockford.text([]) == "")
    #expect(Crockford.text([0xFF]) == "ZW")
    #expect(Crockford.bytes("zw") == [0xFF])
    #expect(Crockford.bytes("o0-0O") == [0, 0])
    #expect(Crockford.bytes("U") == nil)
    #expect(Crockford.bytes("ZZ") == nil)
    forAll { random in
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = Crockford.text(bytes)
      return Crockford.bytes(text) == bytes
        && Crockford.bytes(text.lowercased().replacing("1", with: "l").replacing("0", with: "o")) == bytes
    }
  }
}
