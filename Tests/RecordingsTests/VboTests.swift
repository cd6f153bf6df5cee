import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

@Suite struct VboTests {
  private func open(_ text: String, name: String = "a.vbo") throws -> any Recording {
    try openRecording(ByteStore(Array(text.utf8)), name: name)
  }

  private func lapTimes(_ recording: any Recording) -> [Double] {
    let frames = recording.allFrames()
    return zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
  }

  @Test(.enabled(if: RealData.isAvailable)) func modena() throws {
    let recording = try openReal("files/vbo/vbox-modena.vbo.gz")
    #expect(recording.sampleCount == 10_390 && abs(recording.duration - 1038.9) < 1e-6 && recording.notes.isEmpty)
    let frames = recording.allFrames()
    let laps = lapTimes(recording)
    let expected = [
      44.984, 44.814, 45.178, 44.969, 44.928, 44.786, 44.635, 44.829, 44.962, 44.771, 44.783, 44.758, 45.029, 44.709,
      44.622, 44.684, 44.642, 45.539, 44.615, 44.751,
    ]
    #expect(laps.count == 20 && zip(laps, expected).allSatisfy { abs($0 - $1) < 0.02 })
    let first = try #require(frames.first { $0.lapNumber == 1 })
    // 09:04:54.092 is the first crossing.
    #expect(abs(first.gameTime - (first.currentLapTime ?? 0) - (9 * 3600 + 4 * 60 + 54.092)) < 0.02)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 68.995) < 0.001)
    #expect(recording.description.track == "Massa Finalese" && recording.description.sampleRate == 10)
    #expect(frames.contains { $0.secondSectorTime != nil } && recording.description.capabilities.contains(.sectors))
    // RaceChrono leaves the standard columns at zero and writes its own beside them.
    #expect((frames.compactMap { $0[.lateralAcceleration] }.map(abs).max() ?? 0) > 8)
  }

