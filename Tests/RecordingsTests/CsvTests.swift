import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

/// Real exports, against what is known of them.
@Suite(.enabled(if: RealData.isAvailable)) struct RealCsvTests {
  private func lapTimes(_ frames: [TelemetryFrame]) -> [Double] {
    zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
  }

  private func topSpeed(_ frames: [TelemetryFrame]) -> Double { (frames.compactMap(\.speed).max() ?? 0) * 3.6 }

  @Test func raceChrono() throws {
    let tianma = try openReal("files/racechrono/session_20251231_111959_tianma_lap13_v3.csv")
    let frames = tianma.allFrames()
    // 6 488 rows, of which 170 repeat the time of another.
    #expect(frames.count == 6488 - 170 && tianma.notes == [.repeatedTimes(count: 170)])
    #expect(lapTimes(frames) == [75.934] && Set(frames.compactMap(\.lapNumber)) == [12, 13, 14])
    // The speed that is worked out is preferred to the receiver's, whose highest is 44.381 m/s.
    #expect(abs(topSpeed(frames) - 159.656) < 0.001)
    #expect(tianma.description.track == "Tianma" && abs((tianma.description.startDate ?? 0) - 1_767_151_198.443) < 1e-6)
    #expect(frames.allSatisfy { $0.position != nil && $0.throttle != nil && $0.brake == nil })
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.gameTime < $1.gameTime })

    let taupo = try openReal("files/racechrono/official_session_20230212_094842_race_2_lap6_v3.csv.gz")
    #expect(lapTimes(taupo.allFrames()) == [106.448] && abs(topSpeed(taupo.allFrames()) - 49.75 * 3.6) < 0.001)
    #expect(taupo.allFrames().contains { $0[.oilTemperature] != nil } && taupo.description.track == "BMW - Taupo")
    let logging = try openReal("files/racechrono/Short_RaceChrono_Official_App_Data.csv")
    #expect(logging.sampleCount == 1958 - 10 && logging.notes.contains(.noLaps))
    #expect(logging.allFrames().allSatisfy { $0.lapNumber == nil })
  }

  @Test func trackAddict() throws {
    let recording = try openReal("files/trackaddict/STC_log.csv.gz")
    let frames = recording.allFrames()
    #expect(recording.sampleCount == 25_198 - 18 && abs(recording.duration - 1245.587) < 0.001)
    // The first lap, 155.138 s, begins in the paddock and not at the line.
    #expect(lapTimes(frames) == [444.553, 107.089, 116.145, 357.906] && frames[0].lapNumber == 0)
    #expect(abs(topSpeed(frames) - 158) < 0.001)
    #expect(recording.description.startDate == 1_559_734_111 && recording.description.capabilities.contains(.pit))
    #expect(frames.contains { $0.flags.contains(.inPit) } && frames.contains { !$0.flags.contains(.inPit) })
    // Between two fixes, a second apart, the car moves on: it is not held in place.
    let moving = frames[15_000..<16_000]
    let still = zip(moving, moving.dropFirst()).count { $0.position == $1.position }
    #expect(still < 20)
  }

  @Test func aim() throws {
    let recording = try openReal("files/aim/racestudio3-aim.csv")
    let frames = recording.allFrames()
    #expect(frames.count == 503 && abs(recording.duration - 25.1) < 1e-6 && recording.description.sampleRate == 20)
    #expect(
      recording.notes == [
        .lapsWithoutSamples([54.939, 53.337, 53.119, 52.461, 52.433, 52.609, 53.147, 54.706])
      ])
    #expect(abs(topSpeed(frames) - 76.794) < 0.001 && frames.allSatisfy { $0.lapNumber == 0 && $0.position != nil })
    #expect(recording.description.driver == "CS" && recording.description.car == "Kosmic Rotax Junior")
    #expect(recording.description.startDate != nil && frames[0].engineSpeed == 6121)
  }

  @Test func garage61() throws {
    let recording = try openReal("files/garage61/sample_lap.csv")
    let frames = recording.allFrames()
    #expect(frames.count == 4727 && recording.notes.isEmpty && recording.description.sampleRate == 60)
    #expect(frames.last?.lastLapTime == 78.783 && frames[0].lapNumber == 1 && frames[4726].lapNumber == 2)
    #expect(abs(topSpeed(frames) - 262.633) < 0.001)
    var path = 0.0
    for (a, b) in zip(frames, frames.dropFirst()) {
      let (before, after) = (try #require(a.position), try #require(b.position))
      path += ((after.x - before.x) * (after.x - before.x) + (after.z - before.z) * (after.z - before.z)).squareRoot()
    }
    #expect(abs(path - 4053) < 5)
    #expect(frames.allSatisfy { $0.brake ?? -1 >= 0 && $0[.clutch] ?? 2 <= 1 })
    let named = try openRecording(
      ByteStore(RealData.bytes("files/garage61/sample_lap.csv")),
      name: "Garage 61 - Ada Lovelace - Ferrari 296 - Road Atlanta - 01.18.742 - 01ABC.csv")
    #expect(named.allFrames().last?.lastLapTime == 78.742 && named.description.driver == "Ada Lovelace")
    #expect(named.description.car == "Ferrari 296" && named.description.track == "Road Atlanta")
  }

  @Test func motec() throws {
    let recording = try openReal("files/motec_csv/ier_daytona.csv.gz")
    let frames = recording.allFrames()
    #expect(frames.count == 1006 && recording.description.sampleRate == 10 && recording.notes.isEmpty)
    #expect(frames[0].lapNumber == 7 && frames[1005].lastLapTime == 100.598)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) - 82.95) < 0.001)
    #expect(recording.description.track == "ier_daytona" && recording.description.driver == "mathias")
    #expect(frames.allSatisfy { $0.position != nil && $0.gear != nil && $0.brake != nil })
    let date = try #require(recording.description.startDate)
    let parts = Calendar.current.dateComponents([.year, .month, .day, .hour], from: Date(timeIntervalSince1970: date))
    #expect(parts.year == 2025 && parts.month == 12 && parts.day == 20 && parts.hour == 18)
  }

  @Test func columnsEqualFramesAndJumpsGiveThem() throws {
    for path in [
      "racechrono/session_20251231_111959_tianma_lap13_v3.csv", "aim/racestudio3-aim.csv", "garage61/sample_lap.csv",
      "motec_csv/ier_daytona.csv.gz", "trackaddict/STC_log.csv.gz", "vbo/vbox-modena.vbo.gz",
    ] {
      let recording = try openReal("files/" + path)
      let frames = recording.allFrames()
      let columns = recording.columns([.speed, .positionX, .gear, .oilPressure, .lateralAcceleration])
      #expect(columns.time == frames.map(\.gameTime) && columns[.oilPressure] == nil)
      for channel in columns.presence.channels {
        let column = try #require(columns[channel])
        #expect(
          frames.indices.allSatisfy {
            column[$0].isNaN ? frames[$0][channel] == nil : frames[$0][channel] == Double(column[$0])
          })
      }
      for start in [0, 1, frames.count / 2, frames.count - 1, frames.count] {
        #expect(recording.allFrames(from: start) == Array(frames[start...]), "\(path) from \(start)")
      }
      #expect(recording.sample(at: frames[frames.count / 2].arrivalTime) == frames.count / 2)
    }
  }
}
