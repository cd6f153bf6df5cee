import Compression
import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

@Suite(.enabled(if: RealData.isAvailable)) struct IbtTests {
  static let formulaVee = "files/ibt/formulavee_tsukuba 1kouter 2025-01-30 17-09-29.ibt"

  @Test func formulaVeeIsDescribed() throws {
    let description = try openReal(Self.formulaVee).description
    #expect(description.game == "iracing" && description.sampleRate == 60)
    #expect(description.driver == "Max Teichert2" && description.car == "Formula Vee")
    #expect(description.track == "Tsukuba Circuit 1k Outer" && description.trackLength == 680)
    #expect(description.session == "offline testing" && description.gameVersion == "2025.01.08.01")
    #expect(description.sectorStarts == nil && description.startDate != nil)
    #expect(description.capabilities.isSuperset(of: [.position, .lapDistance, .fuel, .tyreWear, .steering]))
  }

  @Test func formulaVeeFrames() throws {
    let recording = try openReal(Self.formulaVee)
    let frames = recording.allFrames()
    #expect(frames.count == 3429 && recording.sampleCount == 3429 && recording.notes.isEmpty)
    #expect(abs(recording.duration - 57.15) < 0.001)
    #expect(abs(frames[3428].gameTime - 244.183) < 0.001 && abs(frames[0].gameTime - 187.033) < 0.001)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 135.071) < 0.001)
    #expect(abs((frames.compactMap(\.engineSpeed).max() ?? 0) - 7392.7) < 0.1)
    #expect(abs((frames.compactMap(\.lapDistance).max() ?? 0) - 675.069) < 0.001)
    #expect(abs(frames.compactMap(\.speed).reduce(0, +) - 84831.99875) < 0.01)
    let sample = frames[1001]
    #expect(abs(sample.gameTime - 203.7166673) < 1e-6 && abs((sample.speed ?? 0) - 30.9977226) < 1e-6)
    #expect(abs((sample.engineSpeed ?? 0) - 5516.21387) < 1e-3 && sample.throttle == 1)
    let changes = (1..<frames.count).filter { frames[$0].lapNumber != frames[$0 - 1].lapNumber }
    #expect(changes == [214, 1769, 3208])
    // A lap that the game has not timed yet is sent as a negative number.
    let times = frames.compactMap(\.lastLapTime).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    #expect(times.count == 2 && abs(times[0] - 25.9145) < 5e-5 && abs(times[1] - 23.9797) < 5e-5)
    #expect(frames[0].position == nil && !frames[0].flags.contains(.onTrack))
    #expect(frames[1001].position != nil && frames[1001].flags.contains(.onTrack))
    #expect(frames.allSatisfy { $0.sessionNumber == 1 })
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.arrivalTime <= $1.arrivalTime })
  }

  /// The path in metres is as long as the speed says, and turns the way that the car says.
  @Test func positionsAgreeWithTheCar() throws {
    let frames = try openReal(Self.formulaVee).allFrames()[300..<1700]
    var path = 0.0
    var bySpeed = 0.0
    var agreement = 0.0
    for (before, after) in zip(frames, frames.dropFirst()) {
      guard let a = before.position, let b = after.position else { continue }
      path += ((b.x - a.x) * (b.x - a.x) + (b.z - a.z) * (b.z - a.z)).squareRoot()
      bySpeed += (after.speed ?? 0) * (after.gameTime - before.gameTime)
    }
    let list = Array(frames)
    for index in stride(from: 6, to: list.count - 6, by: 1) {
      guard let a = list[index - 6].position, let b = list[index].position, let c = list[index + 6].position else {
        continue
      }
      // Seen from above with z towards the reader, a left turn has a negative cross product.
      let cross = (b.x - a.x) * (c.z - b.z) - (b.z - a.z) * (c.x - b.x)
      agreement += -cross * (list[index][.yawRate] ?? 0)
      #expect(list[index][.lateralAcceleration] != nil)
    }
    #expect(abs(path / bySpeed - 1) < 0.005)
    #expect(agreement > 0)
  }

  @Test func columnsEqualFrames() throws {
    for path in [Self.formulaVee, "files/ibt/mercedesw13_spielberg_pit_390.ibt", "files/ibt/audir8gt3_indy_23.ibt"] {
      let recording = try openReal(path)
      let frames = recording.allFrames()
      let columns = recording.columns(Channel.allCases)
      #expect(columns.count == frames.count && columns.time == frames.map(\.gameTime))
      for channel in Channel.allCases {
        guard let column = columns[channel] else {
          #expect(frames.allSatisfy { $0[channel] == nil })
          continue
        }
        #expect(columns.presence.contains(channel))
        // A height without a fix is there in the column, where nothing reads it.
        guard channel != .positionY else { continue }
        let isEqual = zip(frames, column).allSatisfy { frame, value in
          value.isNaN ? frame[channel] == nil : frame[channel] == Double(value)
        }
        if !isEqual { Issue.record("\(channel) differs in \(path)") }
      }
    }
  }

  @Test func otherFiles() throws {
    let pit = try openReal("files/ibt/mercedesw13_spielberg_pit_390.ibt")
    #expect(pit.sampleCount == 390 && pit.description.car == "Mercedes-AMG W13 E Performance")
    let frames = pit.allFrames()
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 7.001) < 0.001)
    #expect(abs(frames[0].gameTime - 932) < 0.001 && abs(frames[389].gameTime - 938.483) < 0.001)
    #expect(frames.allSatisfy { $0.flags.contains(.inPit) })
    #expect(pit.description.sectorStarts?.count == 2)
    let short = try openReal("files/ibt/audir8gt3_indy_23.ibt")
    #expect(short.sampleCount == 23 && short.description.car == "Audi R8 LMS")
    #expect(short.allFrames().allSatisfy { $0.flags.contains(.offTrack) })
  }

  @Test func startingLaterGivesTheSameFrames() throws {
    let recording = try openReal(Self.formulaVee)
    let frames = recording.allFrames()
    for start in [0, 1, 1000, 3428, 3429, 5000] {
      #expect(recording.allFrames(from: start) == Array(frames.dropFirst(start)))
    }
  }

  @Test func samplesAreFoundByTime() throws {
    let recording = try openReal(Self.formulaVee)
    let frames = recording.allFrames()
    for index in [0, 1, 500, 3428] { #expect(recording.sample(at: frames[index].arrivalTime) == index) }
    #expect(recording.sample(at: -5) == 0 && recording.sample(at: 1000) == 3429)
    #expect(recording.datagrams == nil)
  }

  /// A second session in one file starts its clock anew; ours goes on.
  @Test func sessionsOfOneFileAreTold() throws {
    var bytes = try RealData.bytes("files/ibt/audir8gt3_indy_23.ibt")
    let offset = 1006
    let start = bytes.count - 23 * offset
    for index in 12..<23 {
      // SessionNum lies at 12 and SessionTime at 0 of a sample in this file.
      bytes[start + index * offset + 12] = 1
      let time = Double(index - 12) / 60
      for byte in 0..<8 {
        bytes[start + index * offset + byte] = UInt8(truncatingIfNeeded: time.bitPattern >> UInt64(8 * byte))
      }
    }
    let recording = try openRecording(ByteStore(bytes), name: "a.ibt")
    let frames = recording.allFrames()
    #expect(frames.map(\.sessionNumber) == [UInt32](repeating: 1, count: 12) + [UInt32](repeating: 2, count: 11))
    #expect(frames[12].gameTime == 0)
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.arrivalTime < $1.arrivalTime })
    #expect(abs(recording.duration - 22.0 / 60) < 0.02)
    #expect(recording.allFrames(from: 15) == Array(frames[15...]))
    #expect(recording.sample(at: frames[15].arrivalTime) == 15)
  }

  @Test func refusedFiles() throws {
    #expect(throws: RecordingError.memoryImage) { try openReal("files/ibt/live_shared_memory_image.ibt.gz") }
    #expect(throws: RecordingError.self) { try openReal("files/ibt/not-an-ibt.ibt") }
    do {
      _ = try openReal("files/ibt/not-an-ibt.ibt")
    } catch RecordingError.badHeader(let field, _) {
      #expect(field == "version")
    }
  }

  @Test func everyTruncationIsSurvived() throws {
    let bytes = try RealData.bytes("files/ibt/audir8gt3_indy_23.ibt")
    for count in stride(from: 0, through: bytes.count, by: 61) {
      guard let recording = try? openRecording(ByteStore(Array(bytes[..<count])), name: "a.ibt") else { continue }
      #expect(recording.allFrames().count == recording.sampleCount && recording.sampleCount <= 23)
      #expect(recording.notes.contains(.truncated) == (recording.sampleCount < 23))
    }
    #expect(throws: RecordingError.noSamples) {
      try openRecording(ByteStore(Array(bytes[..<200])), name: "a.ibt")
    }
  }

  @Test func damageNeverTraps() throws {
    let bytes = try RealData.bytes("files/ibt/audir8gt3_indy_23.ibt")
    forAll(150) { random in
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        let place =
          Bool.random(using: &random)
          ? Int.random(in: 0..<400, using: &random) : Int.random(in: 0..<bytes.count, using: &random)
        damaged[place] = UInt8.random(in: 0...255, using: &random)
      }
      guard let recording = try? openRecording(ByteStore(damaged), name: "a.ibt") else { return true }
      _ = recording.allFrames()
      _ = recording.columns(Channel.allCases)
      return true
    }
  }
}
