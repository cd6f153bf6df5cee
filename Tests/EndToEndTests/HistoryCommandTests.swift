import Foundation
import Glibc
import TestSupport
import Testing

/// What the history can be asked, as a user asks it, on the recordings of samples/.
@Suite(.serialized) struct HistoryCommandTests {

  /// A history with the simulated laps of two games.
  private func imported() throws -> Scratch {
    let scratch = try Scratch()
    for name in ["harbour-iracing.ibt", "harbour-f1-2025.pcapng.gz"] {
      let result = try Program.run(["import", Program.samples + "/" + name], data: scratch.path)
      #expect(result.status == 0, "\(result.error)")
    }
    return scratch
  }

  private func rows(_ command: [String], _ name: String, _ scratch: Scratch) throws -> [[String: Any]] {
    try #require(try Program.run(command + ["--json"], data: scratch.path).json[name] as? [[String: Any]])
  }

  @Test func anEmptyHistoryIsSaid() throws {
    let scratch = try Scratch()
    for command in [["corners"], ["tracks"], ["baseline", "show"], ["summary"], ["reanalyze"]] {
      let result = try Program.run(command, data: scratch.path)
      #expect(result.status == 0 && !result.out.isEmpty && result.error.isEmpty, "\(command)")
    }
    let edit = try Program.run(["corners", "renumber"], data: scratch.path)
    #expect(edit.status == 1 && edit.error.contains("no track yet"))
  }

  @Test func wrongUsageIsSixtyFourAndSaysTheRemedy() throws {
    let scratch = try imported()
    let cases: [([String], String)] = [
      (["corners", "frob"], "rename, split, merge and renumber"), (["corners", "--class", "quick"], "slow, medium"),
      (["corners", "--since", "yesterday"], "2026-11-24"), (["corners", "--since", "2026-02-30"], "2026-02-30"),
      (["corners", "--at", "5"], "split CORNER"),
      (["corners", "split", "T3", "--track", "Harbour Street"], "--at METRES"),
      (["corners", "split", "T3", "--at", "5", "--track", "Harbour Street"], "can be split from"),
      (["corners", "rename", "T77", "X", "--track", "Harbour Street"], "no corner T77"),
      (["corners", "rename", "T3", "T4", "--track", "Harbour Street"], "already"),
      (["corners", "merge", "T2", "T5", "--track", "Harbour Street"], "does not follow"),
      (["corners", "rename", "T3", "X"], "which track?"), (["tracks", "limits", "Nowhere"], "there is no track"),
      (["tracks", "limits", "Harbour"], "--slow and --fast"),
      (["tracks", "limits", "Harbour", "--slow", "200", "--fast", "100"], "exchange them"),
      (["tracks", "frob"], "limits and rename"), (["baseline"], "show, set LAP, or reset"),
      (["baseline", "set", "x"], "tenths laps"), (["baseline", "reset", "--track", "Harbour"], "--yes"),
      (["baseline", "reset", "--yes"], "baselines match"), (["summary", "x"], "tenths sessions"),
      (["reanalyze", "x"], "--track"),
    ]
    for (call, expected) in cases {
      let result = try Program.run(call, data: scratch.path)
      #expect(result.status == 64, "\(call) \(result.error)")
      #expect(result.error.hasPrefix("tenths: ") && result.error.contains(expected), "\(call): \(result.error)")
      #expect(result.out.isEmpty)
    }
    let missing = try Program.run(["baseline", "set", "999"], data: scratch.path)
    #expect(missing.status == 1 && missing.error.contains("no lap 999"))
    #expect(try Program.run(["summary", "999"], data: scratch.path).error.contains("no session 999"))
  }

  @Test func cornersAreCountedByCornerAndClass() throws {
    let scratch = try imported()
    let all = try Program.run(["corners", "--json"], data: scratch.path).json
    #expect(all["schema"] as? String == "tenths.corners/1")
    let corners = try #require(all["corners"] as? [[String: Any]])
    #expect(corners.count == 16 && corners.allSatisfy { $0["passages"] as? Int == 2 })
    #expect(corners.allSatisfy { ($0["entrySpeed"] as? Double ?? 0) > ($0["apexSpeed"] as? Double ?? 999) })
    let classes = try #require(all["classes"] as? [[String: Any]])
    #expect(classes.compactMap { $0["class"] as? String } == ["slow", "medium", "fast"])
    #expect(classes.compactMap { $0["passages"] as? Int }.reduce(0, +) == 32)
    let slow = try rows(["corners", "--class", "slow", "--track", "Harbour Street"], "corners", scratch)
    #expect(!slow.isEmpty && slow.allSatisfy { $0["class"] as? String == "slow" })
    #expect(try rows(["corners", "--since", "2100-01-01"], "corners", scratch).isEmpty)
    #expect(try rows(["corners", "--driver", "nobody"], "corners", scratch).isEmpty)
    let table = try Program.run(["corners", "--track", "Harbour Street", "--units", "imperial"], data: scratch.path)
    #expect(table.out.contains("entry mph") && table.out.contains("brake yd"))
  }

