import Foundation
import Testing

/// `tenths export --all`, `tenths import` of it, `tenths prune`, and the order and pages of lists.
@Suite(.serialized) struct ArchiveCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    for file in ["harbour-iracing.ibt", "harbour-f1-2025.pcapng.gz"] {
      #expect(try Program.run(["import", Program.samples + "/" + file], data: scratch.path).status == 0)
    }
  }

  @Test func anEmptyMachineGetsAnEqualHistory() throws {
    let archive = scratch.path + "/archive"
    let written = try Program.run(["export", "--all", archive], data: scratch.path)
    #expect(written.status == 0 && written.out.hasPrefix("2 sessions, "), "\(written.out)\(written.error)")
    let again = try Program.run(["export", "--all", archive], data: scratch.path)
    #expect(again.status == 1 && again.error.contains("is there already"), "\(again.error)")
    let empty = try Scratch()
    let read = try Program.run(["import", archive], data: empty.path)
    #expect(read.status == 0 && read.out.hasPrefix("2 sessions, "), "\(read.out)\(read.error)")
    for command in [
      ["sessions", "--json"], ["laps", "--json"], ["tracks", "--json"], ["corners", "--json"], ["cars"],
    ] {
      let here = try Program.run(command, data: scratch.path)
      #expect(try Program.run(command, data: empty.path).out == here.out && here.status == 0, "\(command)")
    }
    let twice = try Program.run(["import", archive], data: empty.path)
    #expect(twice.status == 1 && twice.error.contains("holds 2 sessions already"), "\(twice.error)")
    try Data("{\"id\": 1, ".utf8).write(to: URL(filePath: archive + "/tables/car.jsonl"))
    let broken = try Program.run(["import", archive], data: try Scratch().path)
    #expect(broken.status == 1 && broken.error.contains("tables/car.jsonl, line 1"), "\(broken.error)")
  }

  @Test func pruningShowsThenAsksThenKeepsABackup() throws {
    let before = try Program.run(["laps"], data: scratch.path).out
    let without = try Program.run(["prune"], data: scratch.path)
    #expect(without.status == 64 && without.error.contains("--older-than"), "\(without.error)")
    let shown = try Program.run(["prune", "--older-than", "0d"], data: scratch.path)
    #expect(
      shown.status == 0 && shown.out.contains("would go") && shown.out.contains("nothing is changed"), "\(shown.out)")
    #expect(try Program.run(["laps"], data: scratch.path).out == before)
    let done = try Program.run(["prune", "--older-than", "0d", "--yes", "--compact"], data: scratch.path)
    #expect(done.status == 0 && done.out.contains("are gone"), "\(done.out)\(done.error)")
    #expect(try Program.run(["laps"], data: scratch.path).out != before)
    let copy = try #require(done.out.split(separator: "\n").first { $0.hasPrefix("as it was before: ") })
    let path = String(copy.dropFirst("as it was before: ".count).prefix { $0 != ";" })
    #expect(try Program.run(["restore", path], data: scratch.path).status == 0)
    #expect(try Program.run(["laps"], data: scratch.path).out == before)
    let wrong = try Program.run(["prune", "--older-than", "soon"], data: scratch.path)
    #expect(wrong.status == 64 && wrong.error.contains("90d"), "\(wrong.error)")
    let setting = ["TENTHS_KEEP_FOR": "1d"]
    let doctor = try Program.run(["doctor", "--listen", "0"], data: scratch.path, environment: setting)
    let bySetting = try Program.run(["prune"], data: scratch.path, environment: setting)
    #expect(
      bySetting.status == 0 && doctor.out.contains("keep-for") == bySetting.out.contains("would go"), "\(doctor.out)")
  }

  @Test func listsTakeAnOrderAndPages() throws {
    func values(_ arguments: [String], _ list: String, _ key: String) throws -> [Any] {
      let document = try Program.run(arguments + ["--json"], data: scratch.path).json
      return (document[list] as? [[String: Any]] ?? []).map { $0[key] ?? NSNull() }
    }
    let times = try values(["laps", "--sort", "time"], "laps", "time").compactMap { $0 as? Double }
    #expect(times.count >= 3 && times == times.sorted())
    #expect(try values(["laps", "--sort", "-time"], "laps", "time").compactMap { $0 as? Double } == times.reversed())
    let page = try values(["laps", "--sort", "time", "--limit", "2", "--offset", "1"], "laps", "time")
    #expect(page.compactMap { $0 as? Double } == Array(times[1...2]))
    for (command, keys) in [
      ("sessions", ["date", "best", "laps", "-track"]), ("tracks", ["name", "-best", "length"]),
      ("cars", ["-laps", "name"]), ("drivers", ["date"]), ("corners", ["loss", "-time", "track", "corner"]),
    ] {
      for key in keys {
        let sorted = try Program.run([command, "--sort", key, "--json"], data: scratch.path)
        #expect(sorted.status == 0, "\(command) \(key): \(sorted.error)")
        let first = try Program.run([command, "--sort", key, "--limit", "1", "--json"], data: scratch.path)
        let all = try sorted.json[command] as? [Any] ?? []
        #expect((try first.json[command] as? [Any])?.count == 1 && all.count >= 1, "\(command) \(key)")
      }
      let wrong = try Program.run([command, "--sort", "colour"], data: scratch.path)
      #expect(wrong.status == 64 && wrong.error.contains("--sort takes"), "\(wrong.error)")
    }
  }
}
