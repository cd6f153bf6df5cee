import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct ProjectCarsTests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      frame.lapDistance = Double(index)
      change(index, &frame)
      return frame
    }
  }

  private func decode(_ frames: [TelemetryFrame]) throws -> [TelemetryFrame?] {
    var encoder = ProjectCarsEncoder(source: DecoderSamples.source("pcars1"))
    var decoder = ProjectCarsDecoder()
    return try frames.flatMap { frame in
      try encoder.datagrams(frame).filter { $0.count == 1367 }.map { try decoder.decode(bytes: $0, at: frame.gameTime) }
    }
  }

  @Test func decodingReturnsWhatWasEncoded() {
    let byte = 0.5 / 255 + 1e-6
    let resolution: [Channel: Double] = [
      .throttle: byte, .brake: byte, .clutch: byte, .throttleApplied: byte, .brakeApplied: byte,
      .steering: 0.5 / 127 + 1e-6, .positionX: 0.1251, .positionY: 0.501, .positionZ: 0.1251, .lapDistance: 1,
      .oilPressure: 0.0051, .oilTemperature: 0.501, .waterTemperature: 0.501, .gapAhead: 1e-4,
    ]
    forAll { random in
      var frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      frame.lapDistance = Double.random(in: 0...5800, using: &random)
      guard let back = try? decode([frame]).first.flatMap({ $0 }) else { return false }
      let differing = differences(frame, back, channels: back.presence.channels, resolution: resolution)
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.lapNumber == 3 && back.lapCount == 12 && back.lastLapTime == 91.234
        && back.bestLapTime == 90.987 && back.racePosition == 4 && back.sector == 1 && back.firstSectorTime == 29.75
        && back.secondSectorTime == nil && back.flags == .onTrack
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 0.00051
    }
  }

  @Test func flagsComeBack() throws {
    for flags in [
      [.onTrack, .inPit], [.onTrack, .antiLock], [.onTrack, .lapInvalid], [.onTrack, .chequeredFlag],
      [.onTrack, .yellowFlag], [.paused],
    ] as [FrameFlags] {
      #expect(try decode(frames(1) { $1.flags = flags })[0]?.flags == flags)
    }
    #expect(try decode(frames(1) { $1.flags = .loading })[0]?.flags == .loading)
  }

  @Test func theFieldComesBack() throws {
    var random = SplitMix64(seed: 3)
    var field = RaceFields.field(cars: 20, own: 4, &random)
    var encoder = ProjectCarsEncoder(source: DecoderSamples.source("pcars1"))
    encoder.show(field)
    var decoder = ProjectCarsDecoder()
    for datagram in encoder.datagrams(frames(1)[0]) { _ = try decoder.decode(bytes: datagram) }
    let back = try #require(decoder.field)
    field.cars.remove(at: 4)
    #expect(back.flag == .yellow && back.lapCount == 12 && back.cars.count == 20)
    #expect(back.ownCar?.id == 4 && back.ownCar?.place == 4 && back.ownCar?.lastLapTime == 91.234)
    let others = back.cars.filter { !$0.isOwn }
    #expect(others.map(\.name) == field.cars.map(\.name) && others.map(\.place) == field.cars.map(\.place))
    #expect(
      others.map(\.lapNumber) == field.cars.map(\.lapNumber)
        && others.map(\.lapDistance) == field.cars.map(\.lapDistance))
    #expect(others.map(\.position) == field.cars.map(\.position))
    #expect(others.map(\.isLapInvalid) == field.cars.map(\.isLapInvalid))
    #expect(others.prefix(15).map(\.bestLapTime) == field.cars.prefix(15).map(\.bestLapTime))
    #expect(decoder.description.track == "Suzuka" && decoder.description.trackLength == 5807)
    #expect(decoder.description.session == "race")
  }

  @Test func placesBelowZeroHaveTheirQuarters() throws {
    for x in [-12.25, -0.25, 0, 0.75, 1203.5, -3000] {
      let back = try decode(frames(1) { $1.position = Position(x: x, y: 1, z: -x) })
      #expect(back[0]?.position == Position(x: x, y: 1, z: -x))
    }
  }

  @Test func theGridWaitsInASessionOfItsOwnClock() throws {
    let decoded = try decode(
      frames(6) { index, frame in
        frame.currentLapTime = index < 3 ? nil : Double(index - 2) / 60
        frame.lapNumber = 1
      })
    let times = decoded.compactMap { $0?.gameTime }
    #expect(times.count == 6 && zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(decoded.map { $0?.sessionNumber }) == [1])
  }

  @Test func aMenuEndsTheSession() throws {
    let decoded = try decode(frames(6) { if $0 == 2 || $0 == 3 { $1.flags = .loading } })
    #expect(decoded.map { $0?.sessionNumber } == [1, 1, 1, 1, 2, 2])
  }

  @Test(.enabled(if: RealData.isAvailable)) func onlineRaceInDubai() throws {
    var decoder = ProjectCarsDecoder()
    var frames: [TelemetryFrame] = []
    var left: Int?
    var field: RaceField?
    var telemetry = 0
    for (index, line) in try Datagrams.lines("live/pcars1/pcars1_race.udp.jsonl.gz").enumerated() {
      if line.bytes.count == 1367 {
        if line.bytes[5] == 0xFF { left = left ?? telemetry }
        telemetry += 1
      }
      #expect(ProjectCarsDecoder.recognises(bytes: line.bytes))
      guard let frame = try decoder.decode(bytes: line.bytes, at: line.time) else { continue }
      guard !frame.flags.contains(.loading) else { continue }
      frames.append(frame)
      if index == 2000 { field = decoder.field }
    }
    #expect(telemetry == 2880 && left == 2713 && decoder.field == nil)
    let description = decoder.description
    #expect(description.track == "Dubai Autodrome International" && description.car == "Audi A1 quattro")
    #expect(abs((description.trackLength ?? 0) - 4290.9585) < 0.001 && description.session == "race")
    #expect(Set(frames.map(\.sessionNumber)) == [1])
    #expect(frames.allSatisfy { $0.lapNumber == 1 && $0.lapCount == 4 && $0.carCount == 20 && $0.lastLapTime == nil })
    #expect(abs((frames.compactMap(\.currentLapTime).max() ?? 0) - 81.88) < 0.01)
    #expect(frames.compactMap(\.lapDistance).max() == 2317)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 188.46) < 0.01)
    #expect(frames.compactMap(\.engineSpeed).max() == 7448)
    #expect(frames.last?.firstSectorTime == 43.912 && frames.last?.sector == 1)
    let cars = try #require(field).cars
    #expect(cars.count == 20 && cars[0].name == "vinceps-34" && cars[0].isOwn)
    #expect(cars.contains { $0.name == "Arnau Verdaguer Vila" })
    #expect(cars.compactMap(\.place).min() == 1 && cars.compactMap(\.place).max() == 20)
    // The clock of the lap runs as the receiver's does.
    #expect(abs((frames.last?.gameTime ?? 0) - 90.4) < 1)
    // What turns left is pushed and steered to the left.
    let turning = frames.filter { abs($0[.yawRate] ?? 0) > 0.2 && ($0.speed ?? 0) > 10 }
    #expect(turning.count > 300)
    #expect(turning.filter { ($0[.yawRate] ?? 0) * ($0.steering ?? 0) > 0 }.count > turning.count * 3 / 4)
    #expect(turning.filter { ($0[.yawRate] ?? 0) * ($0[.lateralAcceleration] ?? 0) > 0 }.count > turning.count * 9 / 10)
  }
}