  @Test func everyEditIsUndoneByWhatItSays() throws {
    let scratch = try imported()
    let place = ["--track", "Harbour Street"]
    func names() throws -> [String] {
      try rows(["corners"] + place, "corners", scratch).map { $0["name"] as? String ?? "" }
    }
    let before = try names()
    let corner = try #require(try rows(["corners"] + place, "corners", scratch).first { $0["name"] as? String == "T4" })
    let split = try Program.run(["corners", "split", "T4", "--at", "985"] + place, data: scratch.path)
    #expect(split.status == 0 && split.out.contains("T4a") && split.out.contains("measured anew"), "\(split.error)")
    #expect(try names().count == before.count + 1)
    #expect(try rows(["corners"] + place, "corners", scratch).allSatisfy { $0["passages"] as? Int == 2 })
    for (edit, expected) in [
      (["merge", "T4a", "T4b"], before),
      (["rename", "T3", "Hairpin of Ada"], before.map { $0 == "T3" ? "Hairpin of Ada" : $0 }),
    ] {
      let result = try Program.run(["corners"] + edit + place, data: scratch.path)
      #expect(result.status == 0, "\(result.error)")
      #expect(try names() == expected)
    }
    let undo = try #require(
      try Program.run(["corners", "renumber"] + place, data: scratch.path).out.split(separator: "\n").last)
    #expect(try names() == before && undo == "undo: tenths corners rename T3 'Hairpin of Ada' --track 'Harbour Street'")
    let merged = try Program.run(["corners", "merge", "T5", "T6"] + place, data: scratch.path)
    #expect(merged.out.contains("T5+T6"))
    let words = try #require(merged.out.split(separator: "\n").last).split(separator: " ")
    let at = try #require(words.firstIndex(of: "--at"))
    _ = try Program.run(
      ["corners", "split", "T5+T6", "--at", String(words[at + 1])] + place, data: scratch.path)
    #expect(try names() == before)
    let again = try #require(try rows(["corners"] + place, "corners", scratch).first { $0["name"] as? String == "T4" })
    #expect(abs((again["time"] as? Double ?? 0) - (corner["time"] as? Double ?? 9)) < 0.05)
    #expect(try rows(["tracks"] + place, "tracks", scratch).first?["cornersFrom"] as? String == "edited")
    // The same file again finds the corners of the user, and changes nothing.
    _ = try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path)
    #expect(try names() == before)
  }

  /// Every command reads the history that the dashboard writes.
  @Test func theSettingsSayWhereTheHistoryLies() throws {
    let scratch = try Scratch()
    let database = scratch.path + "/mine/laps.db"
    let settings = scratch.path + "/settings.toml"
    try "database = \"\(database)\"\n".write(toFile: settings, atomically: true, encoding: .utf8)
    let file = Program.samples + "/harbour-iracing.ibt"
    let imported = try Program.run(["import", file, "--config", settings], data: scratch.path)
    #expect(imported.status == 0)
    #expect(FileManager.default.fileExists(atPath: database))
    for command in ["sessions", "laps", "tracks", "corners", "summary"] {
      let own = try Program.run([command, "--config", settings], data: scratch.path)
      #expect(own.status == 0 && own.out.contains("Harbour Street"), "\(command): \(own.out)\(own.error)")
    }
    #expect(try Program.run(["doctor", "--listen", "1", "--config", settings]).out.contains(database))
    // The folder of the option goes before the settings.
    let other = try Program.run(["laps", "--config", settings, "--data", scratch.path + "/other"])
    #expect(other.out == "no laps\n")
  }

  @Test func limitsAndNamesOfTracks() throws {
    let scratch = try imported()
    let set = try Program.run(
      ["tracks", "limits", "Harbour Street", "--slow", "80", "--fast", "100"], data: scratch.path)
    #expect(set.status == 0 && set.out.contains("slow below 80 km/h") && set.out.contains("undo: "))
    let corners = try rows(["corners", "--track", "Harbour Street"], "corners", scratch)
    for corner in corners where corner["class"] as? String != "flat" {
      let speed = try #require(corner["apexSpeed"] as? Double) * 3.6
      if speed < 78 { #expect(corner["class"] as? String == "slow") }
      if speed > 102 { #expect(corner["class"] as? String == "fast") }
    }
    let track = try #require(try rows(["tracks", "--track", "Harbour Street"], "tracks", scratch).first)
    #expect(abs((track["slowBelow"] as? Double ?? 0) - 80 / 3.6) < 0.001 && track["sessions"] as? Int == 1)
    #expect(track["corners"] as? Int == 8 && (track["bestTime"] as? Double ?? 0) > 50)
    _ = try Program.run(["tracks", "limits", "Harbour Street", "--none"], data: scratch.path)
    let renamed = try Program.run(["tracks", "rename", "Harbour Street", "Porto"], data: scratch.path)
    #expect(renamed.out == "track “Harbour Street” is “Porto” now\nundo: tenths undo\n")
    #expect(try rows(["tracks", "--track", "Porto"], "tracks", scratch).first?["slowBelow"] is NSNull)
    #expect(try Program.run(["sessions"], data: scratch.path).out.contains("Porto"))
  }

  @Test func editsAreDoneListedAndTakenBack() throws {
    let scratch = try imported()
    func run(_ words: String...) throws -> Program.Result { try Program.run(words, data: scratch.path) }
    let session = try #require(try rows(["sessions"], "sessions", scratch).first?["id"] as? Int)
    #expect(
      try run("sessions", "tag", "\(session)", "Wet", "race").out == "tags of session \(session)\nundo: tenths undo\n")
    _ = try run("sessions", "note", "\(session)", "new", "tyres")
    let noted = try #require(try rows(["sessions"], "sessions", scratch).first)
    #expect(noted["tags"] as? [String] == ["race", "wet"] && noted["note"] as? String == "new tyres")
    let car = try #require(try rows(["cars"], "cars", scratch).first)
    let id = try #require(car["id"] as? Int)
    #expect(try run("cars", "rename", "\(id)", "My car").out.contains("is “My car” now"))
    #expect(try rows(["cars", "--car", "My car"], "cars", scratch).first?["laps"] as? Int == car["laps"] as? Int)
    #expect(try run("undo").out.hasPrefix("taken back: car"))
    #expect(try rows(["cars"], "cars", scratch).first?["name"] as? String == car["name"] as? String)
    #expect(try run("sessions", "delete", "\(session)").status == 0)
    #expect(try run("laps", "\(session)").out == "no laps\n")
    #expect(try run("undo").out == "taken back: deleted session \(session)\n")
    #expect(
      try rows(["undo", "--list"], "changes", scratch).compactMap { $0["title"] as? String }
        == ["note of session \(session)", "tags of session \(session)"])
    for wrong in [
      ["sessions", "delete", "999"], ["laps", "delete", "x"], ["cars", "rename", "999", "x"], ["drivers", "x"],
    ] {
      #expect(try Program.run(wrong, data: scratch.path).status == 64)
    }
    #expect(try rows(["drivers"], "drivers", scratch).count == 1)
  }

  @Test func aBaselineIsShownSetAndReset() throws {
    let scratch = try imported()
    let place = ["--track", "Harbour Street"]
    func shown() throws -> [String: Any] {
      try #require(try rows(["baseline", "show"] + place, "baselines", scratch).first)
    }
    let best = try #require(try shown()["lap"] as? Int)
    let laps = try rows(["laps", "--valid"] + place, "laps", scratch).compactMap { $0["id"] as? Int }
    let other = try #require(laps.first { $0 != best })
    let set = try Program.run(["baseline", "set", "\(other)"], data: scratch.path)
    #expect(set.status == 0 && set.out.contains("lap \(other)"))
    #expect(try shown()["lap"] as? Int == other && shown()["chosen"] as? Bool == true)
    _ = try Program.run(["baseline", "set", "best"] + place, data: scratch.path)
    #expect(try shown()["lap"] as? Int == best && shown()["chosen"] as? Bool == false)
    let reset = try Program.run(["baseline", "reset", "--yes"] + place, data: scratch.path)
    #expect(reset.status == 0 && reset.out.contains("epoch 2 begins"))
    #expect(try shown()["lap"] is NSNull && shown()["epoch"] as? Int == 2 && shown()["validLaps"] as? Int == 0)
    #expect(try rows(["laps", "--valid"] + place, "laps", scratch).count == laps.count, "old laps stay")
  }

  @Test func aResetAsksOnATerminal() throws {
    let scratch = try imported()
    for (answer, epoch) in [("n", 1), ("y", 2)] {
      let session = try TerminalSession(
        ["baseline", "reset", "--track", "Harbour Street"], data: scratch.path, width: 200)
      #expect(session.wait(10) { $0.screen.contains("[y/N]") })
      session.type(answer + "\n")
      #expect(session.wait(10) { !$0.process.isRunning })
      let shown = try rows(["baseline", "show", "--track", "Harbour Street"], "baselines", scratch)
      #expect(shown.first?["epoch"] as? Int == epoch)
    }
  }

  @Test func aSessionIsSummedUp() throws {
    let scratch = try imported()
    let text = try Program.run(["summary"], data: scratch.path)
    #expect(text.status == 0 && text.out.contains("2 laps (2 clean)") && text.out.contains("consistency"))
    let sessions = try rows(["sessions"], "sessions", scratch)
    let id = try #require(sessions.first { $0["game"] as? String == "iracing" }?["id"] as? Int)
    let json = try Program.run(["summary", "\(id)", "--json"], data: scratch.path).json
    #expect(json["schema"] as? String == "tenths.summary/1" && json["session"] as? Int == id)
    #expect((json["line"] as? String)?.hasPrefix("Harbour Street · GT3 · 2 laps (2 clean) · best 59.1") == true)
    let figures = try #require(json["figures"] as? [String: Any])
    #expect((figures["cornerIdeal"] as? Double ?? 99) <= (figures["best"] as? Double ?? 0))
    #expect((json["sessions"] as? [Any])?.count == 1 && json["consistency"] is NSNull)
    #expect((json["tips"] as? [Any])?.isEmpty == false)
  }

  @Test func lapsAreMeasuredAnewAndTheNumbersStay() throws {
    let scratch = try imported()
    let before = try Program.run(["corners", "--json"], data: scratch.path).out
    #expect(try Program.run(["reanalyze"], data: scratch.path).out == "0 laps measured anew\n")
    let all = try Program.run(["reanalyze", "--all", "--json"], data: scratch.path).json
    #expect(all["schema"] as? String == "tenths.reanalysis/1" && all["measured"] as? Int == 4)
    let after = try Program.run(["corners", "--json"], data: scratch.path).json
    let numbers = try #require(JSONSerialization.jsonObject(with: Data(before.utf8)) as? [String: Any])
    for (a, b) in zip(
      try #require(numbers["corners"] as? [[String: Any]]), try #require(after["corners"] as? [[String: Any]]))
    {
      // Stored samples are rounded to what the games resolve.
      for name in ["time", "apexSpeed", "loss"] {
        #expect(abs((a[name] as? Double ?? 0) - (b[name] as? Double ?? 9)) < 0.02, "\(name)")
      }
    }
  }

  @Test func whatIsDrivenLiveCanBeAsked() throws {
    let scratch = try Scratch()
    let session = try TerminalSession(["demo", "--track", "harbour", "--speed", "32"], data: scratch.path)
    #expect(session.wait(60) { $0.screen.contains("Lap 12") })
    session.type("q")
    #expect(session.wait(10) { !$0.process.isRunning })
    let folder = scratch.path + "/tenths"
    try FileManager.default.moveItem(atPath: folder + "/demo.sqlite", toPath: folder + "/history.sqlite")
    let json = try Program.run(["summary", "--json"], data: scratch.path).json
    let figures = try #require(json["figures"] as? [String: Any])
    #expect((figures["cleanLaps"] as? Int ?? 0) >= 6 && json["consistency"] is Double)
    #expect((json["tips"] as? [Any])?.isEmpty == false && (json["goals"] as? [Any])?.isEmpty == false)
    let corners = try rows(["corners"], "corners", scratch)
    #expect(corners.count == 8 && corners.allSatisfy { ($0["passages"] as? Int ?? 0) >= 4 })
    let track = try #require(try rows(["tracks"], "tracks", scratch).first)
    #expect((track["lineVersion"] as? Int ?? 0) >= 2, "the line was refined on the way, and the newer one is kept")
    let laps = try rows(["laps", "--valid"], "laps", scratch).compactMap { $0["id"] as? Int }
    let compared = try Program.run(["compare", "best", "\(laps[0])"], data: scratch.path)
    #expect(compared.status == 0, "\(compared.error)")
  }

  @Test func anInterruptedReanalysisGoesOn() throws {
    let scratch = try imported()
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["reanalyze", "--all"]
    process.environment = Program.environment(data: scratch.path)
    try process.run()
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try Program.run(["reanalyze"], data: scratch.path).status == 0)
    let corners = try rows(["corners"], "corners", scratch)
    #expect(corners.count == 16 && corners.allSatisfy { $0["passages"] as? Int == 2 })
  }
}
