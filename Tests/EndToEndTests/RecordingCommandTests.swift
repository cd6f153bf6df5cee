import Foundation
import TestSupport
import Testing

/// Recordings of every format through the built program.
@Suite struct RecordingCommandTests {
  /// Lap times of complete laps, s, of a file with the lap file of another run beside it where one is named.
  private func laps(_ file: String, beside: String? = nil) throws -> [Double] {
    var path = RealData.folder.path + "/files/" + file
    let scratch = try Scratch()
    if let beside {
      let name = file.split(separator: "/").last.map(String.init) ?? ""
      path = scratch.path + "/" + name
      try Data(RealData.bytes("files/" + file)).write(to: URL(filePath: path))
      let stem = name.replacingOccurrences(of: ".ld.gz", with: "")
      try Data(RealData.bytes("files/" + beside)).write(to: URL(filePath: scratch.path + "/" + stem + ".ldx"))
    }
    let json = try Program.run(["analyze", "--json", path]).json
    let laps = try #require(json["laps"] as? [[String: Any]])
    return laps.compactMap { $0["time"] as? Double }
  }

  @Test(.enabled(if: RealData.isAvailable)) func realRecordingsGiveTheirLaps() throws {
    #expect(try laps("motec/Sample1_adl_calder.ld") == [65.15, 63.68, 65.18, 63.75])
    let porsche = "motec/Kyalami-porsche_991ii_gt3_r-1-2021.12.15-21.37.58.ld.gz"
    #expect(try laps(porsche, beside: "motec/Kyalami-porsche_991ii_gt3_r-3-2021.12.15-21.43.22.ldx") == [112.904])
    #expect(try laps(porsche).isEmpty)
    let modena = try laps("vbo/vbox-modena.vbo.gz")
    #expect(modena.count == 20 && abs((modena.min() ?? 0) - 44.615) < 0.002)
    #expect(try laps("racechrono/session_20251231_111959_tianma_lap13_v3.csv") == [75.934])
    #expect(try laps("racechrono/official_session_20230212_094842_race_2_lap6_v3.csv.gz") == [106.448])
    #expect(try laps("trackaddict/STC_log.csv.gz") == [444.553, 107.089, 116.145, 357.906])
    #expect(try laps("garage61/sample_lap.csv") == [78.783])
    #expect(try laps("motec_csv/ier_daytona.csv.gz") == [100.598])
    #expect(try laps("aim/racestudio3-aim.csv").isEmpty)
  }

