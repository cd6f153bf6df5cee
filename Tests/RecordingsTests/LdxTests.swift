import Recordings
import Telemetry
import TestSupport
import Testing

/// Lap files, through a log of ours that is long enough for all of them.
@Suite struct LdxTests {
  private func laps(of text: [UInt8], seconds: Int = 30) throws -> (times: [Double], notes: [RecordingNote]) {
    let drive = LdWriterTests.drive(seconds: seconds)
    var source = drive.source
    source.sampleRate = 1
    var frames = drive.frames.enumerated().filter { $0.offset % 60 == 0 }.map(\.element)
    for index in frames.indices { frames[index].lapNumber = nil }
    let log = try #require(LdWriter.files(source: source, frames: frames, startDate: nil)).log
    let recording = try openRecording(
      ByteStore(log), name: "run.ld", surroundings: RecordingSurroundings { $0 == "run.ldx" ? ByteStore(text) : nil })
    let all = recording.allFrames()
    let held = zip(all, all.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
    var times = held
    for case .lapsWithoutSamples(let more) in recording.notes { times += more }
    return (times, recording.notes)
  }

  @Test(.enabled(if: RealData.isAvailable)) func realFiles() throws {
    func real(_ name: String) throws -> (times: [Double], notes: [RecordingNote]) {
      try laps(of: RealData.bytes("files/motec/" + name), seconds: 2000)
    }
    #expect(try real("Kyalami-porsche_991ii_gt3_r-3-2021.12.15-21.43.22.ldx").times == [112.904, 53.619, 111.929])
    #expect(try real("Laguna_Seca-mercedes_amg_gt3_evo-14-2022.09.25-16.32.15.ldx").times == [107.552, 84.609, 83.562])
    let laguna = try real("Laguna_Seca-porsche_991ii_gt3_r-18-2022.09.19-22.42.59.ldx")
    #expect(laguna.times.count == 17 && laguna.times[16] == 82.69 && laguna.times.min() == 82.69)
    #expect(laguna.notes.contains(.coarseLapTimes(from: 1080.51, resolution: 0.01)))
    let valid = try real("Valid.ldx")
    #expect(valid.times.count == 15 && valid.times.min() == 36.6 && valid.times.sorted()[1] == 101.35)
    #expect(
      try real("racechrono_taupo_race_1.ldx").times == [
        108.373, 108.683, 107.525, 107.786, 107.922, 108.407, 108.0, 108.487, 108.278,
      ])
  }

  @Test func damagedFilesAreNamed() throws {
    let cases: [(String, Int)] = [
      ("", 1), ("<?xml version=\"1.0\"?>\n<LDXFile>\n<Layers>", 3), ("<LDXFile>\n<Layers>\n</LDXFile>", 3),
      ("<LDXFile><MarkerGroup Name=\"Beacons\">\n<Marker Time=\"soon\"/>\n</MarkerGroup></LDXFile>", 2),
      ("<LDXFile><MarkerGroup Name=\"Beacons\">\n<Marker/>\n</MarkerGroup></LDXFile>", 2), ("<html></html>", 1),
      ("<LDXFile a=b></LDXFile>", 1),
    ]
    for (text, line) in cases {
      let result = try laps(of: Array(text.utf8))
      #expect(result.notes == [.damagedLapFile(name: "run.ldx", line: line)], "\(text)")
      #expect(result.times.isEmpty)
    }
  }

  @Test func onlyBeaconsCount() throws {
    let text = """
      <!-- made by hand --><LDXFile><Layers><MarkerGroup Name='Notes'><Marker Time='1e6'/></MarkerGroup>
      <MarkerGroup Name="Beacons"><Marker Time="2.2e7"/><Marker Time="1.0e7"></Marker></MarkerGroup></Layers></LDXFile>
      """
    #expect(try laps(of: Array(text.utf8)).times == [12])
  }

  @Test func damageNeverTraps() throws {
    let drive = LdWriterTests.drive(seconds: 140)
    let text = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: nil)).laps
    try forAll(60) { random in
      var damaged = text
      for _ in 0..<5 {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      return try laps(of: damaged).times.allSatisfy(\.isFinite)
    }
  }
}
