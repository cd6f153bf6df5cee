import Recordings
import Telemetry
import TestSupport
import Testing

@Suite struct LdWriterTests {
  /// Laps of some 40 s around a circle, of which the source times every one, after a run-up of 5 s.
  static func drive(seconds: Int = 140) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    var source = SourceDescription(game: "gt7", gameName: "Gran Turismo 7", sampleRate: 60)
    source.driver = "Ada Lovelace"
    source.car = "Straßen-Kart"
    source.track = "Ring"
    source.session = "practice"
    let lines = [5.004, 45.007, 86.009, 128.012, 171.02]
    let frames = (0..<(seconds * 60)).map { index -> TelemetryFrame in
      var frame = TelemetryFrame()
      frame.gameTime = 100 + Double(index) / 60
      let time = Double(index) / 60
      let passed = lines.count { $0 <= time }
      frame.lapNumber = Int32(passed + 3)
      frame.flags = index % 500 == 3 ? [.onTrack, .offTrack] : .onTrack
      if passed > 0 { frame.currentLapTime = time - lines[passed - 1] }
      if passed > 1 { frame.lastLapTime = ((lines[passed - 1] - lines[passed - 2]) * 1000).rounded() / 1000 }
      frame.position = Position(x: 100 * Double(index % 977) / 977, y: 3, z: Double(index % 311) - 150)
      for (number, channel) in [
        Channel.speed, .steering, .engineSpeed, .yawRate, .lateralAcceleration, .longitudinalAcceleration, .fuelLevel,
        .tyreTemperatureFrontLeft, .brakeTemperatureRearRight,
      ].enumerated() { frame[channel] = Double(index % 97) / 4 + Double(number) }
      frame.throttle = Double(index % 5) / 4
      frame.brake = Double(index % 3) / 2
      frame.gear = index % 8 - 1
      if index % 10 == 0 { frame[.oilTemperature] = 90 }
      return frame
    }
    return (source, frames)
  }

  private func reopened(_ files: LdWriter.Files) throws -> any Recording {
    try openRecording(
      ByteStore(files.log), name: "a.ld",
      surroundings: RecordingSurroundings { $0 == "a.ldx" ? ByteStore(files.laps) : nil })
  }

  @Test func framesComeBack() throws {
    let drive = Self.drive()
    let files = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: 1_767_268_800))
    let recording = try reopened(files)
    let frames = recording.allFrames()
    #expect(frames.count == drive.frames.count && recording.notes.isEmpty)
    for (frame, before) in zip(frames, drive.frames) {
      #expect(abs(frame.gameTime - (before.gameTime - 100)) < 1e-9)
      #expect(frame.flags == before.flags && frame.lapNumber == before.lapNumber)
      #expect(frame.presence == before.presence)
      for channel in before.presence.channels {
        let expected = try #require(before[channel])
        let value = try #require(frame[channel])
        #expect(abs(value - expected) <= 1e-6 * max(10, abs(expected)), "\(channel)")
      }
    }
    let times = frames.compactMap(\.lastLapTime).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    #expect(times == [40.003, 41.002, 42.003])
    let source = recording.description
    #expect(source.driver == "Ada Lovelace" && source.car == "Straßen-Kart" && source.track == "Ring")
    #expect(source.session == "practice" && source.startDate == 1_767_268_800 && source.sampleRate == 60)
  }

  /// Every byte that the logs of Assetto Corsa Competizione have in common is the same.
  @Test(.enabled(if: RealData.isAvailable)) func theLayoutIsThatOfRealLogs() throws {
    let drive = Self.drive(seconds: 10)
    let files = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: 1_767_268_800))
    let store = ByteStore(try RealData.bytes(LdTests.porsche))
    let real = store.withBytes { packed in packed.withUnsafeBytes { Array($0) } }
    let unpacked = try Unpacking.inflate(real)
    // Not those of places, counts and texts.
    let own: [Range<Int>] = [
      12..<16, 86..<90, 94..<142, 158..<286, 350..<414, 1762..<1826, 1954..<1990, 5078..<5142, 8180..<8308,
    ]
    let different = (0..<11_336).filter { place in
      files.log[place] != unpacked[place] && !own.contains { $0.contains(place) }
    }
    #expect(different.isEmpty)
    #expect(files.log[11_336 + 16] == 0xE1 && files.log[11_336 + 17] == 0x2E && files.log[11_336 + 124 + 16] == 0xE2)
  }

  @Test func sourcesOfUnevenTimeAreResampled() throws {
    var drive = Self.drive(seconds: 100)
    for index in drive.frames.indices { drive.frames[index].gameTime += index % 2 == 0 ? 0.004 : 0 }
    drive.frames.removeSubrange(1000..<1030)
    let files = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: nil))
    let recording = try reopened(files)
    #expect(recording.sampleCount == 5999 && recording.description.startDate == nil)
    let times = recording.allFrames().compactMap(\.lastLapTime)
    #expect(times.first == 40.003)
  }

  /// A damaged log may hold anything where its flags and its lap numbers are.
  @Test func flagsThatAreNoneAreNotBelieved() throws {
    let drive = Self.drive(seconds: 60)
    var files = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: nil))
    for name in ["Tenths Flags", "Lap Number"] {
      let text = Array(name.utf8)
      let place = try #require(files.log.indices.first { files.log[$0...].starts(with: text) })
      let offset = (0..<4).reduce(0) { $0 | Int(files.log[place - 24 + $1]) << (8 * $1) }
      for byte in offset..<(offset + 3600 * 4) { files.log[byte] = 0xFF }
    }
    let frames = try reopened(files).allFrames()
    #expect(frames.count == 3600 && frames.allSatisfy { $0.flags == .onTrack })
  }

  @Test func nothingGivesNoFile() {
    let source = SourceDescription(game: "gt7", gameName: "GT7")
    #expect(LdWriter.files(source: source, frames: [], startDate: nil) == nil)
  }
}
