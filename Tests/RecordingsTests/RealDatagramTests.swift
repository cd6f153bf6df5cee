import Recordings
import Telemetry
import TestSupport
import Testing

@Suite(.enabled(if: RealData.isAvailable)) struct RealDatagramTests {
  @Test func lapOfSpa() throws {
    let recording = try openReal("live/gt7/spa_gr-x_packetC_replay.gtz")
    let frames = recording.allFrames()
    #expect(frames.count == 6914 && recording.description.car == "Car 3582" && recording.notes.isEmpty)
    #expect(frames[0].gameTime == 704_544.0 / 60)
    #expect(frames[6912].lapNumber == 1 && frames[6913].lapNumber == 2)
    #expect(frames[6912].lastLapTime == nil && frames[6913].lastLapTime == 115.244)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 317.690) < 0.001)
    #expect((frames.compactMap(\.engineSpeed).max() ?? 0).rounded() == 16449)
    #expect(Set(frames.compactMap(\.gear)) == [2, 3, 4, 5, 6])
    #expect(frames.allSatisfy { $0.bestLapTime == nil && $0.lapCount == nil && $0.sessionNumber == 1 })
    #expect(frames.allSatisfy { $0.flags.contains(.spectating) && !$0.flags.contains(.onTrack) })
    #expect(frames.count { $0.flags.contains(.revLimiter) } == 80)
    #expect(frames[0][.shiftLightStart] == 16000 && frames[0][.engineSpeedLimit] == 17000)
    #expect(frames[0].currentLapTime == 0.034 && frames[6913].currentLapTime == 115.25)
    #expect(frames.count { $0[.looseWheels] == 0 } > 6000)
  }

  /// Spa is driven clockwise: most of it turns right, and its first corner is the right-hand hairpin.
  @Test func leftIsPositive() throws {
    let frames = try openReal("live/gt7/spa_gr-x_packetC_replay.gtz").allFrames()
    var turned = 0.0
    var products: [Channel: Double] = [:]
    for (before, after) in zip(frames, frames.dropFirst(2)) {
      guard let x0 = before[.velocityX], let z0 = before[.velocityZ], let x1 = after[.velocityX],
        let z1 = after[.velocityZ]
      else { continue }
      // Seen from above with z towards the reader, a left turn goes against the sense from x to z.
      let left = -(x0 * z1 - z0 * x1) / (x0 * x0 + z0 * z0)
      turned += left / 2
      for channel in [Channel.yawRate, .lateralAcceleration, .steering] {
        products[channel, default: 0] += left * (after[channel] ?? 0)
      }
    }
    // Once round, clockwise.
    #expect(abs(turned / (2 * .pi) + 1) < 0.02)
    #expect(products.count == 3 && products.values.allSatisfy { $0 > 0 })
    let braking = frames.filter { ($0.brake ?? 0) > 0.9 }
    #expect(!braking.isEmpty && braking.allSatisfy { ($0[.longitudinalAcceleration] ?? 0) < 5 })
  }

  @Test func encryptedLap() throws {
    let recording = try openReal("live/gt7/barcelona_rallycross_encA.gt7lap")
    #expect(recording.sampleCount == 91 && recording.description.car == "Car 1927")
    #expect(try openReal("live/gt7/idle_encA_single.bin").sampleCount == 1)
  }

  /// The captures of the F1 games hold packets picked from several sessions: what joins to a frame is the player's.
  @Test func packetsOfF1() throws {
    let old = try openReal("live/f1/f1_2022_packets.jsonl.gz")
    let frame = try #require(old.allFrames().first)
    #expect(old.sampleCount == 1 && frame.lapNumber == 3 && frame.racePosition == 6)
    #expect(frame.lastLapTime == 92.035 && frame.currentLapTime == 91.313)
    #expect(abs((frame.lapDistance ?? 0) - 6175.69) < 0.01 && frame.gear == 8 && frame.engineSpeed == 10657)
    #expect(abs((frame.speed ?? 0) * 3.6 - 308) < 1.5)
    #expect(frame.lapNumber == 3 && frame.flags.contains(.onTrack))
    #expect(abs((frame[.wheelSpeedFrontLeft] ?? 0) - 85.8667) < 1e-3)
    for path in ["f1_2023", "f1_2024", "f1_2025"] {
      #expect(throws: RecordingError.noSamples) { try openReal("live/f1/\(path)_packets.jsonl.gz") }
    }
  }

  @Test func packetsOfOtherGames() throws {
    let monza = try openReal("live/ac/ac_monza_r8lms.udp.jsonl.gz")
    #expect(monza.description.game == "ac" && monza.sampleCount > 8000 && monza.notes.isEmpty)
    #expect(monza.allFrames().last?.lastLapTime == 344.684)
    let stage = try openReal("live/dirt/dr2_noorinbee_202.5s.264.bin.gz")
    #expect(stage.description.game == "rally" && stage.sampleCount == 12_151)
    #expect(try openReal("live/dirt/dirt_rally1_stage.udp.jsonl.gz").sampleCount == 2627)
    let laguna = try openReal("live/forza/fm7_laguna_seca.311.bin.gz")
    #expect(laguna.description.game == "forza" && laguna.sampleCount == 687)
    #expect(laguna.allFrames().last?.bestLapTime == 75.25621)
  }
}
