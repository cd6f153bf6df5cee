import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct DirtRallyTests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      frame.set(.engineSpeedLimit, 8000)
      change(index, &frame)
      return frame
    }
  }

  private func decode(_ frames: [TelemetryFrame]) throws -> [TelemetryFrame] {
    var encoder = DirtRallyEncoder(trackLength: 5807)
    var decoder = DirtRallyDecoder()
    return try frames.map { try #require(try decoder.decode(bytes: encoder.datagrams($0)[0], at: 1)) }
  }

  @Test func lapsOfACircuitComeBack() {
    forAll { random in
      let frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      guard let back = try? decode([frame]).first else { return false }
      let differing = differences(frame, back, channels: back.presence.channels)
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.lapNumber == 3 && back.lapCount == 12 && back.lastLapTime == 91.234
        && back.racePosition == 4 && back.flags == .onTrack && back.presence.channels.count == 32
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 1e-3
    }
  }

  @Test func theRunUpIsBeforeTheLine() throws {
    let decoded = try decode(
      frames(2) { index, frame in
        frame.lapNumber = Int32(index)
        frame.lapDistance = index == 0 ? 5800 : 1
        frame.currentLapTime = index == 0 ? nil : 0.02
      })
    #expect(abs((decoded[0].lapDistance ?? 0) + 7) < 1e-3 && decoded[0].currentLapTime == nil)
    #expect(decoded[1].lapDistance == 1 && decoded[1].lapNumber == 1)
  }

  /// Ten steps before the start, a run, ten steps after its finish, and the same again.
  private func stage(runs: Int) -> [TelemetryFrame] {
    frames(runs * 60) { index, frame in
      let step = index % 60
      frame.gameTime = Double(index) / 60 + 5
      frame.flags = [.onTrack, .stage]
      frame.lapDistance = step < 10 ? Double(step) - 10 : min(5807, Double(step - 10) * 140)
      frame.currentLapTime = step < 10 ? nil : min(200, Double(step - 9) * 4)
      frame.lastLapTime = nil
    }
  }

  @Test func runsOfAStageAreCounted() throws {
    let decoded = try decode(stage(runs: 3))
    #expect(decoded.allSatisfy { $0.flags == [.onTrack, .stage] && $0.sessionNumber == 1 })
    for run in 0..<3 {
      let frames = Array(decoded[(run * 60)..<(run * 60 + 60)])
      #expect(frames.allSatisfy { $0.lapNumber == Int32(run + 1) })
      #expect(frames.prefix(10).allSatisfy { $0.currentLapTime == nil && $0.lastLapTime == nil })
      #expect(frames[10].currentLapTime == 4 && frames[58].currentLapTime == 196)
    }
  }

  @Test func theFinishIsWhereTheClockStands() throws {
    var frames = stage(runs: 1)
    for _ in 0..<3 {
      var frame = frames[frames.count - 1]
      frame.gameTime += 1 / 60
      frames.append(frame)
    }
    let decoded = try decode(frames)
    #expect(decoded[59].currentLapTime == 200 && decoded[59].lastLapTime == nil)
    #expect(decoded[60...].allSatisfy { $0.currentLapTime == nil && $0.lastLapTime == 200 })
    // A clock that stands in the middle of the stage is a pause.
    var paused = Array(stage(runs: 1).prefix(30))
    for _ in 0..<3 {
      var frame = paused[paused.count - 1]
      frame.gameTime += 1 / 60
      paused.append(frame)
    }
    #expect(try decode(paused).allSatisfy { $0.lastLapTime == nil })
  }

  @Test func anotherStageIsAnotherSession() throws {
    var decoder = DirtRallyDecoder()
    var numbers: [UInt32?] = []
    for length in [5807.0, 5807, 6000] {
      var encoder = DirtRallyEncoder(trackLength: length)
      let frame = stage(runs: 1)[numbers.count]
      numbers.append(try decoder.decode(bytes: encoder.datagrams(frame)[0])?.sessionNumber)
    }
    #expect(numbers == [1, 1, 2] && decoder.description.track == "Stage of 6000.00 m")
    #expect(decoder.description.trackLength == 6000 && decoder.description.session == "stage")
  }

  @Test func anyBytesOfTheRightSizeAreNoPacket() {
    forAll(2000) { random in
      !DirtRallyDecoder.recognises(bytes: random.bytes(264)) && !WRCDecoder.recognises(bytes: random.bytes(237))
    }
  }

  @Test(.enabled(if: RealData.isAvailable)) func abortedStageOfDirtRally1() throws {
    let lines = try Datagrams.lines("live/dirt/dirt_rally1_stage.udp.jsonl.gz")
    var decoder = DirtRallyDecoder()
    let frames = try lines.compactMap { try decoder.decode(bytes: $0.bytes, at: $0.time) }
    #expect(frames.count == 2627 && Set(frames.map(\.sessionNumber)) == [1])
    #expect(frames.firstIndex { $0.currentLapTime != nil } == 262)
    #expect(frames.last?.currentLapTime.map { abs($0 - 78.331) < 0.001 } == true)
    #expect(frames.allSatisfy { $0.lastLapTime == nil && $0.lapNumber == 1 })
    #expect(abs((frames.compactMap(\.lapDistance).max() ?? 0) - 1104.60) < 0.01)
    #expect(abs((decoder.description.trackLength ?? 0) - 6456.3604) < 0.001)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 181.507) < 0.001)
    #expect(Set(frames.compactMap(\.gear)) == [0, 1, 2, 3, 4])
    #expect(decoder.description.car == "Car with 8000 rpm and 5 gears")
    #expect(frames.allSatisfy { abs(($0[.engineSpeedLimit] ?? 0) - 8000) < 0.01 })
    #expect(abs((frames.last?[.positionZ] ?? 0) + 210.06) < 0.01)
  }

  @Test(.enabled(if: RealData.isAvailable)) func wholeStageOfDirtRally2() throws {
    let datagrams = try Datagrams.records("live/dirt/dr2_noorinbee_202.5s.264.bin.gz", size: 264)
    var decoder = DirtRallyDecoder()
    let frames = try datagrams.compactMap { try decoder.decode(bytes: $0) }
    #expect(frames.count == 12_151 && frames[0].currentLapTime.map { $0 < 0.05 } == true)
    #expect(frames.last?.currentLapTime == 202.52524)
    #expect(abs((decoder.description.trackLength ?? 0) - 5236.9102) < 0.001)
    #expect(abs((frames[0][.positionY] ?? 0) + 154.245) < 0.001 && abs((frames[0][.positionZ] ?? 0) + 564.700) < 0.001)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 155.356) < 0.001)
    #expect(Set(frames.compactMap(\.gear)) == [1, 2, 3, 4, 5])
    #expect(abs((frames.compactMap(\.engineSpeed).max() ?? 0) - 8247) < 1)
    // What turns left is pushed to the left.
    var agreeing = 0
    var turning = 0
    for (a, b) in zip(frames, frames.dropFirst(6)) {
      guard let x = a[.velocityX], let z = a[.velocityZ], let u = b[.velocityX], let v = b[.velocityZ],
        (a.speed ?? 0) > 10, abs(x * v - z * u) > 0.03 * (x * u + z * v)
      else { continue }
      turning += 1
      if -(x * v - z * u) * (a[.lateralAcceleration] ?? 0) > 0 { agreeing += 1 }
    }
    #expect(turning > 300 && agreeing > turning * 8 / 10)
  }
}
