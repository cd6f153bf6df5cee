import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct F1Tests {
  /// What the packets do not hold, or hold only in one direction.
  private let notSent: Set<Channel> = [.speed]

  private func encoder(_ format: UInt16, car: UInt8 = 5) throws -> F1Encoder {
    try #require(F1Encoder(format: format, source: DecoderSamples.source(), sessionUID: 77, car: car))
  }

  private func decode(_ datagrams: [[UInt8]]) throws -> [TelemetryFrame] {
    var decoder = F1Decoder()
    return try datagrams.compactMap { try decoder.decode(bytes: $0, at: 1) }
  }

  private func frames(_ count: Int, from first: Int = 100) -> [TelemetryFrame] {
    var random = SplitMix64(seed: 3)
    return (first..<(first + count)).map { DecoderSamples.frame($0, &random) }
  }

  @Test(arguments: F1Encoder.formats) func decodingReturnsWhatWasEncoded(_ format: UInt16) throws {
    let acceleration = format >= 2026 ? 0.5 / 1000 * 9.81 : 1e-4
    let resolution: [Channel: Double] = [
      .clutch: 0.0051, .brakeBias: 0.0051, .lateralAcceleration: acceleration,
      .longitudinalAcceleration: acceleration, .verticalAcceleration: acceleration, .gapAhead: 0.00051,
      .gapToLeader: 0.00051, .speed: 0.001,
    ]
    try forAll(100) { random in
      let frame = DecoderSamples.frame(Int.random(in: 10...100_000, using: &random), &random)
      var encoder = try encoder(format)
      guard let back = try decode(encoder.datagrams(frame)).first else { return false }
      let differing = differences(frame, back, channels: back.presence.channels, resolution: resolution)
      if !differing.isEmpty { print(differing) }
      let hasTimes =
        back.lapNumber == 3 && back.lapCount == 12 && back.lastLapTime == 91.234 && back.sector == 1
        && back.firstSectorTime == 29.75 && back.secondSectorTime == 31.125 && back.racePosition == 4
        && back.carCount == 20
      // The game's clock is a 32-bit number.
      return differing.isEmpty && hasTimes && abs(back.gameTime - frame.gameTime) < 1e-3
        && abs((back.currentLapTime ?? 0) - (frame.currentLapTime ?? 0)) < 0.00051
    }
  }

  @Test(arguments: F1Encoder.formats) func flagsComeBack(_ format: UInt16) throws {
    let cases: [FrameFlags] = [
      [.onTrack, .lapInvalid], [.onTrack, .inPit, .pitLimiter], [.onTrack, .chequeredFlag], [.onTrack, .yellowFlag],
      [.onTrack, .blueFlag], [.onTrack, .safetyCar], [.onTrack, .dragReduction], [.onTrack, .paused],
      [.spectating],
    ]
    for flags in cases {
      var frame = frames(1)[0]
      frame.flags = flags
      frame.set(.looseWheels, 0)
      var encoder = try encoder(format)
      #expect(try decode(encoder.datagrams(frame)).first?.flags == flags)
    }
  }

  @Test(arguments: F1Encoder.formats) func orderOfPacketsDoesNotMatter(_ format: UInt16) throws {
    let source = frames(20)
    forAll(20) { random in
      guard var encoder = try? encoder(format) else { return false }
      var shuffled: [[UInt8]] = []
      for frame in source { shuffled += encoder.datagrams(frame).shuffled(using: &random) }
      let decoded = (try? decode(shuffled)) ?? []
      return decoded.count == 20 && zip(decoded, source).allSatisfy { $0.lapDistance == $1.lapDistance }
    }
  }

  @Test(arguments: F1Encoder.formats) func doubledAndLatePacketsAreDropped(_ format: UInt16) throws {
    var encoder = try encoder(format)
    let first = encoder.datagrams(frames(1, from: 100)[0])
    let second = encoder.datagrams(frames(1, from: 101)[0])
    #expect(try decode(first + first + second + first + second).count == 2)
  }

  @Test(arguments: F1Encoder.formats) func flashbackMarksTheNextFrame(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var datagrams = frames(3, from: 1000).flatMap { encoder.datagrams($0) }
    let target = frames(3, from: 990)
    encoder.flashback(target[0]) { datagram in datagrams.append(datagram.withUnsafeBytes { Array($0) }) }
    datagrams += target.flatMap { encoder.datagrams($0) }
    let decoded = try decode(datagrams)
    #expect(decoded.map { $0.flags.contains(.rewound) } == [false, false, false, true, false, false])
    #expect(decoded.map(\.sessionNumber) == [1, 1, 1, 1, 1, 1])
  }

  @Test(arguments: F1Encoder.formats) func sessionsAreCountedByIdentifier(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var datagrams = encoder.datagrams(frames(1)[0])
    encoder.sessionUID = 0
    datagrams += encoder.datagrams(frames(1)[0])
    encoder.sessionUID = 78
    datagrams += encoder.datagrams(frames(1)[0])
    #expect(try decode(datagrams).map(\.sessionNumber) == [1, 2])
  }

  @Test(arguments: F1Encoder.formats) func circuitAndDriverAreDescribed(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var frame = frames(1)[0]
    frame.lapCount = nil
    for datagram in encoder.datagrams(frame) { _ = try decoder.decode(bytes: datagram, at: 0) }
    let description = decoder.description
    #expect(description.track == "Suzuka" && description.trackLength == 5807)
    #expect(description.driver == "Ada Lovelace" && description.session == "time trial")
    #expect(description.sectorStarts == (format >= 2024 ? [1900, 4100] : nil))
    #expect(description.steeringIsNormalised && description.gameVersion == String(format))
  }
}
