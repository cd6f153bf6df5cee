import Foundation
import TestSupport
import Testing

/// Two and three computers of a driver, each with a folder of its own, as the driver uses them.
@Suite(.serialized) struct SyncCommandTests {
  private static let passphrase = "left foot braking\n"

  private struct Computers {
    let one: Scratch
    let two: Scratch
    let store: Scratch

    init() throws {
      one = try Scratch()
      two = try Scratch()
      store = try Scratch()
    }

    func run(_ computer: Scratch, _ words: [String], input: String? = nil) throws -> Program.Result {
      let fd = input == nil ? [] : ["--passphrase-fd", "0"]
      return try Program.run(["sync"] + words + fd, data: computer.path, input: input)
    }

    /// A vault with the laps of the first computer in it.
    func begin() throws -> Program.Result {
      _ = try Program.run(["import", Program.samples + "/harbour-gt7.gtz"], data: one.path)
      return try run(
        one, ["init", store.path, "--name", "rig", "--small-machine"], input: SyncCommandTests.passphrase)
    }

    func laps(_ computer: Scratch) throws -> [Double] {
      let rows = try Program.run(["laps", "--json"], data: computer.path).json["laps"] as? [[String: Any]]
      return (rows ?? []).compactMap { $0["time"] as? Double }.sorted()
    }
  }

  @Test func offMeansThatNothingConnects() throws {
    let scratch = try Scratch()
    let status = try Program.run(["sync"], data: scratch.path)
    #expect(status.status == 0 && status.out.contains("off: nothing connects anywhere"))
    let now = try Program.run(["sync", "now"], data: scratch.path)
    #expect(now.status == 1 && now.error.contains("sync is not set up"))
  }

  @Test func lapsReachTheOtherComputer() throws {
    let computers = try Computers()
    let made = try computers.begin()
    #expect(made.status == 0, "\(made.error)")
    #expect(made.out.contains("Recovery code: "))
    let wrong = try computers.run(computers.two, ["join", computers.store.path], input: "something else\n")
    #expect(wrong.status == 1 && wrong.error.contains("passphrase or the recovery code is wrong"))
    let joined = try computers.run(
      computers.two, ["join", "--name", "laptop"], input: Self.passphrase)
    #expect(joined.status == 0, "\(joined.error)")
    #expect(try computers.laps(computers.two) == computers.laps(computers.one))
    #expect(try computers.laps(computers.two).count > 1)
    let devices = try computers.run(computers.two, ["devices", "--json"]).json["devices"] as? [[String: Any]]
    #expect(devices?.compactMap { $0["name"] as? String } == ["rig", "laptop"])
    let quiet = try computers.run(computers.one, ["now"])
    #expect(quiet.out.contains("nothing to do"))
    // Measured here on the stored samples, as the first computer measures them when it does that again.
    _ = try Program.run(["reanalyze", "--all"], data: computers.one.path)
    let corners = try Program.run(["corners", "--json"], data: computers.two.path)
    #expect(corners.status == 0)
    #expect(corners.out == (try Program.run(["corners", "--json"], data: computers.one.path).out))
  }

  @Test func theRecoveryCodeOpensAndASlipIsNamed() throws {
    let computers = try Computers()
    let out = try computers.begin().out
    let line = try #require(out.split(separator: "\n").first { $0.hasPrefix("Recovery code: ") })
    let code = String(line.dropFirst("Recovery code: ".count))
    let slip = try computers.run(
      computers.two, ["join", computers.store.path, "--recovery"], input: String(code.dropLast()) + "\n")
    #expect(slip.status == 1 && slip.error.contains("slip of the pen"))
    let joined = try computers.run(computers.two, ["join", "--recovery"], input: code + "\n")
    #expect(joined.status == 0, "\(joined.error)")
  }

  @Test func aComputerIsLetInByTheWords() throws {
    let computers = try Computers()
    _ = try computers.begin()
    let asked = try computers.run(computers.two, ["join", computers.store.path, "--request"])
    #expect(asked.status == 0 && asked.out.contains("It has to show the same six words"))
    let listed = try computers.run(computers.one, ["approve"])
    let row = try #require(listed.out.split(separator: "\n").first)
    let parts = row.split(separator: " ", maxSplits: 1)
    #expect(asked.out.contains(parts[1].trimmingCharacters(in: .whitespaces)))
    let approved = try computers.run(computers.one, ["approve", String(parts[0]), "--name", "laptop"])
    #expect(approved.status == 0, "\(approved.error)")
    let joined = try computers.run(computers.two, ["join"])
    #expect(joined.status == 0, "\(joined.error)")
    #expect(try computers.laps(computers.two) == computers.laps(computers.one))
  }

  @Test func aRevokedComputerIsOut() throws {
    let computers = try Computers()
    _ = try computers.begin()
    _ = try computers.run(computers.two, ["join", computers.store.path, "--name", "laptop"], input: Self.passphrase)
    let out = try computers.run(
      computers.one, ["revoke", "laptop", "--small-machine"], input: "new words for the vault\n")
    #expect(out.status == 0, "\(out.error)")
    #expect(out.out.contains("laptop is out") && out.out.contains("Recovery code"))
    let refused = try computers.run(computers.two, ["now"])
    #expect(refused.status == 1 && refused.error.contains("was put out of the vault"))
    #expect(try computers.laps(computers.two).count > 1)
    #expect(try computers.run(computers.one, ["now"]).status == 0)
    let third = try Scratch()
    let old = try computers.run(third, ["join", computers.store.path], input: Self.passphrase)
    #expect(old.status == 1 && old.error.contains("wrong"))
    let new = try computers.run(third, ["join"], input: "new words for the vault\n")
    #expect(new.status == 0, "\(new.error)")
    #expect(try computers.laps(third) == computers.laps(computers.one))
  }