  @Test(.enabled(if: RealData.isAvailable)) func aLoggerThatStands() throws {
    let recording = try openReal("files/vbo/Example_File.VBO.gz")
    let frames = recording.allFrames()
    #expect(recording.sampleCount == 1833 && recording.description.sampleRate == 100 && recording.notes == [.noLaps])
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 1.371) < 0.001)
    #expect(frames.allSatisfy { $0.lapNumber == nil } && frames.compactMap(\.position).count > 1800)
    #expect(recording.description.startDate != nil)
  }

  @Test(arguments: VboWriter.GateForm.allCases) func everyFormOfAGate(_ form: VboWriter.GateForm) throws {
    // West and east of Greenwich, north and south of the equator.
    for (latitude, longitude) in [(52.07, -1.01), (-37.85, 144.97), (44.6, 11.1), (-23.7, -46.7)] {
      let drive = CircleDrive()
      let bytes = try #require(
        VboWriter.file(
          source: drive.source, frames: drive.frames, gate: drive.gate, form: form, latitude: latitude,
          longitude: longitude))
      let recording = try openRecording(ByteStore(bytes), name: "drive.vbo")
      let frames = recording.allFrames()
      #expect(recording.notes.isEmpty && frames.count == drive.frames.count)
      let laps = lapTimes(recording)
      #expect(laps.count == 3 && laps.allSatisfy { abs($0 - drive.lapTime) < 0.004 }, "\(form) at \(latitude)")
      let first = try #require(frames.first { $0.lapNumber == 1 })
      #expect(abs(first.gameTime - (first.currentLapTime ?? 0) - (drive.start + drive.runUp)) < 0.004)
      // North of the plane's middle is not quite north here, but nothing is stretched or mirrored.
      let a = try #require(frames[0].position)
      let b = try #require(frames[100].position)
      let before = drive.frames
      let c = try #require(before[0].position)
      let d = try #require(before[100].position)
      #expect(abs((b.x - a.x) - (d.x - c.x)) < 0.5 && abs((b.z - a.z) - (d.z - c.z)) < 0.5)
      #expect(abs(hypot(b.x - a.x, b.z - a.z) - hypot(d.x - c.x, d.z - c.z)) < 0.02)
      #expect(frames.allSatisfy { ($0[.lateralAcceleration] ?? 0) > 0 })
    }
  }

  @Test func aSignToTheRightIsTurnedRound() throws {
    var drive = CircleDrive()
    var frames = drive.frames
    for index in frames.indices { frames[index][.lateralAcceleration] = -(frames[index][.lateralAcceleration] ?? 0) }
    drive.rate = 10
    let bytes = try #require(
      VboWriter.file(source: drive.source, frames: frames, gate: nil, latitude: 50, longitude: 8))
    let recording = try openRecording(ByteStore(bytes), name: "drive.vbo")
    #expect(recording.allFrames()[50...600].allSatisfy { ($0[.lateralAcceleration] ?? 0) > 9 })
    #expect(recording.notes == [.startLineChosen])
  }

  @Test func aStartLineElsewhereIsSaid() throws {
    let drive = CircleDrive()
    let far = (middle: Position(x: 90_000, y: 0, z: 0), before: Position(x: 90_000, y: 0, z: 10))
    let bytes = try #require(
      VboWriter.file(source: drive.source, frames: drive.frames, gate: far, latitude: 50, longitude: 8))
    let recording = try openRecording(ByteStore(bytes), name: "drive.vbo")
    guard case .startLineElsewhere(let distance)? = recording.notes.first else {
      Issue.record("\(recording.notes)")
      return
    }
    // The laps are there all the same, from a place of our own.
    #expect(abs(distance - 89_900) < 500 && recording.notes.last == .startLineChosen)
  }

  private static let head = "File created on 01/02/2026 @ 14:26\n[column names]\nsats time lat long velocity\n[data]\n"

  @Test func midnightIsPassed() throws {
    let recording = try open(
      Self.head
        + "010 235959.500 +3000.0 -0600.0 36\n010 235959.750 +3000.0 -0600.0 36\n010 000000.250 +3000.0 -0600.0 72\n")
    #expect(recording.sampleCount == 3 && abs(recording.duration - 0.75) < 1e-9)
    #expect(recording.allFrames().compactMap(\.speed) == [10, 10, 20])
  }

  @Test func rowsThatAreNoneAreCounted() throws {
    let recording = try open(
      Self.head
        + "010 100000.0 +3000.0 -0600.0 36\nrubbish\n\n000 100000.1 0 0 36\n202 100000.1 +3000.1 -0600.0 36\n74 100000.2 +30"
    )
    #expect(recording.notes.contains(.damagedRows(count: 1, firstLine: 6)))
    #expect(recording.notes.contains(.truncated) && recording.notes.contains(.repeatedTimes(count: 1)))
    // 202 is ten satellites and two flags of the logger.
    #expect(recording.sampleCount == 2 && recording.allFrames()[1].position != nil)
  }

  @Test func whatIsMissingIsNamed() {
    #expect(throws: RecordingError.wrongContent(format: "VBOX log")) { try open("hello", name: "a.vbo") }
    #expect(throws: RecordingError.malformed(format: "VBOX log", line: nil, problem: .noColumnNames)) {
      try open("File created on 1/2/2026\n[data]\n1 2\n")
    }
    #expect(throws: RecordingError.malformed(format: "VBOX log", line: nil, problem: .missingColumn("time"))) {
      try open("[header]\n[column names]\nlat long\n[data]\n1 2\n")
    }
    #expect(throws: RecordingError.noSamples) { try open(Self.head) }
    #expect(throws: RecordingError.noSamples) { try open("File created on 1/2/2026\n[column names]\nsats time\n") }
  }

  @Test func damageNeverTraps() throws {
    let drive = CircleDrive(seconds: 30)
    let text = try #require(
      VboWriter.file(source: drive.source, frames: drive.frames, gate: drive.gate, latitude: 50, longitude: 8))
    forAll(150) { random in
      var damaged = text
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let place = Int.random(in: 0..<(Bool.random(using: &random) ? 900 : damaged.count), using: &random)
        damaged[place] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
      guard let recording = try? openRecording(ByteStore(damaged), name: "a.vbo") else { return true }
      return recording.allFrames().count == recording.sampleCount
    }
  }
}
