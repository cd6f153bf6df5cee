import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct CompetizioneTests {
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
    var encoder = CompetizioneEncoder(source: DecoderSamples.source("acc"))
    var decoder = CompetizioneDecoder()
    return try frames.flatMap { frame in
      try encoder.datagrams(frame).compactMap { try decoder.decode(bytes: $0, at: frame.gameTime) }
    }
  }

  @Test func decodingReturnsWhatWasEncoded() {
    forAll { random in
      var frame = DecoderSamples.frame(Int.random(in: 100...100_000, using: &random), &random)
      frame.lapDistance = Double.random(in: 0...5800, using: &random)
      frame.position = Position(x: 100, y: 0, z: -70)
      guard let back = try? decode([frame]).first else { return false }
      let differing = differences(
        frame, back, channels: back.presence.channels, resolution: [.speed: 0.14, .lapDistance: 0.01])
      if !differing.isEmpty { print(differing) }
      return differing.isEmpty && back.lapNumber == 3 && back.lastLapTime == 91.234 && back.bestLapTime == 90.987
        && back.firstSectorTime == 29.75 && back.secondSectorTime == 31.125 && back.racePosition == 4
        && back.flags == .onTrack && abs(back.gameTime - frame.gameTime) < 0.001
        && abs((back.currentLapTime ?? -1) - (frame.currentLapTime ?? 0)) < 0.00051
    }
  }

  @Test func thereAreNoPedalsAndNoZeros() throws {
    let frame = try #require(try decode(frames(1)).first)
    for channel in [
      Channel.throttle, .brake, .clutch, .steering, .engineSpeed, .fuelLevel, .tyreTemperatureFrontLeft,
      .lateralAcceleration,
    ] {
      #expect(frame[channel] == nil)
    }
    let capabilities = CompetizioneDecoder().description.capabilities
    #expect(capabilities.isDisjoint(with: [.steering, .analogBrake, .fuel, .tyreTemperature, .sectors]))
    #expect(capabilities.isSuperset(of: [.lapDistance, .opponents, .lapValidity]))
  }

  @Test func flagsComeBack() throws {
    for flags in [
      [.onTrack, .inPit], [.onTrack, .lapInvalid], [.onTrack, .safetyCar], [.onTrack, .chequeredFlag],
    ] as [FrameFlags] {
      #expect(try decode(frames(1) { $1.flags = flags }).first?.flags == flags)
    }
  }

  @Test func theFieldComesBack() throws {
    var random = SplitMix64(seed: 3)
    var field = RaceFields.field(cars: 24, own: 4, &random)
    field.cars.indices.forEach { if field.cars[$0].pit == .box { field.cars[$0].pit = .lane } }
    field.timeLeft = 1800
    var encoder = CompetizioneEncoder(source: DecoderSamples.source("acc"))
    encoder.show(field)
    var decoder = CompetizioneDecoder()
    for datagram in encoder.datagrams(frames(1)[0]) { _ = try decoder.decode(bytes: datagram) }
    let back = try #require(decoder.field)
    #expect(back.cars.count == 24 && back.weather == "light rain" && back.timeLeft == 1800)
    #expect(back.ownCar?.id == 4 && back.ownCar?.name == "Driver 4" && back.ownCar?.lastLapTime == 91.234)
    let others = back.cars.filter { !$0.isOwn }.sorted { $0.id < $1.id }
    field.cars.remove(at: 4)
    #expect(others.map(\.name) == field.cars.map(\.name) && others.map(\.number) == field.cars.map(\.number))
    #expect(others.map(\.place) == field.cars.map(\.place) && others.map(\.lapNumber) == field.cars.map(\.lapNumber))
    #expect(others.map(\.lastLapTime) == field.cars.map(\.lastLapTime) && others.map(\.pit) == field.cars.map(\.pit))
    #expect(others.map(\.bestLapTime) == field.cars.map(\.bestLapTime))
    #expect(others.map(\.sectors) == field.cars.map(\.sectors))
    #expect(others.map(\.isLapInvalid) == field.cars.map(\.isLapInvalid))
    for (a, b) in zip(others, field.cars) { #expect(abs((a.lapDistance ?? 0) - (b.lapDistance ?? 9)) < 0.01) }
    #expect(decoder.description.track == "Suzuka" && decoder.description.trackLength == 5807)
    #expect(decoder.description.driver == "Driver 4" && decoder.description.session == "race")
  }

  @Test func anotherCarOfTheCameraIsAnotherSession() throws {
    var random = SplitMix64(seed: 3)
    var encoder = CompetizioneEncoder(source: DecoderSamples.source("acc"))
    var decoder = CompetizioneDecoder()
    var sessions: [UInt32] = []
    for own in [4, 4, 7] {
      encoder.show(RaceFields.field(cars: 24, own: own, &random))
      for datagram in encoder.datagrams(frames(3)[sessions.count]) {
        if let frame = try decoder.decode(bytes: datagram) { sessions.append(frame.sessionNumber) }
      }
    }
    #expect(sessions == [1, 1, 2])
  }

  @Test func lengthsOfTextsAreNotBelieved() throws {
    var encoder = CompetizioneEncoder(source: DecoderSamples.source("acc"))
    for datagram in encoder.datagrams(frames(1)[0]) {
      for index in 1..<datagram.count {
        var bytes = datagram
        bytes[index] = 0xFF
        var decoder = CompetizioneDecoder()
        _ = try? decoder.decode(bytes: bytes)
        // Longer than it says is no message either.
        #expect(!CompetizioneDecoder.recognises(bytes: datagram + [0]))
      }
    }
  }
}
