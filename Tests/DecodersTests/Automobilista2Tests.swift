import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct Automobilista2Tests {
  private func frames(_ count: Int, _ change: (Int, inout TelemetryFrame) -> Void = { _, _ in }) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { index in
      var frame = DecoderSamples.frame(index + 600, &random)
      frame.lapDistance = Double(index)
      change(index, &frame)
      return frame
    }
  }

  private func decode(_ frames: [TelemetryFrame]) throws -> [TelemetryFrame] {
    var encoder = Automobilista2Encoder(source: DecoderSamples.source("ams2"))
    var decoder = Automobilista2Decoder()
    return try frames.flatMap { frame in
      try encoder.datagrams(frame).compactMap { try decoder.decode(bytes: $0, at: frame.gameTime) }
    }
  }

  @Test func decodingReturnsWhatWasEncoded() {
    let byte = 0.5 / 255 + 1e-6
    var resolution: [Channel: Double] = [
      .throttle: byte, .brake: byte, .clutch: byte, .throttleApplied: byte, .brakeApplied: byte, .brakeBias: byte,
      .steering: 0.5 / 127 + 1e-6, .lapDistance: 1, .oilPressure: 0.0051, .oilTemperature: 0.501,
      .waterTemperature: 0.501, .gapAhead: 0.00051, .fuelLevel: 1e-4,
    ]
    for wheel in Wheel.allCases {
      resolution[wheel.channel(from: .tyreWearFrontLeft)] = byte
      resolution[wheel.channel(from: .tyrePressureFrontLeft)] = 0.501
    }
    forAll { random in
      var frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      frame.lapDistance = Double.random(in: 0...5800, using: &random)
      guard let back = try? decode([frame]).first else { return false }
      let differing = differences(frame, back, channels: back.presence.channels, resolution: resolution)
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.lapNumber == 3 && back.lapCount == 12 && back.lastLapTime == 91.234
        && back.bestLapTime == 90.987 && back.racePosition == 4 && back.sector == 1 && back.flags == .onTrack
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 0.00051
    }
  }

  @Test func flagsComeBack() throws {
    for flags in [
      [.onTrack, .inPit], [.onTrack, .lapInvalid], [.onTrack, .chequeredFlag], [.onTrack, .yellowFlag],
      [.onTrack, .blueFlag], [.onTrack, .redFlag], [.onTrack, .pitLimiter], [.paused],
    ] as [FrameFlags] {
      #expect(try decode(frames(1) { $1.flags = flags }).first?.flags == flags)
    }
    #expect(try decode(frames(1) { $1.flags = .loading }).first?.flags == .loading)
  }

  @Test func theFieldComesBack() throws {
    var random = SplitMix64(seed: 3)
    var field = RaceFields.field(cars: 30, own: 4, &random)
    field.cars.indices.forEach { if field.cars[$0].status == .garage { field.cars[$0].pit = .none } }
    var encoder = Automobilista2Encoder(source: DecoderSamples.source("ams2"))
    encoder.show(field)
    var decoder = Automobilista2Decoder()
    for datagram in encoder.datagrams(frames(1)[0]) { _ = try decoder.decode(bytes: datagram) }
    let back = try #require(decoder.field)
    #expect(back.flag == .yellow && back.lapCount == 12 && back.cars.count == 30 && back.weather == "light rain")
    let own = try #require(back.ownCar)
    #expect(own.id == 4 && own.place == 4 && own.lastLapTime == 91.234 && own.name == "Driver 4")
    let others = back.cars.filter { !$0.isOwn }
    field.cars.remove(at: 4)
    #expect(others.map(\.name) == field.cars.map(\.name) && others.map(\.place) == field.cars.map(\.place))
    #expect(
      others.map(\.lapNumber) == field.cars.map(\.lapNumber)
        && others.map(\.lapDistance) == field.cars.map(\.lapDistance))
    #expect(others.map(\.position) == field.cars.map(\.position) && others.map(\.status) == field.cars.map(\.status))
    #expect(others.map(\.currentLapTime) == field.cars.map(\.currentLapTime))
    #expect(others.map(\.lastLapTime) == field.cars.map(\.lastLapTime))
    #expect(others.map(\.bestLapTime) == field.cars.map(\.bestLapTime))
    #expect(others.map(\.isLapInvalid) == field.cars.map(\.isLapInvalid) && others.map(\.pit) == field.cars.map(\.pit))
    #expect(decoder.description.track == "Suzuka" && decoder.description.trackLength == 5807)
  }

  @Test func longerPacketsOfLaterBuildsAreTaken() throws {
    var encoder = Automobilista2Encoder(source: DecoderSamples.source("ams2"))
    var decoder = Automobilista2Decoder()
    var frames = 0
    for datagram in encoder.datagrams(self.frames(1)[0]) {
      let longer = datagram + [0, 0, 0, 0]
      #expect(Automobilista2Decoder.recognises(bytes: longer))
      if try decoder.decode(bytes: longer) != nil { frames += 1 }
    }
    #expect(frames == 1)
  }

  @Test func thereIsNoFrameBeforeTheTimings() throws {
    var encoder = Automobilista2Encoder(source: DecoderSamples.source("ams2"))
    var decoder = Automobilista2Decoder()
    for datagram in encoder.datagrams(frames(1)[0]) where datagram[10] != 3 {
      #expect(try decoder.decode(bytes: datagram) == nil)
    }
  }

  @Test func theClockAddsUpLapsAndWaitsBeforeTheStart() throws {
    let decoded = try decode(
      frames(6) { index, frame in
        frame.lapNumber = index < 3 ? 2 : 3
        frame.currentLapTime = index < 3 ? 90 + Double(index) / 50 : Double(index - 3) / 50 + 0.01
        frame.lastLapTime = index < 3 ? 88 : 90.05
      })
    #expect(decoded.map { ($0.gameTime * 1000).rounded() } == [0, 20, 40, 60, 80, 100])
    let grid = try decode(
      frames(4) { index, frame in
        frame.lapNumber = 1
        frame.currentLapTime = index < 2 ? nil : Double(index - 1) / 60
      })
    #expect(zip(grid, grid.dropFirst()).allSatisfy { $0.gameTime < $1.gameTime })
    #expect(Set(grid.map(\.sessionNumber)) == [1])
  }
}
