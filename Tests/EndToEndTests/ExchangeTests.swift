import Foundation
import TestSupport
import Testing

/// A history on two computers, through each kind of place that is there, as their driver sets it up.
@Suite struct ExchangeTests {
  struct Place: Sendable, CustomTestStringConvertible {
    let name: String
    /// What stands behind `sync init`; called once for both computers.
    let make: @Sendable (Scratch) throws -> (words: [String], environment: [String: String])
    /// What has to happen before a computer may come.
    var admit: @Sendable (_ key: String, _ place: [String]) throws -> Void = { _, _ in }

    var testDescription: String { name }
  }

  private static let folder = Place(name: "folder") { scratch in
    let path = scratch.path + "/place"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return ([path], [:])
  }

  /// The project's own server, which knows the computers by their keys.
  private static let hubs: [Place] = [
    ("hub with SQLite", TestHub.withFiles), ("hub with PostgreSQL", TestHub.withPostgres),
  ]
  .compactMap { name, hub in
    guard let hub else { return nil }
    let vault = "e2e-" + UUID().uuidString.lowercased()
    return Place(name: name) { _ in
      ([hub.address, "--authorities", hub.authorities], [:])
    } admit: { key, _ in
      try hub.admit(key, vault: vault)
    }
  }

  private static let buckets: [Place] = ["TENTHS_S3_MOTO", "TENTHS_S3_SWIFT"].compactMap { name in
    let words = (ProcessInfo.processInfo.environment[name] ?? "").split(separator: " ").map(String.init)
    guard words.count == 3 else {
      print("\(name) is not set: no history is exchanged through it (scripts/test-servers start DIR).")
      return nil
    }
    return Place(name: name) { _ in
      (
        ["s3://tenths-test/e2e-\(UUID().uuidString.lowercased())", "--endpoint", words[0]],
        ["AWS_ACCESS_KEY_ID": words[1], "AWS_SECRET_ACCESS_KEY": words[2]]
      )
    }
  }

  private static func laps(_ data: String) throws -> [String] {
    let laps =
      try Program.run(["laps", "--json", "--limit", "1000"], data: data).json["laps"] as? [[String: Any]] ?? []
    return laps.map { "\($0["number"] ?? "") \($0["time"] ?? "") \($0["valid"] ?? "")" }.sorted()
  }

  @Test(arguments: [folder] + hubs + buckets) func lapsAreOnBothComputers(_ place: Place) throws {
    let scratch = try Scratch()
    let (words, environment) = try place.make(scratch)
    let first = scratch.path + "/first"
    let second = scratch.path + "/second"
    func run(_ arguments: [String], _ data: String, input: String? = nil) throws -> Program.Result {
      let result = try Program.run(arguments, data: data, environment: environment, input: input)
      #expect(result.status == 0, "\(arguments): \(result.error)")
      return result
    }
    _ = try run(["import", Program.samples + "/harbour-iracing.ibt"], first)
    _ = try run(["import", Program.samples + "/harbour-f1-2025.pcapng.gz"], second)
    for data in [first, second] {
      try place.admit(String(try run(["sync", "key"], data).out.dropLast()), words)
    }
    let options = ["--passphrase-fd", "0", "--small-machine"]
    _ = try run(["sync", "init"] + words + options, first, input: "correct horse\n")
    let joined = try run(["sync", "join"] + words + ["--passphrase-fd", "0"], second, input: "correct horse\n")
    #expect(joined.out.contains("belongs to the vault"))
    _ = try run(["sync", "now"], first)
    let laps = try Self.laps(first)
    #expect(laps.count > 2)
    #expect(try Self.laps(second) == laps)
    #expect(try run(["sync", "now"], second).out.contains("nothing to do"))
    let devices = try run(["sync", "devices", "--json"], first).json["devices"] as? [Any]
    #expect(devices?.count == 2)
    #expect(try run(["sync", "verify"], second).out.isEmpty == false)
  }

  @Test func whoIsNotLetInIsToldSo() throws {
    let hub = try #require(TestHub.withFiles)
    let scratch = try Scratch()
    let result = try Program.run(
      ["sync", "init", hub.address, "--authorities", hub.authorities, "--passphrase-fd", "0"], data: scratch.path,
      input: "correct horse\n")
    #expect(result.status == 1 && result.error.contains("refuses the credentials"), "\(result.error)")
    let untrusted = try Program.run(
      ["sync", "init", hub.address, "--passphrase-fd", "0"], data: scratch.path, input: "correct horse\n")
    #expect(untrusted.status == 1 && untrusted.error.contains("certificate"), "\(untrusted.error)")
  }
}
