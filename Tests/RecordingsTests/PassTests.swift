import Foundation
import Recordings
import Telemetry
import Testing

/// Laps of recordings of places alone.
@Suite struct PassTests {
  private func file(_ drive: CircleDrive) throws -> ByteStore {
    ByteStore(
      try #require(VboWriter.file(source: drive.source, frames: drive.frames, gate: nil, latitude: 50, longitude: 8)))
  }

  private func lapTimes(_ recording: any Recording) -> [Double] {
    let frames = recording.allFrames()
    return zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
  }

  @Test func aPlacePassedAgainAndAgainCountsLaps() throws {
    let recording = try openRecording(file(CircleDrive(seconds: 130)), name: "a.vbo")
    #expect(recording.notes == [.startLineChosen])
    let laps = lapTimes(recording)
    #expect(laps.count >= 4 && laps.allSatisfy { abs($0 - 20) < 0.005 })
  }

  @Test func aDriveThatNeverComesRoundHasNoLaps() throws {
    let recording = try openRecording(file(CircleDrive(seconds: 35)), name: "a.vbo")
    #expect(recording.notes == [.noLaps] && recording.allFrames().allSatisfy { $0.lapNumber == nil })
  }

  /// The line of a track that was driven before is its line, whichever file it came from.
  @Test func aKnownStartLineIsTaken() throws {
    let drive = CircleDrive(seconds: 65)
    let plain = try openRecording(file(drive), name: "a.vbo")
    // Where the car is a quarter of a lap after the start line, on the plane of the place.
    let frames = plain.allFrames()
    let index = frames.count / 2
    let here = try #require(frames[index].position)
    let after = try #require(frames[index + 1].position)
    let line = StartLine(x: here.x, z: here.z, directionX: after.x - here.x, directionZ: after.z - here.z)
    var surroundings = RecordingSurroundings()
    surroundings.startLines = [StartLine(x: 1e6, z: 0, directionX: 1, directionZ: 0), line]
    let recording = try openRecording(file(drive), name: "a.vbo", surroundings: surroundings)
    #expect(recording.notes.isEmpty)
    let marked = recording.allFrames()
    #expect(marked[index].lapNumber == (marked[index - 1].lapNumber ?? 0) + 1)
    #expect(abs((marked[index].currentLapTime ?? 1)) < 0.005)
    // Driven the other way over it, it is no start line.
    surroundings.startLines = [
      StartLine(x: here.x, z: here.z, directionX: here.x - after.x, directionZ: here.z - after.z)
    ]
    #expect(try openRecording(file(drive), name: "a.vbo", surroundings: surroundings).notes == [.startLineChosen])
  }
}
