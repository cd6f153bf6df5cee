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
}
