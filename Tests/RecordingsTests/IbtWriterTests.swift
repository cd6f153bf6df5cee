import Recordings
import Telemetry
import Testing

@Suite struct IbtWriterTests {
  private static let source: SourceDescription = {
    var source = SourceDescription(game: "iracing", gameName: "iRacing", sampleRate: 60)
    source.driver = "Ada: Lovelace\nSessionInfo: @1"
    source.car = "Kart, 2 strokes"
    source.track = "Ring \"short\""
    source.trackLength = 1234.5
    source.sectorStarts = [400, 800.25]
    source.session = "Practice"
    return source
  }()

  private static func frame(_ index: Int) -> TelemetryFrame {
    var frame = TelemetryFrame()
    frame.gameTime = 100 + Double(index) / 60
    frame.arrivalTime = Double(index) / 60
    frame.flags = index % 50 == 7 ? [.onTrack, .inPit] : index % 50 == 8 ? [.onTrack, .offTrack] : .onTrack
    frame.lapNumber = Int32(index / 100)
    frame.currentLapTime = Double(index % 100) / 60
    frame.lastLapTime = index < 100 ? nil : 61.25
    frame.bestLapTime = index < 100 ? nil : 60.5
    frame.position = Position(x: Double(index) * 3 - 400, y: Double(index) / 8, z: 250 - Double(index))
    for (number, channel) in [
      Channel.speed, .steering, .engineSpeed, .yawRate, .lateralAcceleration, .longitudinalAcceleration,
      .verticalAcceleration, .lapDistance, .fuelLevel,
    ].enumerated() { frame[channel] = Double(index) / 4 + Double(number) }
    frame.throttle = Double(index % 5) / 4
    frame.brake = Double(index % 3) / 2
    frame[.clutch] = Double(index % 2)
    frame.gear = index % 8 - 1
    frame[.fuelCapacity] = 40
    frame[.shiftLightStart] = 7000
    frame[.engineSpeedLimit] = 7500
    return frame
  }

  private func recording(_ count: Int) throws -> any Recording {
    var writer = try #require(
      IbtWriter(source: Self.source, startDate: 1_767_268_800, latitude: 50.4, longitude: 5.97))
    for index in 0..<count { writer.append(Self.frame(index)) }
    #expect(writer.count == count)
    return try openRecording(ByteStore(writer.file()), name: "a.ibt")
  }

  @Test func framesComeBack() throws {
    let recording = try recording(250)
    let frames = recording.allFrames()
    #expect(frames.count == 250 && recording.notes.isEmpty && abs(recording.duration - 249.0 / 60) < 1e-9)
    // The reader's plane begins at the first place of the file.
    let origin = try #require(Self.frame(0).position)
    for (index, frame) in frames.enumerated() {
      let before = Self.frame(index)
      #expect(frame.gameTime == before.gameTime && frame.flags == before.flags && frame.lapNumber == before.lapNumber)
      #expect(frame.lastLapTime == before.lastLapTime && frame.bestLapTime == before.bestLapTime)
      #expect(abs((frame.currentLapTime ?? -1) - (before.currentLapTime ?? 0)) < 1e-6)
      let place = try #require(frame.position)
      let written = try #require(before.position)
      #expect(abs(place.x - (written.x - origin.x)) < 0.05 && abs(place.z - (written.z - origin.z)) < 0.05)
      for channel in before.presence.channels where ![Channel.positionX, .positionZ].contains(channel) {
        let expected = try #require(before[channel])
        let value = try #require(frame[channel])
        #expect(abs(value - expected) < 1e-5, "\(channel) of sample \(index)")
      }
    }
  }

  /// Enough samples for several threads, whose parts must meet without a gap.
  @Test(arguments: [8_191, 8_192, 20_001]) func columnsOfALongFileEqualItsFrames(_ count: Int) throws {
    let recording = try recording(count)
    let frames = recording.allFrames()
    let columns = recording.columns([.gear, .speed, .positionX, .throttle, .oilPressure, .fuelCapacity])
    #expect(columns.presence == ChannelSet([.gear, .speed, .positionX, .throttle, .fuelCapacity]))
    #expect(columns.count == count && columns.time == frames.map(\.gameTime) && columns[.oilPressure] == nil)
    for channel in columns.presence.channels {
      let column = try #require(columns[channel])
      #expect(column.count == count && zip(column, frames).allSatisfy { Double($0) == $1[channel] }, "\(channel)")
      column.withUnsafeBufferPointer { memory in
        #expect(memory.count == count && memory[count - 1] == column[count - 1])
      }
    }
  }

  @Test func whatIsKnownOfTheSourceComesBack() throws {
    let description = try recording(10).description
    #expect(description.track == "Ring \"short\"" && description.car == "Kart, 2 strokes")
    // A line break in a name cannot become a key of its own.
    #expect(description.driver == "Ada: Lovelace SessionInfo: @1" && description.session == "practice")
    #expect(description.trackLength == 1234.5 && description.startDate == 1_767_268_800)
    let starts = try #require(description.sectorStarts)
    #expect(starts.count == 2 && abs(starts[0] - 400) < 1e-6 && abs(starts[1] - 800.25) < 1e-6)
  }

  @Test func aPlaceThatIsNoneIsRefused() {
    #expect(IbtWriter(source: Self.source, startDate: 0, latitude: 91, longitude: 0) == nil)
    #expect(IbtWriter(source: Self.source, startDate: 0, latitude: 0, longitude: 0) == nil)
  }

  @Test func aFileWithoutSamplesSaysSo() {
    #expect(throws: RecordingError.noSamples) { try recording(0) }
  }
}
