import Cryptography
import Foundation
import Storage
import TestSupport
import Testing
import Web

@testable import Hub

@Suite struct DeviceSignatureTests {
  private static let key = SigningKey()
  private static let subject = RequestSignature.Subject(
    method: "POST", path: "/v1/objects/a", query: [("key", "b")], condition: "*", payload: "00ff")

  @Test func aSignatureHoldsForWhatWasSignedOnly() throws {
    let made = RequestSignature(Self.subject, seconds: 1_000, key: Self.key)
    let read = try #require(RequestSignature(header: made.header))
    #expect(read == made)
    #expect(read.isValid(for: Self.subject, key: Self.key.publicKey))
    #expect(!read.isValid(for: Self.subject, key: SigningKey().publicKey))
    let changes: [(inout RequestSignature.Subject) -> Void] = [
      { $0.method = "DELETE" }, { $0.path = "/v1/objects/b" }, { $0.query = [] }, { $0.query = [("key", "c")] },
      { $0.query.append(("limit", "1")) }, { $0.condition = "" }, { $0.payload = "" },
      { $0.path = "/v1/objects/a\n3:key" },
    ]
    for change in changes {
      var other = Self.subject
      change(&other)
      #expect(!read.isValid(for: other, key: Self.key.publicKey))
    }
  }

  @Test func noHeaderStopsTheProgram() {
    let header = RequestSignature(Self.subject, seconds: 1_000, key: Self.key).header
    forAll(500) { random in
      var bytes = Array(header.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let changed = String(decoding: bytes, as: UTF8.self)
      guard changed != header, let read = RequestSignature(header: changed) else { return true }
      return !read.isValid(for: Self.subject, key: Self.key.publicKey)
    }
  }

  @Test func noneComesTwiceOrTooLate() {
    let checks = DeviceSignatures()
    func check(_ signature: RequestSignature, now: Double) -> DeviceSignatures.Outcome {
      checks.check(signature, for: Self.subject, key: Self.key.publicKey, now: now)
    }
    let first = RequestSignature(Self.subject, seconds: 1_000, key: Self.key)
    #expect(check(first, now: 1_001) == .valid)
    #expect(check(first, now: 1_002) == .wrong)
    #expect(check(RequestSignature(Self.subject, seconds: 1_000, key: Self.key), now: 1_300) == .valid)
    #expect(check(RequestSignature(Self.subject, seconds: 1_000, key: Self.key), now: 1_301) == .clock)
    #expect(check(RequestSignature(Self.subject, seconds: 2_000, key: Self.key), now: 1_699) == .clock)
    // One from a clock that is ahead is remembered for as long as it is valid.
    let ahead = RequestSignature(Self.subject, seconds: 2_300, key: Self.key)
    #expect(check(ahead, now: 2_000) == .valid)
    #expect(check(ahead, now: 2_600) == .wrong)
  }

  @Test func aDeviceSignsAndIsKnownByItsKey() throws {
    let hub = try #require(TestHub.withFiles)
    let store = try makeStore(try hub.signedSettings(scopes: "read,write"))
    try store.put(.bytes([1, 2]), as: "a", onlyNew: true)
    #expect(try store.get("a", limit: 2) == [1, 2])
    #expect(throws: StorageError.self) { try store.delete("a") }
    var stranger = try hub.signedSettings()
    stranger.signingKey = SigningKey()
    #expect(throws: StorageError.self) { try makeStore(stranger).list(prefix: "", after: nil, limit: 1) }
  }

  @Test func whatWasCaughtOnTheWayIsOfNoUse() throws {
    let hub = try TestHub(isSecure: false)
    defer { hub.server.stop(patience: 0) }
    let key = SigningKey()
    try hub.server.admitDevice(key: key.publicKey.bytes, vault: "team", scopes: "read,write,gc")
    #expect(throws: HubError.self) { try hub.server.admitDevice(key: key.publicKey.bytes, vault: "other") }
    #expect(throws: HubError.self) { try hub.server.admitDevice(key: [1, 2, 3], vault: "other") }
    let body: [UInt8] = [7]
    let payload = Hexadecimal.text(SHA256.hash(body))
    let subject = RequestSignature.Subject(method: "POST", path: "/v1/objects/a", payload: payload)
    let header = RequestSignature(subject, seconds: Int(Clock.now()), key: key).header
    func send(_ method: WebRequest.Method, _ path: String, _ body: [UInt8], payload: String? = payload) throws -> Int {
      var headers = [(name: "Authorization", value: header)]
      if let payload { headers.append(("X-Tenths-SHA256", payload)) }
      return try WebClient().send(
        WebRequest(
          method, "http://127.0.0.1:\(hub.server.port)" + path, headers: headers,
          body: method == .post ? .bytes(body) : .none)
      ).status
    }
    #expect(try send(.post, "/v1/objects/a", [8]) == 400)
    #expect(try send(.post, "/v1/objects/a", body) == 401)
    #expect(try send(.delete, "/v1/objects/a", body) == 401)
    #expect(try send(.post, "/v1/objects/b", body) == 401)
    #expect(try send(.post, "/v1/objects/a", body, payload: nil) == 401)
  }
}
