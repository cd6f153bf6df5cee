import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct ForzaTests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 7)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      frame.arrivalTime = Double(index) / 60
      frame.lapDistance = 500 + Double(index)
      change(index, &frame)
      return frame
    }
  }

  private func decode(
    _ frames: [TelemetryFrame], _ packet: ForzaPacket = .dash, change: (Int, inout ForzaEncoder) -> Void = { _, _ in }
  ) throws -> [TelemetryFrame] {
    var encoder = ForzaEncoder(packet, trackLength: 5807)
    var decoder = ForzaDecoder()
    return try frames.enumerated().map { index, frame in
      change(index, &encoder)
      return try #require(try decoder.decode(bytes: encoder.datagrams(frame)[0], at: frame.arrivalTime))
    }
  }

  @Test(arguments: ForzaPacket.allCases) func decodingReturnsWhatWasEncoded(_ packet: ForzaPacket) {
    let pedal = 0.5 / 255 + 1e-6
    let resolution: [Channel: Double] = [
      .throttle: pedal, .brake: pedal, .clutch: pedal, .steering: 0.5 / 127 + 1e-6, .tyreTemperatureFrontLeft: 1e-3,
    ]
    forAll { random in
      var frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      frame.lapDistance = 700
      if packet == .horizon { frame.gear = Int.random(in: 0...10, using: &random) }
      if packet != .horizon, frame.gear == 0 { frame.gear = 1 }
      var encoder = ForzaEncoder(packet, trackLength: 5807)
      var decoder = ForzaDecoder()
      guard let datagram = encoder.datagrams(frame).first, datagram.count == packet.size,
        let back = try? decoder.decode(bytes: datagram, at: 5)
      else { return false }
      let differing = differences(frame, back, channels: back.presence.channels, resolution: resolution)
      if !differing.isEmpty { print(differing) }
      guard differing.isEmpty, back.flags == .onTrack, back.sessionNumber == 1 else { return false }
      guard packet != .sled else { return back.lapNumber == nil && back.throttle == nil && back.position == nil }
      return abs(back.gameTime - frame.gameTime) < 1e-3 && back.lapNumber == 3 && back.lastLapTime == 91.234
        && back.bestLapTime == 90.987 && back.racePosition == 4
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 1e-3
    }
  }

  @Test func variantsSayWhatTheyHave() throws {
    let frame = frames(1)
    #expect(try decode(frame, .horizon)[0][.fuelLevel] == nil && decode(frame, .dash)[0][.fuelLevel] != nil)
    #expect(try decode(frame, .motorsport)[0][.tyreWearRearRight] != nil)
    #expect(try decode(frame, .dash)[0][.tyreWearRearRight] == nil && decode(frame, .sled)[0].speed != nil)
    var decoder = ForzaDecoder()
    var encoder = ForzaEncoder(.motorsport, trackLength: 100, carOrdinal: 31, trackOrdinal: 7)
    _ = try decoder.decode(bytes: encoder.datagrams(frame[0])[0])
    #expect(decoder.description.car == "Car 31" && decoder.description.track == "Track 7")
    #expect(decoder.description.capabilities.isSuperset(of: [.position, .fuel, .tyreWear, .steering]))
    #expect(decoder.description.capabilities.isDisjoint(with: [.lapDistance, .sectors, .lapValidity, .opponents]))
  }

  @Test func horizonWithoutItsLastByteIsTaken() throws {
    var encoder = ForzaEncoder(.horizon, trackLength: 5807)
    let datagram = Array(encoder.datagrams(frames(1)[0])[0].dropLast())
    var decoder = ForzaDecoder()
    #expect(ForzaDecoder.recognises(bytes: datagram))
    #expect(try decoder.decode(bytes: datagram)?.lapNumber == 3)
  }

  @Test func anyBytesOfTheRightSizeAreNoPacket() {
    forAll(500) { random in
      ForzaPacket.allCases.allSatisfy { packet in
        var decoder = ForzaDecoder()
        let bytes = random.bytes(packet.size)
        return !ForzaDecoder.recognises(bytes: bytes) && (try? decoder.decode(bytes: bytes)) == nil
      }
    }
  }

  @Test func theGridIsBeforeTheFirstLap() throws {
    let decoded = try decode(
      frames(4) { index, frame in
        frame.lapNumber = index < 2 ? 0 : 1
        frame.lapDistance = index < 2 ? 5800 + Double(index) : Double(index)
      })
    #expect(decoded.map(\.lapNumber) == [0, 0, 1, 1])
  }

  @Test func sessionsAreTold() throws {
    let otherCar = try decode(frames(3)) { if $0 == 2 { $1.carOrdinal = 9 } }
    #expect(otherCar.map(\.sessionNumber) == [1, 1, 2])
    let restart = try decode(frames(4) { if $0 >= 2 { $1.gameTime = Double($0) / 10 } })
    #expect(restart.map(\.sessionNumber) == [1, 1, 2, 2])
    // Horizon starts the first lap's clock again at the line.
    let atLine = try decode(
      frames(4) { index, frame in
        frame.lapNumber = 1
        frame.currentLapTime = index < 2 ? 8 + Double(index) / 60 : Double(index) / 60
      }, .horizon)
    #expect(atLine.map(\.sessionNumber) == [1, 1, 2, 2])
  }

  @Test func aRewindGoesBackInTheSameSession() throws {
    let decoded = try decode(
      frames(8) { index, frame in
        frame.gameTime = index < 4 ? 100 + Double(index) / 60 : index < 6 ? 0 : 98 + Double(index) / 60
        if index == 4 || index == 5 { frame.flags = .loading }
      })
    #expect(decoded.map { $0.flags.contains(.rewound) } == [false, false, false, false, false, false, true, false])
    #expect(decoded.map { $0.flags.contains(.loading) } == [false, false, false, false, true, true, false, false])
    #expect(Set(decoded.map(\.sessionNumber)) == [1])
  }

  /// Cars go 60 m/s along x; the line is at 0.
  private func race(stoppingAt place: Double) -> [TelemetryFrame] {
    frames(500) { index, frame in
      frame.set(.speed, 60)
      frame.currentLapTime = 50 + Double(index) / 60
      frame.lastLapTime = nil
      frame.bestLapTime = nil
      frame.position = Position(x: Double(index) - 100, y: 0, z: 3)
      frame.lapNumber = 1
      if index > 100 {
        frame.lapNumber = 2
        frame.lastLapTime = 51.7
        frame.currentLapTime = Double(index - 100) / 60
        frame.position = Position(x: index < 110 ? Double(index) - 100 : place - Double(200 - index), y: 0, z: -2)
      }
      if index > 200 { frame.flags = .loading }
    }
  }

  @Test func theLastLapOfARaceIsCompletedWhereTheGameStops() throws {
    let decoded = try decode(race(stoppingAt: -0.5))
    let ends = decoded.indices.filter { decoded[$0].flags.contains(.chequeredFlag) }
    #expect(ends.count == 1 && (ends.first ?? 0) >= 201 + 180)
    let end = try #require(ends.first.map { decoded[$0] })
    #expect(end.lapNumber == 3 && end.lastLapTime.map { abs($0 - 100.0 / 60) < 1e-4 } == true)
  }

  @Test func aPauseBeforeTheLineCompletesNothing() throws {
    #expect(try !decode(race(stoppingAt: -40)).contains { $0.flags.contains(.chequeredFlag) })
  }

  @Test(.enabled(if: RealData.isAvailable)) func lagunaSeca() throws {
    let datagrams = try Datagrams.records("live/forza/fm7_laguna_seca.311.bin.gz", size: 311)
    var decoder = ForzaDecoder()
    let frames = try datagrams.compactMap { try decoder.decode(bytes: $0) }
    #expect(frames.count == 687 && Set(frames.map(\.sessionNumber)) == [1])
    #expect(frames.firstIndex { $0.lapNumber == 2 } == 684 && frames[0].lapNumber == 1)
    #expect(frames[683].lastLapTime == nil && frames[684].lastLapTime == 75.25621)
    #expect(frames[686].bestLapTime == 75.25621)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 299.687) < 0.001)
    #expect(frames.compactMap(\.gear).min() == 2 && frames.compactMap(\.gear).max() == 7)
    let temperatures = frames.compactMap { $0[.tyreTemperatureFrontLeft] }
    #expect(abs((temperatures.min() ?? 0) - (127.552 - 32) / 1.8) < 0.01)
    #expect(abs((temperatures.max() ?? 0) - (210.3 - 32) / 1.8) < 0.03)
    // The car is steered where it turns, and its acceleration points there.
    let turning = frames.filter { abs($0[.yawRate] ?? 0) > 0.3 && ($0.speed ?? 0) > 20 }
    #expect(turning.count > 50)
    #expect(turning.filter { ($0[.yawRate] ?? 0) * ($0[.lateralAcceleration] ?? 0) > 0 }.count > turning.count * 9 / 10)
    // No car turns more to the left than to the right at Laguna Seca and comes back: the lap goes anticlockwise.
    #expect(zip(frames, frames.dropFirst()).map { ($0[.yawRate] ?? 0) * ($1.gameTime - $0.gameTime) }.reduce(0, +) > 5)
  }
}
