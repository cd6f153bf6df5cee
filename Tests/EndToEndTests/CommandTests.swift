import Foundation
import TestSupport
import Testing

/// Commands as a user types them, on real recordings where they are there.
@Suite struct CommandTests {
  @Test func usageErrorsAreSixtyFour() throws {
    for call in [
      ["frob"], ["laps", "--frob"], ["laps", "--limit", "x"], ["analyze"], ["replay"], ["compare", "1"],
      ["demo", "--speed", "1e9"],
    ] {
      let result = try Program.run(call)
      #expect(result.status == 64, "\(call)")
      #expect(result.out.isEmpty && result.error.hasPrefix("tenths: "))
    }
    #expect(try Program.run(["lapps"]).error.contains("did you mean laps?"))
  }

  @Test func helpNamesEveryCommandAndItsOptions() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0)
    for command in [
      "live", "demo", "replay", "import", "sessions", "laps", "tracks", "corners", "baseline", "summary", "analyze",
      "compare", "reanalyze", "doctor",
    ] {
      #expect(help.out.contains("  \(command) "))
      let page = try Program.run([command, "--help"])
      #expect(page.status == 0 && page.out.hasPrefix("tenths \(command): "))
    }
  }

  @Test func missingEmptyAndWrongFilesAreSaid() throws {
    let scratch = try Scratch()
    let cases: [(String, [UInt8], String)] = [
      ("empty.ibt", [], "empty"), ("text.ibt", Array("hello, this is a letter".utf8), "text.ibt"),
      ("noise.pcap", (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 73) }, "noise.pcap"),
      ("cut.gtz", [0x1F, 0x8B, 8, 0], "cut.gtz"), ("name\u{1B}[31m.xyz", [1, 2, 3], "name\u{FFFD}[31m.xyz"),
    ]
    for (name, bytes, expected) in cases {
      let path = scratch.path + "/" + name
      try Data(bytes).write(to: URL(filePath: path))
      let result = try Program.run(["analyze", path])
      #expect(result.status == 1, "\(name)")
      #expect(result.error.contains(expected), "\(result.error)")
      #expect(!result.error.contains("\u{1B}"))
    }
    let missing = try Program.run(["analyze", scratch.path + "/nowhere.ibt"])
    #expect(missing.status == 1 && missing.error.contains("No such file"))
  }

  @Test func anEmptyHistoryListsNothing() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["sessions"], data: scratch.path).status == 0)
    let json = try Program.run(["laps", "--json"], data: scratch.path).json
    #expect((json["laps"] as? [Any])?.isEmpty == true)
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() throws {
    let result = try Program.run(["sessions", "--data", "/proc/nowhere/tenths"])
    #expect(result.status == 1 && result.error.contains("/proc/nowhere"))
  }

  @Test(.enabled(if: RealData.isAvailable)) func formulaVeeHasItsTwoOfficialLaps() throws {
    let path = RealData.folder.appendingPathComponent("files/ibt/formulavee_tsukuba 1kouter 2025-01-30 17-09-29.ibt")
      .path
    let json = try Program.run(["analyze", "--json", path]).json
    #expect(json["schema"] as? String == "tenths.analysis/1")
    let laps = try #require(json["laps"] as? [[String: Any]])
    let timed = laps.filter { !($0["time"] is NSNull) }
    #expect(timed.map { $0["number"] as? Int } == [1, 2])
    #expect(timed.map { $0["time"] as? Double } == [25.914, 23.980])
    #expect(timed.allSatisfy { $0["official"] as? Bool == true && $0["valid"] as? Bool == true })
    #expect(json["bestLap"] as? Int == 2)
    let top = laps.compactMap { $0["topSpeed"] as? Double }.max() ?? 0
    #expect(abs(top * 3.6 - 135.071) < 0.002)
    let against = try #require(json["lapsAgainstReference"] as? [[String: Any]]).first
    let delta = try #require(against?["delta"] as? Double)
    let sum = try #require(against?["corners"] as? [[String: Any]]).compactMap { $0["loss"] as? Double }.reduce(0, +)
    #expect(abs(delta - sum) < 0.001)
    #expect(abs(delta - 1.9348) < 0.001)
  }

  @Test(.enabled(if: RealData.isAvailable)) func spaHasItsOfficialLap() throws {
    let json = try Program.run([
      "analyze", "--json", RealData.folder.appendingPathComponent("live/gt7/spa_gr-x_packetC_replay.gtz").path,
    ]).json
    let laps = try #require(json["laps"] as? [[String: Any]])
    #expect(laps.compactMap { $0["time"] as? Double } == [115.244])
    let top = laps.compactMap { $0["topSpeed"] as? Double }.max() ?? 0
    #expect(abs(top * 3.6 - 317.690) < 0.002)
    #expect((json["source"] as? [String: Any])?["samples"] as? Int == 6_914)
    // The lap ends 126 m from where it began: no track can be made of it, and it is said.
    #expect((json["notes"] as? [String])?.contains { $0.hasPrefix("no lap ends where it began") } == true)
  }

  @Test(
    .enabled(if: RealData.isAvailable),
    arguments: [
      "files/ibt/mercedesw13_spielberg_pit_390.ibt", "files/ibt/audir8gt3_indy_23.ibt",
      "live/gt7/barcelona_rallycross_encA.gt7lap", "live/gt7/barcelona_gp_911_encA_single.bin",
      "live/gt7/idle_encA_single.bin", "live/f1/f1_2022_packets.jsonl.gz", "live/f1/f1_2023_packets.jsonl.gz",
      "live/f1/f1_2024_packets.jsonl.gz", "live/f1/f1_2025_packets.jsonl.gz",
    ])
  func filesWithoutACompleteLapGiveNone(name: String) throws {
    let json = try Program.run(["analyze", "--json", RealData.folder.appendingPathComponent(name).path]).json
    let laps = json["laps"] as? [[String: Any]] ?? []
    #expect(laps.allSatisfy { $0["time"] is NSNull && $0["kind"] as? String == "incomplete" })
    #expect((json["advice"] as? [Any])?.isEmpty == true)
  }

  @Test(.enabled(if: RealData.isAvailable)) func importingTwiceChangesNothing() throws {
    let scratch = try Scratch()
    let folder = RealData.folder.appendingPathComponent("files/ibt").path
    _ = try Program.run(["import", folder], data: scratch.path)
    let once = try Program.run(["laps", "--json"], data: scratch.path).out
    let second = try Program.run(["import", folder], data: scratch.path)
    #expect(second.out.contains("is in the history already"))
    #expect(try Program.run(["laps", "--json"], data: scratch.path).out == once)
    #expect(once.contains("23.980"))
  }

  @Test func plainTellsAReplayInLines() throws {
    let result = try Program.run(["replay", Program.samples + "/harbour-iracing.ibt", "--speed", "32", "--plain"])
    #expect(result.status == 0 && result.error.isEmpty)
    let lines = result.out.split(separator: "\n").map(String.init)
    #expect(lines.first == "iRacing, GT3, Ada Lovelace")
    #expect(lines.contains { $0.hasPrefix("Lap 1: 1:00.773, best of the session") })
    #expect(lines.contains { $0.hasPrefix("Lap 2: 0:59.071, best of the session") })
    #expect(!result.out.contains("\u{1B}"))
  }

  @Test func doctorTellsEveryGamesPortAndWhatItWasProvedOn() throws {
    let text = try Program.run(["doctor", "--listen", "0"]).out
    let games = [
      ("Gran Turismo 7", 33740), ("F1", 20777), ("Forza", 5310), ("Assetto Corsa", 9997),
      ("Assetto Corsa Competizione", 9001), ("DiRT Rally 1 and 2.0", 20777), ("EA Sports WRC", 20777),
      ("Project CARS", 5606), ("Automobilista 2, Project CARS 2", 5606), ("Live for Speed, BeamNG", 30000),
    ]
    for (game, port) in games { #expect(text.contains("  \(game), UDP port \(port): ")) }
    let unproved = text.split(separator: "\n").filter { $0.contains("no real recording was available") }
    #expect(unproved.count == 6 && text.contains("/dev/shm/SIMAPI.DAT") && text.contains("/dev/shm/$pcars2$"))
  }
}
