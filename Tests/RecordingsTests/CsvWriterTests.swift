import Recordings
import Telemetry
import Testing

@Suite struct CsvWriterTests {
  @Test func framesComeBack() throws {
    let drive = LdWriterTests.drive()
    var source = drive.source
    source.sectorStarts = [100, 200.5]
    source.trackLength = 300.25
    source.gameVersion = "1.5"
    source.driver = "Ada,\nLovelace"
    let text = CsvWriter.file(source: source, frames: drive.frames, startDate: 1_767_268_800)
    let recording = try openRecording(ByteStore(text), name: "lap.csv")
    let frames = recording.allFrames()
    #expect(frames.count == drive.frames.count && recording.notes.isEmpty)
    for (frame, before) in zip(frames, drive.frames) {
      #expect(abs(frame.gameTime - before.gameTime) <= before.gameTime.ulp && frame.flags == before.flags)
      #expect(frame.lapNumber == before.lapNumber)
      for channel in Channel.allCases { #expect(frame[channel] == before[channel], "\(channel)") }
    }
    let times = zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
    #expect(times == [40.003, 41.002, 42.003])
    let description = recording.description
    #expect(description.game == "gt7" && description.gameName == "Gran Turismo 7" && description.gameVersion == "1.5")
    #expect(description.driver == "Ada, Lovelace" && description.car == "Straßen-Kart")
    #expect(description.sectorStarts == [100, 200.5] && description.trackLength == 300.25)
    #expect(description.startDate == 1_767_268_800 && description.sampleRate == 60)
  }

  @Test func theHeaderSaysTheUnits() throws {
    let drive = LdWriterTests.drive(seconds: 1)
    let text = String(
      decoding: CsvWriter.file(source: drive.source, frames: drive.frames, startDate: nil), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "# Tenths CSV 1" && lines.contains("# track: Ring"))
    let names = try #require(lines.first { $0.hasPrefix("time") })
    #expect(names.hasPrefix("time [s],lap,currentLapTime [s],lastLapTime [s],flags,speed [m/s],throttle [0-1],"))
    #expect(names.contains("lateralAcceleration [m/s²]") && names.contains(",gear,"))
  }
}
