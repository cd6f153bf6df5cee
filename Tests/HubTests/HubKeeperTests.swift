import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Hub

/// What keeps tokens and objects, each kind that is there.
@Suite struct HubKeeperTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable (TemporaryFolder) throws -> any HubKeeper
    var testDescription: String { name }
  }

  private static let postgres = ProcessInfo.processInfo.environment["TENTHS_POSTGRES"]

  static let kinds: [Kind] =
    [Kind(name: "SQLite") { try SQLiteKeeper(folder: $0.path + "/data") }]
    + (postgres.map { address in [Kind(name: "PostgreSQL") { _ in try PostgresKeeper(address) }] } ?? [])

  private static func body(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> ReceivedBody {
    ReceivedBody(
      path: try folder.write(bytes, to: "in-" + UUID().uuidString), size: bytes.count, hash: SHA256.hash(bytes))
  }

  private static func read(_ keeper: any HubKeeper, _ object: KeptObject) throws -> [UInt8] {
    switch try keeper.open(object) {
    case .file(let descriptor):
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: object.size)
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      return Array(bytes.prefix(max(0, count)))
    case .pieces(let read):
      var bytes: [UInt8] = []
      while bytes.count < object.size {
        let piece = read(bytes.count, object.size - bytes.count)
        if piece.isEmpty { break }
        bytes += piece
      }
      return bytes
    case nil: return []
    }
  }

  @Test(arguments: kinds) func anyCallsGiveWhatADictionaryGives(_ kind: Kind) throws {
    let folder = try TemporaryFolder()
    let keeper = try kind.make(folder)
    let vault = "v-" + UUID().uuidString.lowercased()
    var random = SplitMix64(seed: 5)
    var model: [String: [UInt8]] = [:]
    let names = ["a", "a/b", "a-b", "a0", "ab", "z", "zz/9"]
    let quota = 2_000
    for _ in 0..<120 {
      let key = names.randomElement(using: &random)!
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let bytes = [UInt8](
          repeating: UInt8.random(in: 0...2, using: &random), count: [0, 10, 700].randomElement(using: &random)!)
        let mayReplace = Bool.random(using: &random)
        let outcome = try keeper.store(
          Self.body(bytes, in: folder), as: key, vault: vault, mayReplace: mayReplace, quota: quota, now: 1)
        let used = model.values.map(\.count).reduce(0, +)
        let expected: StoreOutcome
        if model[key] == bytes {
          expected = .same
        } else if model[key] != nil, !mayReplace {
          expected = .different
        } else if used - (model[key]?.count ?? 0) + bytes.count > quota {
          expected = .full
        } else {
          expected = model[key] == nil ? .created : .replaced
          model[key] = bytes
        }
        #expect(outcome == expected)
      case 2:
        try keeper.delete(key, vault: vault)
        model[key] = nil
      default:
        let prefix = ["", "a", "a/", "z", "q"].randomElement(using: &random)!
        let after = names.randomElement(using: &random)!
        let list = try keeper.list(prefix: prefix, after: after, limit: 3, vault: vault)
        let wanted = model.keys.filter { $0.hasPrefix(prefix) && after.utf8.lexicographicallyPrecedes($0.utf8) }
          .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(3)
        #expect(list.map(\.key) == Array(wanted))
        #expect(list.map(\.size) == wanted.map { model[$0]?.count ?? -1 })
      }
      let found = try keeper.find(key, vault: vault)
      #expect(found?.hash == model[key].map(SHA256.hash))
      if let found { #expect(try Self.read(keeper, found) == model[key]) }
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.allSatisfy { !$0.hasPrefix("in-") })
  }

  @Test(arguments: kinds) func tokensAndDevicesAreKept(_ kind: Kind) throws {
    let keeper = try kind.make(try TemporaryFolder())
    let (token, _) = Token.make(scopes: [.read, .write], vault: "team", note: "a \"note\"", now: 10, expiresAt: 20.5)
    try keeper.add(token)
    #expect(try keeper.token(token.id) == token)
    #expect(throws: HubError.self) { try keeper.add(token) }
    #expect(try keeper.tokens().contains(token))
    #expect(try keeper.token("none") == nil)
    #expect(try keeper.revoke(token.id, at: 15))
    #expect(try !keeper.revoke(token.id, at: 16))
    #expect(try keeper.token(token.id)?.revokedAt == 15)
    let vault = "v-" + UUID().uuidString.lowercased()
    try keeper.touch("b", vault: vault, bytes: 5, now: 100)
    try keeper.touch("a", vault: vault, bytes: 1, now: 90)
    try keeper.touch("b", vault: vault, bytes: 7, now: 95)
    #expect(
      try keeper.devices(vault: vault) == [
        KeptDevice(id: "a", firstSeen: 90, lastSeen: 90, bytes: 1),
        KeptDevice(id: "b", firstSeen: 100, lastSeen: 100, bytes: 12),
      ])
    try keeper.check()
  }

  @Test(.enabled(if: postgres != nil)) func aConnectionThatBrokeIsMadeAnew() throws {
    let address = try #require(Self.postgres)
    let name = "doomed-\(UUID().uuidString.prefix(8))"
    let keeper = try PostgresKeeper(address + "?application_name=\(name)")
    try keeper.check()
    let killer = try PostgresConnection(address)
    let ended = try killer.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [.text(name)])
    #expect(ended.count == 1)
    try keeper.check()
  }

  @Test func whatAKilledServerLeftGoesWithTheNextStart() throws {
    let folder = try TemporaryFolder()
    let keeper = try SQLiteKeeper(folder: folder.path + "/data")
    _ = try keeper.store(
      Self.body([1, 2], in: folder), as: "a", vault: "v", mayReplace: false, quota: nil, now: 1)
    let object = try #require(try keeper.find("a", vault: "v"))
    let known = "data/objects/\(object.body.prefix(2))/\(object.body)"
    let old = "data/objects/ab/ab" + String(repeating: "0", count: 30)
    let young = "data/objects/ab/ab" + String(repeating: "1", count: 30)
    for name in [old, young] { try folder.write([9], to: name) }
    for name in [old, known] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7_200)], ofItemAtPath: folder.path + "/" + name)
    }
    let again = try SQLiteKeeper(folder: folder.path + "/data")
    #expect(try Self.read(again, object) == [1, 2])
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/" + old))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/" + young))
  }

  @Test func aDatabaseThatIsNotThereIsSaidWithoutItsPassword() {
    do {
      _ = try PostgresKeeper("postgres://tn:hunter2@127.0.0.1:1/x")
      Issue.record("it connected")
    } catch {
      #expect(!error.message.contains("hunter2"))
      #expect(error.message.hasPrefix("PostgreSQL: "))
    }
  }
}