  @Test func aColumnIsMappedOnceAndRemembered() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/fahrt.csv"
    var text = "Zeit;Tempo;Runde\n"
    for index in 0..<1200 { text += "\(index / 10),\(index % 10);108,0;\(index / 400)\n" }
    try Data(text.utf8).write(to: URL(filePath: path))
    let unknown = try Program.run(["analyze", path], data: scratch.path)
    #expect(unknown.status == 1 && unknown.error.contains("--map COLUMN=CHANNEL"))
    let wrong = try Program.run(["import", "--map", "Tempo=warp", path], data: scratch.path)
    #expect(wrong.status == 64 && wrong.error.contains("no channel warp"))
    let taken = try Program.run(
      ["import", "--map", "Zeit=time", "--map", "Tempo=speed km/h", "--map", "Runde=lap", path], data: scratch.path)
    #expect(taken.status == 0 && taken.out.contains("read") && taken.out.contains("40.000"))
    let json = try Program.run(["analyze", "--json", path], data: scratch.path).json
    let laps = try #require(json["laps"] as? [[String: Any]])
    #expect(laps.compactMap { $0["time"] as? Double } == [40])
    #expect(try Program.run(["import", path], data: scratch.path).out.contains("in the history already"))
  }

  /// Every export of a session holds its laps, with their times, and is read again.
  @Test func exportsAreReadAgain() throws {
    let scratch = try Scratch()
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "samples/harbour-iracing.ibt").path
    #expect(try Program.run(["import", sample], data: scratch.path).status == 0)
    func laps(_ file: String) throws -> [[String]] {
      let json = try Program.run(["analyze", "--json", file]).json
      let laps = try #require(json["laps"] as? [[String: Any]])
      return laps.map { ["\($0["number"] ?? "")", "\($0["class"] ?? "")", "\($0["time"] ?? "")"] }
    }
    let whole = try laps(sample)
    for format in ["csv", "ld", "ibt", "tenths", "json"] {
      let path = scratch.path + "/out." + format
      let direct = try Program.run(["export", sample, "--format", format, "-o", path])
      #expect(direct.status == 0, "\(direct.error)")
      #expect(try laps(path) == whole, "\(format)")
      let session = try Program.run(["export", "session:1", "-o", path], data: scratch.path)
      #expect(session.status == 0, "\(session.error)")
      #expect(try laps(path).filter { $0[1] == "pace" } == whole.filter { $0[1] == "pace" }, "\(format) of a session")
      let lap = try Program.run(["export", "best", "-o", path], data: scratch.path)
      #expect(lap.status == 0, "\(lap.error)")
      #expect(try laps(path).filter { $0[1] == "pace" } == whole.filter { $0[0] == "2" }, "\(format) of a lap")
      let own = try Program.run(["export", sample + "#1", "-o", path])
      #expect(own.status == 0)
      #expect(try laps(path).filter { $0[1] == "pace" } == whole.filter { $0[0] == "1" }, "\(format) of a file's lap")
    }
    #expect(FileManager.default.fileExists(atPath: scratch.path + "/out.ldx"))
    let text = try Program.run(["export", "2"], data: scratch.path)
    #expect(text.status == 0 && text.out.hasPrefix("# Tenths CSV 1\n") && text.error.isEmpty)
    for call in [
      ["export"], ["export", "2", "--format", "doc"], ["export", "session:x"], ["export", "2", "--format", "ld"],
    ] {
      #expect(try Program.run(call, data: scratch.path).status == 64, "\(call)")
    }
    #expect(try Program.run(["export", "999"], data: scratch.path).error.contains("no lap 999"))
  }

  /// A tree of a race series under names of several patterns.
  @Test func aFolderIsFoundOutByItsNames() throws {
    let scratch = try Scratch()
    let files: [(String, String)] = [
      ("barber/23_AnalysisEnduranceWithSections_Race 1.CSV", timing(97.428)),
      ("barber/R1_barber_lap_end.csv", crossings),
      ("barber/26_Weather_Race 1.CSV", "TIME_UTC_SECONDS;AIR_TEMP\n1;20\n"),
      ("Road America/Race 2/23_AnalysisEnduranceWithSections__Race 2_Anonymized.CSV", timing(161)),
      ("vir-lap-time-R1.csv", crossings), ("vir-lap-start-R1.csv", crossings),
      ("sonoma_23_AnalysisEnduranceWithSections_Race 1.CSV", "NUMBER; LAP_NUMBER; LAP_TIME\n3;1;rubbish\n"),
      ("run.ldx", "<LDXFile></LDXFile>"), ("notes.md", "# notes"), (".hidden.csv", "secret"), ("empty.ibt", ""),
    ]
    let data = scratch.path + "/data"
    let folder = scratch.path + "/races"
    for (name, text) in files {
      let url = URL(filePath: folder + "/" + name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let first = try Program.run(["import", folder], data: data)
    #expect(first.status == 1 && first.error.isEmpty, "progress is for terminals only: \(first.error)")
    func row(_ text: String, _ name: String) -> String {
      first.out.split(separator: "\n").first { $0.contains(name) }.map(String.init) ?? ""
    }
    #expect(row(first.out, "barber/23_").contains("GR Cup · Barber · race 1 · 2 sessions"))
    #expect(row(first.out, "Road America/Race 2/23_").contains("GR Cup · Road America · race 2"))
    #expect(row(first.out, "/vir-lap-time").contains("GR Cup · VIR · race 1"))
    #expect(
      row(first.out, "/vir-lap-start").contains("skipped") && row(first.out, "/vir-lap-start").contains("vir-lap-time"))
    #expect(row(first.out, "R1_barber_lap_end").contains("its laps are in 23_Analysis"))
    #expect(row(first.out, "26_Weather").contains("a table of the weather"))
    #expect(row(first.out, "sonoma_23").contains("failed"))
    #expect(row(first.out, "run.ldx").contains("a log that is not beside it"))
    #expect(row(first.out, "notes.md").contains("not a recording") && !first.out.contains("hidden"))
    #expect(first.out.contains("3 read with"))
    let sessions = try Program.run(["sessions", "--json"], data: data).out
    let second = try Program.run(["import", folder], data: data)
    #expect(second.out.contains("0 read with 0 laps") && second.out.contains("in the history already"))
    #expect(try Program.run(["sessions", "--json"], data: data).out == sessions)
    #expect(sessions.contains("race 1, Barber") && sessions.contains("GR86 #13"))
  }

  private func timing(_ best: Double) -> String {
    var text = "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; S1; S2; S3;TOP_SPEED;FLAG_AT_FL\n"
    for car in [13, 7] {
      for lap in 1...3 {
        let milliseconds = Int((best * 1000).rounded()) + car * 10 - lap * 5
        let rest = String(format: "%d:%06.3f", milliseconds / 60_000, Double(milliseconds % 60_000) / 1000)
        text += "\(car);1;\(lap);\(rest);;;;180.5;GF\n"
      }
    }
    return text
  }

  private var crossings: String {
    var text = "lap,meta_time,timestamp,vehicle_id\n"
    for lap in 0..<4 {
      let time = String(format: "2025-09-06T18:%02d:%02d.500Z", 40 + lap * 2, 10 + lap)
      text += "\(lap),\(time),\(time),GR86-004-13\n"
    }
    return text
  }
}
