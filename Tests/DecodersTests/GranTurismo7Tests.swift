import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct GranTurismo7Tests {
  private let byteResolution = 0.5 / 255 + 1e-6

  @Test(arguments: GranTurismo7Packet.allCases, [true, false])
  func decodingReturnsWhatWasEncoded(_ kind: GranTurismo7Packet, _ isEncrypted: Bool) {
    forAll { random in
      let frame = DecoderSamples.frame(Int.random(in: 1...100_000, using: &random), &random)
      var encoder = GranTurismo7Encoder(kind: kind, isEncrypted: isEncrypted)
      var decoder = GranTurismo7Decoder()
      guard let datagram = encoder.datagrams(frame).first, datagram.count == kind.size,
        let back = try? decoder.decode(bytes: datagram, at: 5)
      else { return false }
      var channels = Set(back.presence.channels)
      if kind == .a || kind == .b { channels.remove(.throttle) }
      let differing = differences(
        frame, back, channels: Array(channels),
        resolution: [
          .brake: byteResolution, .throttle: byteResolution, .throttleApplied: byteResolution,
          .brakeApplied: byteResolution, .boost: 1e-6,
        ])
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && abs(back.gameTime - frame.gameTime) < 1e-9 && back.lapNumber == frame.lapNumber
        && back.lapCount == frame.lapCount && back.lastLapTime == frame.lastLapTime
        && back.bestLapTime == frame.bestLapTime && back.racePosition == frame.racePosition
        && back.carCount == frame.carCount && back.flags.contains(.onTrack) && back.sessionNumber == 1
    }
  }

  private func decode(_ frames: [TelemetryFrame], cars: [Int32]? = nil) throws -> [TelemetryFrame?] {
    var encoder = GranTurismo7Encoder(kind: .c)
    var decoder = GranTurismo7Decoder()
    return try frames.enumerated().map { index, frame in
      if let cars { encoder.carID = cars[index] }
      return try decoder.decode(bytes: encoder.datagrams(frame)[0], at: Double(index))
    }
  }

  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 7)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 1, &random)
      change(index, &frame)
      return frame
    }
  }

  @Test func absentTimesAreNil() throws {
    let decoded = try decode(
      frames(1) { _, frame in
        frame.lastLapTime = nil
        frame.bestLapTime = nil
        frame.lapCount = nil
        frame[.fuelLevel] = nil
        frame[.fuelCapacity] = nil
        frame[.boost] = nil
      })
    let frame = try #require(decoded[0])
    #expect(frame.lastLapTime == nil && frame.bestLapTime == nil && frame.lapCount == nil)
    #expect(frame[.fuelLevel] == nil && frame[.fuelCapacity] == nil && frame[.boost] == nil)
  }

  @Test func sessionsAreTold() throws {
    let lapDown = try decode(frames(4) { $1.lapNumber = $0 < 2 ? 5 : 1 })
    #expect(lapDown.map { $0?.sessionNumber } == [1, 1, 2, 2])
    let lastGone = try decode(frames(4) { if $0 >= 2 { $1.lastLapTime = nil } })
    #expect(lastGone.map { $0?.sessionNumber } == [1, 1, 2, 2])
    let otherCar = try decode(frames(3) { _, _ in }, cars: [10, 10, 11])
    #expect(otherCar.map { $0?.sessionNumber } == [1, 1, 2])
    let menu = try decode(
      frames(4) { index, frame in
        guard index == 1 else { return }
        frame.lapNumber = nil
        frame.flags = .loading
        frame.set(.looseWheels, 0)
      })
    #expect(menu.map { $0?.sessionNumber } == [1, 1, 2, 2])
    #expect(menu[1]?.flags == [.loading])
  }

  @Test func clockStandsStillInAPause() throws {
    let decoded = try decode(frames(10) { if (3..<7).contains($0) { $1.flags = [.onTrack, .paused] } })
    let times = decoded.compactMap { $0?.gameTime }
    #expect(times.count == 10)
    #expect(times[6] == times[2])
    #expect(abs(times[9] - times[2] - 3.0 / 60) < 1e-9)
  }

  @Test func lateAndDoubledPacketsAreDropped() throws {
    let source = frames(4) { _, _ in }
    let decoded = try decode([source[0], source[2], source[1], source[2], source[3]])
    #expect(decoded.map { $0 != nil } == [true, true, false, false, true])
  }

  @Test func wheelsOffTheTrackAreCounted() throws {
    let decoded = try decode(frames(5) { $1.set(.looseWheels, Float($0)) })
    #expect(decoded.map { $0?[.looseWheels] } == [0, 1, 2, 3, 4])
    #expect(decoded.map { $0?.flags.contains(.offTrack) } == [false, false, false, true, true])
  }

  @Test(.enabled(if: RealData.isAvailable)) func encryptedPacketOfARace() throws {
    let bytes = try RealData.bytes("live/gt7/barcelona_gp_911_encA_single.bin")
    #expect(GranTurismo7Decoder.recognises(bytes: bytes))
    var decoder = GranTurismo7Decoder()
    let frame = try #require(try decoder.decode(bytes: bytes, at: 0))
    #expect(frame.lapNumber == 8 && frame.lapCount == 10)
    #expect(frame.bestLapTime == 112.509 && frame.lastLapTime == 113.464)
    #expect(abs((frame.speed ?? 0) - 49.6578) < 1e-3)
    #expect((frame.engineSpeed ?? 0).rounded() == 7764)
    #expect(frame.gear == 4 && frame.flags == [.onTrack])
    #expect(abs((frame[.fuelLevel] ?? 0) - 14.592) < 1e-3 && frame[.fuelCapacity] == 100)
    #expect(abs(frame.gameTime - 63001.0 / 60) < 1e-9)
    #expect(decoder.description.car == "Car 3358")
  }

  @Test(.enabled(if: RealData.isAvailable)) func encryptedPacketOfTheMenu() throws {
    let bytes = try RealData.bytes("live/gt7/idle_encA_single.bin")
    var decoder = GranTurismo7Decoder()
    let frame = try #require(try decoder.decode(bytes: bytes, at: 0))
    #expect(frame.lapNumber == nil && frame.lapCount == nil && frame.flags == [.loading])
    #expect(frame.bestLapTime == nil && frame.lastLapTime == nil && decoder.description.car == nil)
  }

  @Test(.enabled(if: RealData.isAvailable)) func thinnedLap() throws {
    let bytes = try RealData.bytes("live/gt7/barcelona_rallycross_encA.gt7lap")
    var decoder = GranTurismo7Decoder()
    var frames: [TelemetryFrame] = []
    for start in stride(from: 0, to: bytes.count, by: 296) {
      let datagram = Array(bytes[start..<min(start + 296, bytes.count)])
      if let frame = try decoder.decode(bytes: datagram, at: 0) { frames.append(frame) }
    }
    #expect(frames.count == 91)
    #expect(frames.allSatisfy { $0.lapNumber == 2 && $0.lastLapTime == 50.881 && $0.sessionNumber == 1 })
    #expect(decoder.description.car == "Car 1927")
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 146.046) < 0.001)
  }
}
