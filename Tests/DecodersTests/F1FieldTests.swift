import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct F1FieldTests {
  private let own = 5

  private func encoder(_ format: UInt16) throws -> F1Encoder {
    try #require(F1Encoder(format: format, source: DecoderSamples.source(), sessionUID: 77, car: UInt8(own)))
  }

  private func frame(_ index: Int) -> TelemetryFrame {
    var random = SplitMix64(seed: UInt64(index))
    return DecoderSamples.frame(index, &random)
  }

  /// Frames for as long as the histories of all cars take to come round.
  private func send(_ field: RaceField?, _ encoder: inout F1Encoder, to decoder: inout F1Decoder) throws {
    encoder.field = field
    for index in 0..<120 {
      for datagram in encoder.datagrams(frame(600 + index)) { _ = try decoder.decode(bytes: datagram) }
    }
  }

  /// What a format cannot carry, and what comes out of the frames of the player, is left out of the comparison.
  private func comparable(_ field: RaceField, _ format: UInt16) -> RaceField {
    var field = field
    for slot in field.cars.indices {
      field.cars[slot].lapsBehind = nil
      field.cars[slot].speed = field.cars[slot].speed.map { ($0 * 36).rounded() / 36 }
      field.cars[slot].tyreWear = field.cars[slot].tyreWear.map { ($0 * 1e5).rounded() / 1e5 }
      if format == 2022 {
        field.cars[slot].gapAhead = nil
        field.cars[slot].gapToLeader = nil
      }
      field.cars[slot].team = nil
    }
    field.cars.removeAll { $0.id == own }
    return field
  }

  @Test(arguments: F1Encoder.formats) func theFieldComesBack(_ format: UInt16) throws {
    for seed in 1...5 {
      var random = SplitMix64(seed: UInt64(seed))
      let field = RaceFields.field(cars: 20, own: own, &random)
      var encoder = try encoder(format)
      var decoder = F1Decoder()
      try send(field, &encoder, to: &decoder)
      let back = try #require(decoder.field)
      #expect(comparable(back, format) == comparable(field, format))
      let car = try #require(back.ownCar)
      let last = frame(600 + 119)
      #expect(car.id == own && car.name == "Ada Lovelace" && car.lapNumber == 3 && car.place == 4)
      #expect(abs((car.lapDistance ?? 0) - (last.lapDistance ?? 1)) < 0.01)
      #expect(car.bestLapTime == 90.987 && car.tyre == field.cars[own].tyre && car.sectors == [29.75])
    }
  }

  /// A simulated drive knows nothing of places and gaps: they are in the field.
  @Test(arguments: F1Encoder.formats) func theOwnCarHasItsPlaceFromTheField(_ format: UInt16) throws {
    var random = SplitMix64(seed: 4)
    var field = RaceFields.field(cars: 12, own: own, &random)
    field.cars[own].place = 7
    field.cars[own].gapAhead = 1.25
    field.cars[own].gapToLeader = 9.5
    var source = DecoderSamples.source()
    source.driver = nil
    var encoder = try #require(F1Encoder(format: format, source: source, sessionUID: 77))
    encoder.show(field)
    var frame = frame(600)
    frame.racePosition = nil
    frame[.gapAhead] = nil
    frame[.gapToLeader] = nil
    var decoder = F1Decoder()
    let decoded = try encoder.datagrams(frame).compactMap { try decoder.decode(bytes: $0) }
    #expect(decoded.first?.racePosition == 7)
    let car = try #require(decoder.field?.ownCar)
    #expect(car.place == 7 && car.name == "Driver \(own)")
    #expect(car.gapAhead == (format == 2022 ? nil : 1.25) && car.gapToLeader == (format == 2022 ? nil : 9.5))
  }

  @Test(arguments: F1Encoder.formats) func theLeaderLapsWhoIsSlower(_ format: UInt16) throws {
    var random = SplitMix64(seed: 3)
    var field = RaceFields.field(cars: 4, own: own, &random)
    for (index, (lap, distance)) in [(5, 100.0), (5, 50), (4, 200), (3, 99)].enumerated() {
      field.cars[index].place = index + 1
      field.cars[index].lapNumber = lap
      field.cars[index].lapDistance = distance
    }
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    try send(field, &encoder, to: &decoder)
    #expect(decoder.field?.cars.filter { $0.id < 4 }.map(\.lapsBehind) == [0, 0, 0, 2])
  }

  @Test(arguments: F1Encoder.formats) func flagsOfTheWholeTrack(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var random = SplitMix64(seed: 1)
    var field = RaceFields.field(cars: 3, own: own, &random)
    for flag in [TrackFlag.green, .yellow, .virtualSafetyCar, .safetyCar, .red, nil, .red, .green, .chequered] {
      field.flag = flag
      try send(field, &encoder, to: &decoder)
      #expect(decoder.field?.flag == flag)
    }
  }

  @Test(arguments: F1Encoder.formats) func timeLeftIsOfSessionsThatEndByIt(_ format: UInt16) throws {
    for (session, expected) in [("practice", 600.0), ("qualifying", 600), ("time trial", nil)] as [(String, Double?)] {
      var encoder = try encoder(format)
      encoder.source.session = session
      var field = RaceField()
      field.timeLeft = 600
      encoder.field = field
      var decoder = F1Decoder()
      var frame = frame(600)
      frame.lapCount = nil
      for datagram in encoder.datagrams(frame) { _ = try decoder.decode(bytes: datagram) }
      #expect(decoder.field?.timeLeft == expected && decoder.field?.lapCount == nil)
    }
  }

  @Test(arguments: F1Encoder.formats) func theResultHasTheLastWord(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var random = SplitMix64(seed: 2)
    var field = RaceFields.field(cars: 8, own: own, &random)
    try send(field, &encoder, to: &decoder)
    for slot in field.cars.indices {
      field.cars[slot].place = 8 - slot
      field.cars[slot].status = slot == 0 ? .retired : .finished
      field.cars[slot].bestLapTime = 70 + Double(slot)
    }
    encoder.field = field
    var datagrams: [[UInt8]] = []
    encoder.finalClassification(frame(800)) { datagram in datagrams.append(datagram.withUnsafeBytes { Array($0) }) }
    for datagram in datagrams { _ = try decoder.decode(bytes: datagram) }
    let back = try #require(decoder.field)
    #expect(back.flag == .chequered && back.cars.map(\.place) == [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(back.cars.map(\.status) == field.cars.map(\.status))
    #expect(back.cars.map(\.bestLapTime) == field.cars.map(\.bestLapTime))
  }

  @Test(arguments: F1Encoder.formats) func whoWatchesOwnsNoCar(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var frame = frame(600)
    frame.flags = .spectating
    for datagram in encoder.datagrams(frame) { _ = try decoder.decode(bytes: datagram) }
    #expect(decoder.field?.cars.map(\.id) == [own] && decoder.field?.ownCar == nil)
  }

  @Test(arguments: F1Encoder.formats) func anotherSessionForgetsTheField(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var random = SplitMix64(seed: 2)
    try send(RaceFields.field(cars: 8, own: own, &random), &encoder, to: &decoder)
    #expect(decoder.field?.cars.count == 8)
    var next = try self.encoder(format)
    next.sessionUID = 78
    for datagram in next.datagrams(frame(600)) { _ = try decoder.decode(bytes: datagram) }
    #expect(decoder.field?.cars.map(\.id) == [own])
  }

  /// At ten packets a second the game can end the race before it sends the last lap's time.
  @Test(arguments: F1Encoder.formats) func theLastHistoryCompletesTheLastLap(_ format: UInt16) throws {
    var encoder = try encoder(format)
    var decoder = F1Decoder()
    var last = frame(600)
    last.currentLapTime = 91.31
    last.lapNumber = 12
    last.set(.velocityX, 50)
    last.set(.velocityZ, 0)
    var frames: [TelemetryFrame] = []
    func take(_ datagrams: [[UInt8]]) throws {
      for datagram in datagrams { if let frame = try decoder.decode(bytes: datagram) { frames.append(frame) } }
    }
    func finish(_ lap: Int, _ time: Double) -> [[UInt8]] {
      var result: [[UInt8]] = []
      encoder.finish(lap: lap, time: time, last) { datagram in
        result.append(datagram.withUnsafeBytes { Array($0) })
      }
      return result
    }
    try take(encoder.datagrams(last))
    // The history of another lap, or one that would need a longer gap, is no news of this one.
    try take(finish(11, 91.356) + finish(12, 95) + finish(12, 90))
    #expect(frames.count == 1)
    try take(finish(12, 91.356) + finish(12, 91.356))
    #expect(frames.count == 2)
    let end = try #require(frames.last)
    #expect(end.lapNumber == 13 && end.lastLapTime == 91.356 && end.lapDistance == 0)
    #expect(end.flags.contains(.chequeredFlag) && end.sessionNumber == frames[0].sessionNumber)
    #expect(abs(end.gameTime - frames[0].gameTime - 0.046) < 1e-6)
    #expect(abs((end[.positionX] ?? 0) - (frames[0][.positionX] ?? 0) - 0.046 * 50) < 1e-3)
  }
}
