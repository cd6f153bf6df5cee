import Foundation
import TestSupport
import Testing

/// Recordings in a bucket, as a user reads them; on the server that `TENTHS_S3_MOTO` names (`scripts/test-servers start DIR`).
@Suite struct BucketCommandTests {
  private static let server: [String: String]? = {
    let words = (ProcessInfo.processInfo.environment["TENTHS_S3_MOTO"] ?? "").split(separator: " ").map(String.init)
    guard words.count == 3 else {
      print("TENTHS_S3_MOTO is not set: commands are not tried on a bucket (scripts/test-servers start DIR).")
      return nil
    }
    return [
      "TENTHS_S3_ENDPOINT": words[0], "AWS_ACCESS_KEY_ID": words[1], "AWS_SECRET_ACCESS_KEY": words[2],
    ]
  }()

  private static func sessions(_ data: String) throws -> [String] {
    let list = try Program.run(["sessions", "--json"], data: data).json["sessions"] as? [[String: Any]] ?? []
    return list.map { "\($0["track"] ?? "") \($0["laps"] ?? "") \($0["best"] ?? "")" }.sorted()
  }

  @Test(.enabled(if: server != nil)) func aFolderAndItsCopyInABucketAreTheSame() throws {
    let server = try #require(Self.server)
    let scratch = try Scratch()
    let place = "s3://tenths-test/e2e-\(UUID().uuidString)"
    let first = try Program.run(["upload", Program.samples, place], data: scratch.path, environment: server)
    #expect(first.status == 0 && first.out.contains(" uploaded (") && first.out.contains("0 failed"), "\(first.error)")
    let second = try Program.run(["upload", Program.samples, place], data: scratch.path, environment: server)
    #expect(second.status == 0 && second.out.hasPrefix("0 uploaded"), "\(second.out)")
    let here = scratch.path + "/here"
    let there = scratch.path + "/there"
    let local = try Program.run(["import", Program.samples], data: here)
    let remote = try Program.run(["import", place], data: there, environment: server)
    #expect(local.status == remote.status)
    #expect(local.out.split(separator: "\n").last == remote.out.split(separator: "\n").last)
    #expect(try Self.sessions(here) == Self.sessions(there))
    #expect(try !Self.sessions(there).isEmpty)
    // By the setting instead of the operand, and known by its content wherever it lies.
    let usual = try Program.run(
      ["import"], data: here, environment: server.merging(["TENTHS_RECORDINGS": place]) { $1 })
    #expect(usual.out.contains("is in the history already"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: there).filter { $0.contains("download") }.isEmpty)
  }

  @Test(.enabled(if: server != nil)) func whatGoesWrongIsSaid() throws {
    let server = try #require(Self.server)
    let scratch = try Scratch()
    func run(_ arguments: [String], _ change: [String: String] = [:]) throws -> Program.Result {
      try Program.run(arguments, data: scratch.path, environment: server.merging(change) { $1 })
    }
    let empty = try run(["import", "s3://tenths-test/no-such-folder/"])
    #expect(empty.status == 0 && empty.out == "no recordings there\n")
    let missing = try run(["replay", "s3://tenths-test/no-such.ibt"])
    #expect(missing.status == 1 && missing.error.contains("no-such.ibt"))
    let denied = try run(["import", "s3://tenths-test/"], ["AWS_SECRET_ACCESS_KEY": "wrong"])
    #expect(denied.status == 1 && denied.error.contains("refuses the credentials"))
    #expect(!denied.error.contains(server["AWS_SECRET_ACCESS_KEY"] ?? "-"))
    let refused = try run(["upload", Program.samples, "s3://tenths-test/x"], ["TENTHS_UPLOAD_ACCESS_KEY_ID": "me"])
    #expect(refused.status == 1 && refused.error.contains("TENTHS_UPLOAD_SECRET_ACCESS_KEY"))
    let bucket = try run(["import", "s3://no-such-bucket/"])
    #expect(bucket.status == 1 && bucket.error.contains("no such bucket"))
    let silent = try run(["import", "s3://tenths-test/"], ["TENTHS_S3_ENDPOINT": "http://127.0.0.1:1"])
    #expect(silent.status == 1 && silent.error.contains("no way to the storage"))
  }

  @Test func withoutSettingsTheyAreNamed() throws {
    let scratch = try Scratch()
    let result = try Program.run(["import", "s3://team/races"], data: scratch.path)
    #expect(result.status == 1 && result.error.contains("AWS_ACCESS_KEY_ID"))
    #expect(try Program.run(["upload", "x"], data: scratch.path).status == 64)
    #expect(try Program.run(["recordings"], data: scratch.path).status == 64)
    let local = try Program.run(["recordings", Program.samples, "--json"], data: scratch.path)
    #expect((try local.json["races"] as? [Any])?.isEmpty == false)
  }
}