  @Test func anEmptiedStoreIsAnAlarmAndIsFilledAgain() throws {
    let computers = try Computers()
    _ = try computers.begin()
    for name in try FileManager.default.contentsOfDirectory(atPath: computers.store.path) {
      try FileManager.default.removeItem(atPath: computers.store.path + "/" + name)
    }
    let alarm = try computers.run(computers.one, ["now"])
    #expect(alarm.status == 1 && alarm.error.contains("Nothing is deleted here; tenths sync now --repair"))
    #expect(try computers.laps(computers.one).count > 1)
    #expect(try computers.run(computers.one, ["now", "--repair"]).status == 0)
    #expect(
      try computers.run(computers.two, ["join", computers.store.path], input: Self.passphrase).status == 0)
    #expect(try computers.laps(computers.two) == computers.laps(computers.one))
  }

  @Test func aDamagedObjectIsNamedAndMended() throws {
    let computers = try Computers()
    _ = try computers.begin()
    let packs = computers.store.path + "/pack"
    let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: packs).sorted().first)
    let file = try #require(try FileManager.default.contentsOfDirectory(atPath: packs + "/" + folder).first)
    let path = "\(packs)/\(folder)/\(file)"
    let sound = try Data(contentsOf: URL(filePath: path))
    var bytes = sound
    bytes[200] ^= 1
    try bytes.write(to: URL(filePath: path))
    let found = try computers.run(computers.one, ["verify"])
    #expect(found.status == 1 && found.out.contains("pack/\(folder)/\(file) was changed or moved since it was sealed"))
    let mended = try computers.run(computers.one, ["verify", "--repair"])
    #expect(mended.status == 0 && mended.out.contains("1 object written again"))
    #expect(try Data(contentsOf: URL(filePath: path)) == sound)
  }

  @Test func theVaultMoves() throws {
    let computers = try Computers()
    _ = try computers.begin()
    let other = try Scratch()
    let moved = try computers.run(computers.one, ["move", other.path])
    #expect(moved.status == 0, "\(moved.error)")
    let enumerator = FileManager.default.enumerator(atPath: computers.store.path)
    var count = 0
    for case let name as String in enumerator! {
      let old = FileManager.default.contents(atPath: computers.store.path + "/" + name)
      #expect(FileManager.default.contents(atPath: other.path + "/" + name) == old)
      count += 1
    }
    #expect(count > 10)
    #expect(try computers.run(computers.one, ["status"]).out.contains(other.path))
  }

  @Test func secretsStayWhereTheyBelong() throws {
    let computers = try Computers()
    _ = try computers.begin()
    let folder = computers.one.path + "/tenths/history.sqlite.sync"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(name)")
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: folder + "/device.key")
    let open = try computers.run(computers.one, ["now"])
    #expect(open.status == 1 && open.error.contains("chmod 600"))
  }

  @Test func lapsAreChosenAndEditsAreListed() throws {
    let computers = try Computers()
    _ = try computers.begin()
    #expect(try computers.run(computers.two, ["select", "summaries"]).status == 0)
    _ = try computers.run(computers.two, ["join", computers.store.path], input: Self.passphrase)
    let status = try computers.run(computers.two, ["status", "--json"]).json
    #expect((status["lapsInCloud"] as? Int ?? 0) > 1)
    #expect(try computers.laps(computers.two) == computers.laps(computers.one))
    let refused = try computers.run(computers.two, ["disable", "--forget"])
    #expect(refused.status == 1 && refused.error.contains("in the cloud only"))
    #expect(try computers.run(computers.two, ["select", "all"]).status == 0)
    #expect(try computers.run(computers.two, ["now"]).out.contains("received"))
    let edits = try computers.run(computers.two, ["history", "--json"]).json["edits"] as? [[String: Any]]
    #expect((edits?.count ?? 0) > 10)
    #expect(try computers.run(computers.two, ["disable", "--forget"]).status == 0)
    #expect(try computers.laps(computers.two) == computers.laps(computers.one))
    #expect(try computers.run(computers.two, ["status"]).out.contains("off: nothing connects anywhere"))
  }

  @Test func wrongUsageSaysTheRemedy() throws {
    let scratch = try Scratch()
    for (words, expected) in [
      (["frob"], "no action frob"), (["init"], "one place"), (["init", "nowhere"], "no folder"),
      (["init", "s3://"], "bucket is missing"), (["auto", "often"], "on, off, a number"),
      (["pause", "soon"], "number of minutes"), (["select", "blue"], "knows all"),
      (["share", "wheel"], "cannot be shared"),
      (["rollback", "yesterday"], "takes a time"), (["approve", "x", "--frob"], "no option"),
    ] {
      let result = try Program.run(["sync"] + words, data: scratch.path)
      #expect(result.status == 64 && result.error.contains(expected), "\(words): \(result.error)")
    }
    let gone = try Program.run(["sync", "join", "/nonexistent/folder"], data: scratch.path)
    #expect(gone.status == 1 && !gone.error.isEmpty)
  }
}
