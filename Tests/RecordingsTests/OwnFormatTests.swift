import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

/// What is written is read back, whichever the format.
@Suite struct OwnFormatTests {
  /// A drive of random channels with holes, laps, pauses of the source and words that need care.
  private func drive(_ random: inout SplitMix64) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    var source = SourceDescription(game: "gt7", gameName: "Gran Turismo 7")
    source.sampleRate = [10.0, 25, 60, 100].randomElement(using: &random) ?? 60
    source.driver = ["Ada", "Zoë: \"the\" \\ fast", "a,b;c\nd", "漢字"].randomElement(using: &random)
    source.track = Bool.random(using: &random) ? "Ring" : nil
    source.trackLength = 1234.5
    let channels = Channel.allCases.filter { _ in Int.random(in: 0..<3, using: &random) == 0 } + [.speed, .throttle]
    var lap: Int32 = Int32.random(in: 0...3, using: &random)
    var lapStart = -1.0
    var last: Double?
    let count = Int.random(in: 30...400, using: &random)
    let frames = (0..<count).map { index -> TelemetryFrame in
      var frame = TelemetryFrame()
      frame.gameTime = 50 + Double(index) / source.sampleRate
      if index > 0, index % 120 == 0 {
        if lapStart > 0 { last = ((frame.gameTime - lapStart) * 1000).rounded() / 1000 }
        lap += 1
        lapStart = frame.gameTime
      }
      frame.lapNumber = lap
      if lapStart > 0 { frame.currentLapTime = frame.gameTime - lapStart }
      frame.lastLapTime = last
      frame.flags = FrameFlags(rawValue: UInt32.random(in: 0..<(1 << 19), using: &random))
      for channel in channels where channel == .speed || Int.random(in: 0..<20, using: &random) > 0 {
        let isRatio = channel.unit.isEmpty && !channel.isDiscrete
        frame[channel] =
          channel.isDiscrete
          ? Double(Int.random(in: -1...7, using: &random))
          : Double.random(in: isRatio ? 0...1 : -500...500, using: &random)
      }
      return frame
    }
    return (source, frames)
  }

  private func lapTimes(_ frames: [TelemetryFrame]) -> [Double?] {
    zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.map(\.1.lastLapTime)
  }

  @Test func exactFormatsGiveTheSameFrames() throws {
    try forAll(40) { random in
      let drive = drive(&random)
      let files: [(String, [UInt8])] = [
        ("a.tenths", try TenthsWriter.file(source: drive.source, frames: drive.frames, startDate: 1e9)),
        ("a.json", DriveJSONWriter.file(source: drive.source, frames: drive.frames, startDate: 1e9)),
        ("a.csv", CsvWriter.file(source: drive.source, frames: drive.frames, startDate: 1e9)),
      ]
      for (name, bytes) in files {
        let recording = try openRecording(ByteStore(bytes), name: name)
        let frames = recording.allFrames()
        guard frames.count == drive.frames.count, recording.description.startDate == 1e9 else { return false }
        for (frame, before) in zip(frames, drive.frames) {
          guard abs(frame.gameTime - before.gameTime) < 1e-9, frame.flags == before.flags,
            frame.lapNumber == before.lapNumber
          else { return false }
          for channel in Channel.allCases where frame[channel] != before[channel] { return false }
        }
        guard lapTimes(frames) == lapTimes(drive.frames) else { return false }
        guard recording.description.track == drive.source.track, recording.description.trackLength == 1234.5 else {
          return false
        }
        let driver = drive.source.driver?.replacing("\n", with: " ")
        guard recording.description.driver == driver else { return false }
        let half = frames.count / 2
        guard recording.allFrames(from: half) == Array(frames[half...]) else { return false }
        guard recording.sample(at: frames[half].arrivalTime) == half else { return false }
        let columns = recording.columns([.speed])
        guard columns[.speed].map(Array.init) == frames.map({ $0.rawValue(.speed) }) else { return false }
      }
      return true
    }
  }

  @Test func logsGiveTheSameWithinTheirNumbers() throws {
    try forAll(30) { random in
      let drive = drive(&random)
      let files = try #require(LdWriter.files(source: drive.source, frames: drive.frames, startDate: nil))
      let recording = try openRecording(
        ByteStore(files.log), name: "a.ld",
        surroundings: RecordingSurroundings { $0 == "a.ldx" ? ByteStore(files.laps) : nil })
      let frames = recording.allFrames()
      guard frames.count == drive.frames.count else { return false }
      for (frame, before) in zip(frames, drive.frames) {
        guard abs(frame.gameTime - (before.gameTime - 50)) < 1e-6, frame.flags == before.flags else { return false }
        for channel in Channel.allCases where before[channel] != nil && channel != .lapDistance {
          guard abs((frame[channel] ?? .infinity) - (before[channel] ?? 0)) < 1e-3 else { return false }
        }
      }
      let times = lapTimes(frames).compactMap(\.self)
      let expected = lapTimes(drive.frames).compactMap(\.self)
      return times.count >= expected.count
        && zip(times.suffix(expected.count), expected).allSatisfy { abs($0 - $1) < 1e-9 }
    }
  }

  @Test func aChannelThatNobodySentIsNotInTheFile() throws {
    var frame = TelemetryFrame()
    frame.speed = 20
    var frames = [frame, frame]
    frames[1].gameTime = 1.0 / 60
    let source = SourceDescription(game: "iracing", gameName: "iRacing")
    var writer = try #require(
      IbtWriter(source: source, startDate: 0, latitude: 45, longitude: -30, channels: ChannelSet([.speed])))
    for frame in frames { writer.append(frame) }
    let back = try openRecording(ByteStore(writer.file()), name: "a.ibt").allFrames()
    #expect(back.count == 2 && back.allSatisfy { $0.presence == ChannelSet([.speed]) })
  }

  @Test func damageNeverTraps() throws {
    var random = SplitMix64(seed: 7)
    let drive = drive(&random)
    let seeds = [
      try TenthsWriter.file(source: drive.source, frames: drive.frames, startDate: 1e9),
      DriveJSONWriter.file(source: drive.source, frames: drive.frames, startDate: nil),
    ]
    forAll(200) { random in
      var bytes = seeds[Int.random(in: 0..<2, using: &random)]
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let limit = Bool.random(using: &random) ? min(400, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      for name in ["a.tenths", "a.json"] {
        guard let recording = try? openRecording(ByteStore(bytes), name: name) else { continue }
        guard recording.allFrames().count == recording.sampleCount else { return false }
      }
      return true
    }
  }

  @Test func damagedFilesAreNamed() throws {
    let text = "{\"schema\": \"tenths.drive/1\",\n \"columns\": {\n"
    #expect(throws: RecordingError.malformed(format: "Tenths JSON", line: 3, problem: .noColumnNames)) {
      try openRecording(ByteStore(Array(text.utf8)), name: "a.json")
    }
    #expect(throws: RecordingError.wrongContent(format: "Tenths drive")) {
      try openRecording(ByteStore(Array("hello".utf8)), name: "a.tenths")
    }
    let deep = "{\"schema\": \"tenths.drive/1\", \"x\": " + String(repeating: "[", count: 100_000)
    #expect(throws: RecordingError.self) { try openRecording(ByteStore(Array(deep.utf8)), name: "a.json") }
  }
}
