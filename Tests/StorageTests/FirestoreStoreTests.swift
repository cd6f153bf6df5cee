import Cryptography
import Foundation
import TestSupport
import Testing
import Web

@testable import Storage

@Suite struct FirestoreStoreTests {
  private static func failure(_ body: () throws -> Void) -> StorageError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StorageError
    }
  }

  @Test func aUserSignsInOnceAndStaysSignedIn() throws {
    let double = try FirestoreDouble()
    let store = try double.store()
    try store.put(.bytes([1]), as: "a", onlyNew: true)
    #expect(try store.get("a", limit: 9) == [1])
    #expect(double.signIns == ["password"])
    #expect(double.names == ["projects/race-team/databases/(default)/documents/users/abcDEF123/objects/a"])
    double.advance(2_870)
    _ = try store.size(of: "a")
    #expect(double.signIns == ["password"])
    double.advance(20)
    _ = try store.size(of: "a")
    #expect(double.signIns == ["password", "refresh"])
    double.forgetTokens()
    _ = try store.size(of: "a")
    #expect(double.signIns == ["password", "refresh", "refresh"])
  }

  @Test func aServiceSignsItsStatement() throws {
    let double = try FirestoreDouble()
    let store = try double.store(byKeyFile: true)
    try store.put(.bytes([1]), as: "pack/ab", onlyNew: false)
    #expect(double.names == ["projects/race-team/databases/(default)/documents/tenths/vault/objects/pack.ab"])
    double.advance(3_000)
    _ = try store.size(of: "pack/ab")
    #expect(double.signIns == ["service", "service"])
  }

  @Test func wrongCredentialsAreNamedAsSuch() throws {
    let double = try FirestoreDouble()
    let store = try double.store(password: "wrong")
    let error = Self.failure { _ = try store.size(of: "a") }
    #expect(error?.kind == .denied)
    #expect(error?.message == "sign-in: INVALID_LOGIN_CREDENTIALS")
    // A clock so wrong that the statement is of another day.
    var settings = StoreSettings(kind: "firestore")
    settings.credentials.secret = double.keyFile
    let late = try FirestoreStore(settings, endpoints: double.endpoints, now: { 1_000 })
    #expect(Self.failure { _ = try late.size(of: "a") }?.kind == .denied)
  }

  @Test func aLargeObjectIsSeveralDocuments() throws {
    let double = try FirestoreDouble()
    let store = try double.store()
    let bytes = (0..<2_000_001).map { UInt8(truncatingIfNeeded: $0 >> 8) }
    try store.put(.bytes(bytes), as: "a/b", onlyNew: false)
    #expect(double.names.count == 3)
    #expect(try store.get("a/b", limit: 3 << 20) == bytes)
    var part: [UInt8] = []
    try store.get("a/b", range: 899_990..<900_010) { piece in
      piece.withUnsafeBytes { part.append(contentsOf: $0) }
      return true
    }
    #expect(part == Array(bytes[899_990..<900_010]))
    try store.put(.bytes([1]), as: "a/b", onlyNew: false)
    #expect(double.names.count == 1)
    try store.put(.bytes(bytes), as: "a/b", onlyNew: false)
    #expect(Self.failure { try store.put(.bytes(bytes), as: "a/b", onlyNew: true) }?.kind == .exists)
    #expect(double.names.count == 3)
    try store.delete("a/b")
    #expect(double.names.isEmpty)
  }

  @Test func everyRefusalHasItsKind() throws {
    let double = try FirestoreDouble()
    let store = try double.store()
    let cases: [(LoopbackServer.Answer, StorageError.Kind)] = [
      (FirestoreDouble.error(403, "PERMISSION_DENIED"), .denied),
      (FirestoreDouble.error(429, "RESOURCE_EXHAUSTED"), .busy(retryAfter: nil)),
      (FirestoreDouble.error(503, "UNAVAILABLE"), .busy(retryAfter: nil)),
      (FirestoreDouble.error(409, "ABORTED"), .busy(retryAfter: nil)),
      (FirestoreDouble.error(504, "DEADLINE_EXCEEDED"), .timedOut),
      (FirestoreDouble.error(404, "NOT_FOUND", "The database (default) does not exist"), .noSuchPlace),
      (FirestoreDouble.error(400, "INVALID_ARGUMENT", "Document exceeds the maximum size"), .tooLarge),
      (FirestoreDouble.error(400, "INVALID_ARGUMENT"), .refused(status: 400)),
      (.init(200, "<html>"), .answer), (.init(302, ""), .settings),
    ]
    for (answer, kind) in cases {
      double.refuseNext([answer])
      #expect(Self.failure { _ = try store.get("k", limit: 9) }?.kind == kind)
    }
    double.refuseNext([.init(403, body: FirestoreDouble.error(403, "PERMISSION_DENIED").body)])
    #expect(Self.failure { _ = try store.list(prefix: "", after: nil, limit: 9) }?.kind == .denied)
  }

  @Test func settingsThatMakeNoSenseAreNamed() throws {
    var settings = StoreSettings(kind: "firestore")
    settings.place = "race-team"
    #expect(Self.failure { _ = try makeStore(settings) }?.kind == .settings)
    settings.projectKey = "k"
    #expect(Self.failure { _ = try makeStore(settings) }?.kind == .settings)
    settings.credentials.secret = Secret("{\"type\": \"service_account\"}")
    #expect(Self.failure { _ = try makeStore(settings) }?.kind == .settings)
  }

  @Test func noAnswerStopsTheProgram() throws {
    let double = try FirestoreDouble()
    let store = try double.store()
    let good = Array(
      "{\"fields\":{\"s\":{\"integerValue\":\"3\"},\"n\":{\"integerValue\":\"1\"},\"g\":{\"stringValue\":\"a\"},\"b\":{\"bytesValue\":\"AQID\"}}}"
        .utf8)
    double.refuseNext([.init(200, body: good)])
    #expect(try store.get("k", limit: 9) == [1, 2, 3])
    forAll(150) { random in
      var bytes = good
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = "{}[]\",:0123456789-".utf8.randomElement(
          using: &random)!
      }
      double.refuseNext([.init(200, body: bytes)])
      _ = try? store.get("k", limit: 9)
      return true
    }
  }
}

@Suite struct Base64Tests {
  @Test func theStandardsExamplesComeOut() {
    let examples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
    for (text, encoded) in examples {
      #expect(Base64.text(Array(text.utf8)) == encoded)
      #expect(Base64.bytes(encoded) == Array(text.utf8))
    }
    #expect(Base64.text([0xFB, 0xFF], .url) == "-_8")
    for text in ["A", "Zg=", "Zh==", "Zm9v=", "Z g=", "====", "Zg==Zg=="] {
      #expect(Base64.bytes(text) == nil, "\(text)")
    }
  }

  @Test func whatWasWrittenIsRead() {
    forAll { random in
      let bytes = random.bytes(Int.random(in: 0...200, using: &random))
      return Base64.bytes(Base64.text(bytes)) == bytes && Base64.bytes(Base64.text(bytes, .url)) == bytes
        && Base64.text(bytes) == Data(bytes).base64EncodedString()
    }
  }
}
