import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct OutGaugeTests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      frame.lapDistance = Double(index)
      change(index, &frame)
      return frame
    }
  }

  private func decode(_ frames: [TelemetryFrame], motion: Bool = true) throws -> [TelemetryFrame] {
    var encoder = OutGaugeEncoder(sendsMotion: motion)
    var decoder = OutGaugeDecoder()
    return try frames.flatMap { frame in
      try encoder.datagrams(frame).compactMap { try decoder.decode(bytes: $0, at: frame.gameTime) }
    }
  }

  @Test func decodingReturnsWhatWasEncoded() {
    forAll { random in
      let frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      guard let back = try? decode([frame]).first else { return false }
      let differing = differences(
        frame, back, channels: back.presence.channels,
        resolution: [.fuelLevel: 1e-4, .lateralAcceleration: 1e-4, .longitudinalAcceleration: 1e-4])
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.presence.channels.count == 20 && back.lapNumber == 0
        && back.lastLapTime == nil && back.flags == .onTrack && abs(back.gameTime - frame.gameTime) < 0.001
    }
  }

  @Test func theDashboardAloneHasNoPlaceAndNoLap() throws {
    let frame = try #require(try decode(frames(1), motion: false).first)
    #expect(frame.position == nil && frame.lapDistance == nil && frame.lapNumber == nil && frame.steering == nil)
    #expect(frame.speed != nil && frame.throttle != nil && frame.gear != nil)
  }

  @Test func laterMotionBeginsASessionThatCanMeasureIt() throws {
    var encoder = OutGaugeEncoder(sendsMotion: false)
    var decoder = OutGaugeDecoder()
    var sessions: [UInt32] = []
    for (index, frame) in frames(6).enumerated() {
      if index == 3 {
        #expect(decoder.description.capabilities.isDisjoint(with: [.position, .lapDistance]))
        encoder.sendsMotion = true
      }
      for datagram in encoder.datagrams(frame) {
        if let back = try decoder.decode(bytes: datagram, at: frame.gameTime) { sessions.append(back.sessionNumber) }
      }
    }
    #expect(sessions == [1, 1, 1, 2, 2, 2] && decoder.description.car == "XRT")
    #expect(decoder.description.capabilities.isSuperset(of: [.position, .lapDistance]))
  }

  @Test func aLapEndsWhereTheWayFalls() throws {
    let decoded = try decode(frames(400) { $1.lapDistance = Double($0 % 100) * 40 })
    #expect(decoded.map(\.lapNumber) == (0..<400).map { Int32($0 / 100) })
    // A car that rolls back over the line, or a lap too short to be one, ends nothing.
    let rolling = try decode(frames(10) { $1.lapDistance = [5, 2, 90, 1, 100, 140, 3, 0, 2, 1][$0] })
    #expect(rolling.allSatisfy { $0.lapNumber == 0 })
  }

  @Test func lightsAreFlags() throws {
    for flags in [[.onTrack, .pitLimiter], [.onTrack, .tractionControl], [.onTrack, .antiLock]] as [FrameFlags] {
      #expect(try decode(frames(1) { $1.flags = flags }).first?.flags == flags)
    }
  }

  @Test func beamHasNoClockAndItsMotionAPlace() throws {
    var encoder = OutGaugeEncoder(car: "beam", sendsMotion: false)
    var decoder = OutGaugeDecoder()
    var motion = [UInt8](repeating: 0, count: 88)
    motion.replaceSubrange(0..<4, with: Array("BNG1".utf8))
    for (offset, value) in [(4, 10), (8, 20), (12, 30), (16, 3), (20, 4)] as [(Int, Float)] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { motion.replaceSubrange(offset..<(offset + 4), with: $0) }
    }
    #expect(try decoder.decode(bytes: motion, at: 7) == nil)
    var gauge = Array(encoder.datagrams(frames(1)[0])[0].prefix(92))
    for index in 0..<4 { gauge[index] = 0 }
    let frame = try #require(try decoder.decode(bytes: gauge, at: 7.1))
    #expect(frame.gameTime == 7.1 && frame.position == Position(x: 10, y: 30, z: 20))
    #expect(frame[.velocityX] == 3 && frame[.velocityZ] == 4 && frame.lapNumber == nil)
    // What is old is not shown any more.
    #expect(try decoder.decode(bytes: gauge, at: 9)?.position == nil)
  }

  @Test func anyBytesOfTheRightSizesAreNoPacket() {
    forAll(2000) { random in
      [64, 68, 88, 92, 96, 272, 276].allSatisfy { !OutGaugeDecoder.recognises(bytes: random.bytes($0)) }
    }
  }
}
