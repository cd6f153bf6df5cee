import Decoders
import Telemetry
import TestSupport
import Testing

@Suite struct SharedPageDecoderTests {
  private func frame(_ index: Int) -> TelemetryFrame {
    var random = SplitMix64(seed: UInt64(index))
    var frame = DecoderSamples.frame(index, &random)
    frame.lapDistance = 1234.5
    return frame
  }

  @Test func listsAgree() { #expect(allPageEncoders.map(\.game) == allPageDecoders.map { $0.game }) }

  @Test(arguments: allPageEncoders.indices) func imagesComeBack(_ index: Int) throws {
    var encoder = allPageEncoders[index].make(DecoderSamples.source(allPageEncoders[index].game))
    let source = frame(600)
    let image = encoder.datagrams(source)[0]
    #expect(image.count == allPageDecoders[index].pages.reduce(0) { $0 + $1.size })
    #expect((allDecoders + allPageDecoders).filter { $0.recognises(bytes: image) }.count == 1)
    var decoder: any TelemetryDecoder = allPageDecoders[index].init()
    let back = try #require(try decoder.decode(bytes: image, at: 3))
    let differing = differences(
      source, back, channels: back.presence.channels,
      resolution: [.speed: 0.14, .engineSpeed: 0.5, .engineSpeedLimit: 0.5, .fuelLevel: 1e-3, .lapDistance: 1e-3])
    #expect(differing.isEmpty && back.lapNumber == 3 && back.flags == .onTrack && back.sessionNumber == 1)
    #expect(decoder.description.track == "Suzuka" && decoder.description.trackLength == 5807)
  }

  @Test(arguments: allPageDecoders.indices) func damagedImagesNeverTrap(_ index: Int) throws {
    var encoder = allPageEncoders[index].make(DecoderSamples.source())
    let image = encoder.datagrams(frame(600))[0]
    var decoder: any TelemetryDecoder = allPageDecoders[index].init()
    for size in [0, 1, 100, image.count - 1, image.count + 1] {
      let other = [UInt8](repeating: 0, count: size)
      #expect(throws: DecodeError.self) { try decoder.decode(bytes: other, at: 0) }
    }
    forAll(60) { random in
      var bytes = image
      for _ in 0..<200 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? decoder.decode(bytes: bytes, at: 0)
      _ = decoder.field
      return true
    }
  }

  @Test(arguments: [false, true]) func bothGamesOfAssettoCorsaHaveTheirPlace(_ isCompetizione: Bool) throws {
    var encoder = AssettoCorsaPageEncoder(source: DecoderSamples.source("ac"), isCompetizione: isCompetizione)
    var decoder = AssettoCorsaPageDecoder()
    for flags in [
      [.onTrack, .inPit, .pitLimiter], [.onTrack, .antiLock], [.onTrack, .tractionControl], [.paused], [.spectating],
    ] as [FrameFlags] {
      var source = frame(600)
      source.flags = flags
      source.currentLapTime = (source.currentLapTime ?? 0) + Double(flags.rawValue) / 1e4
      let back = try #require(try decoder.decode(bytes: encoder.datagrams(source)[0]))
      #expect(back.flags == flags)
      #expect(abs((back[.positionX] ?? 0) - (source[.positionX] ?? 1)) < 1e-3 && back.lastLapTime == 91.234)
      #expect(
        back.gear == source.gear
          && abs((back[.tyreTemperatureRearLeft] ?? 0) - (source[.tyreTemperatureRearLeft] ?? 1)) < 1e-3)
    }
    #expect(decoder.description.gameVersion == (isCompetizione ? "Competizione" : nil))
    #expect(decoder.description.driver == "Ada Lovelace")
  }

  @Test func theFieldOfThePageComesBack() throws {
    var random = SplitMix64(seed: 2)
    let field = RaceFields.field(cars: 30, own: 7, &random)
    var encoder = Automobilista2PageEncoder(source: DecoderSamples.source("ams2"))
    encoder.show(field)
    var decoder = Automobilista2PageDecoder()
    _ = try decoder.decode(bytes: encoder.datagrams(frame(600))[0])
    let back = try #require(decoder.field)
    #expect(back.cars.count == 30 && back.ownCar?.id == 7 && back.ownCar?.lastLapTime == 91.234)
    #expect(back.cars.map(\.name) == field.cars.map(\.name))
    let others = back.cars.filter { !$0.isOwn }
    #expect(others.map(\.place) == field.cars.filter { !$0.isOwn }.map(\.place))
    #expect(others.map(\.position) == field.cars.filter { !$0.isOwn }.map(\.position))
  }

  @Test(.enabled(if: RealData.isAvailable)) func gridOfBathurst() throws {
    let image = Array(try RealData.bytes("live/ams2_shm/ams2_inrace.bin").prefix(20_700))
    #expect(Automobilista2PageDecoder.recognises(bytes: image))
    var decoder = Automobilista2PageDecoder()
    let frame = try #require(try decoder.decode(bytes: image))
    #expect(frame.speed == 0 && frame.engineSpeed.map { abs($0 - 1164.019) < 0.01 } == true && frame.racePosition == 21)
    #expect(frame[.brakeApplied] == 1 && frame[.fuelLevel] == 60 && frame.lapCount == 10 && frame.carCount == 21)
    // The image was taken in a pause.
    #expect(frame.flags == .paused && frame.currentLapTime == nil)
    let description = decoder.description
    #expect(description.track == "Bathurst Bathurst_1983" && description.car == "Chevrolet Omega Stock Car 1999")
    #expect(description.trackLength.map { abs($0 - 6157.439) < 0.001 } == true && description.session == "race")
    let cars = try #require(decoder.field).cars
    #expect(cars.count == 21 && cars[0].isOwn && cars[0].name == "Scott Deakin" && cars[20].name == "Bill Elliott")
    #expect(Set(cars.compactMap(\.place)) == Set(1...21))
  }

  @Test(.enabled(if: RealData.isAvailable)) func menu() throws {
    let image = Array(try RealData.bytes("live/ams2_shm/ams2_idle.bin").prefix(20_700))
    var decoder = Automobilista2PageDecoder()
    #expect(try decoder.decode(bytes: image)?.flags == .loading && decoder.field == nil)
  }
}
