import Decoders
import Telemetry
import TestSupport

/// Datagrams of every kind that our encoders write, for the suites that loop over all games.
enum DecoderSamples {
  static func source(_ game: String = "f1") -> SourceDescription {
    var source = SourceDescription(game: game, gameName: game)
    source.track = "Suzuka"
    source.trackLength = 5807
    source.sectorStarts = [1900, 4100]
    source.session = "time trial"
    source.driver = "Ada Lovelace"
    return source
  }

  /// Frames at 60 Hz with values in the ranges that cars have.
  static func frame(_ index: Int, _ random: inout SplitMix64) -> TelemetryFrame {
    var frame = TelemetryFrame()
    func number(_ range: ClosedRange<Float>) -> Float { Float.random(in: range, using: &random) }
    for channel in Channel.allCases { frame.set(channel, number(0...1)) }
    for channel in [Channel.positionX, .positionY, .positionZ] { frame.set(channel, number(-3000...3000)) }
    for channel in [Channel.velocityX, .velocityZ] { frame.set(channel, number(-30...30)) }
    frame.set(.speed, number(50...90))
    for channel in [Channel.lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration] {
      frame.set(channel, number(-30...30))
    }
    frame.set(.yawRate, number(-2...2))
    frame.set(.steering, number(-1...1))
    frame.set(.gear, Float(Int.random(in: -1...8, using: &random)))
    frame.set(.engineSpeed, number(1000...12000).rounded())
    frame.set(.lapDistance, number(-500...5800))
    frame.set(.fuelLevel, number(1...100))
    frame.set(.fuelCapacity, 100)
    frame.set(.shiftLightStart, 7000)
    frame.set(.engineSpeedLimit, number(8000...15000).rounded())
    frame.set(.looseWheels, Float(Int.random(in: 0...4, using: &random)))
    frame.set(.trackTemperature, 31)
    frame.set(.airTemperature, 22)
    // In 2023 a gap is two bytes of milliseconds.
    frame.set(.gapAhead, number(0.1...65))
    frame.set(.gapToLeader, number(0.1...65))
    for first in [Channel.tyreTemperatureFrontLeft, .brakeTemperatureFrontLeft, .wheelSpeedFrontLeft] {
      for wheel in Wheel.allCases { frame.set(wheel.channel(from: first), number(20...110).rounded()) }
    }
    frame.set(.waterTemperature, 88)
    frame.gameTime = Double(index) / 60
    frame.lapNumber = 3
    frame.lapCount = 12
    frame.currentLapTime = Double(index) / 60
    frame.lastLapTime = 91.234
    frame.bestLapTime = 90.987
    frame.sector = 1
    frame.firstSectorTime = 29.75
    frame.secondSectorTime = 31.125
    frame.racePosition = 4
    frame.carCount = 20
    frame.flags = [.onTrack]
    return frame
  }

  /// A few seconds' datagrams of every kind.
  static let all: [(name: String, datagrams: [[UInt8]])] = {
    var random = SplitMix64(seed: 1)
    let frames = (0..<4).map { frame(600 + $0, &random) }
    var result: [(name: String, datagrams: [[UInt8]])] = []
    for kind in GranTurismo7Packet.allCases {
      for isEncrypted in [true, false] {
        var encoder = GranTurismo7Encoder(kind: kind, isEncrypted: isEncrypted)
        result.append(("gt7", frames.flatMap { encoder.datagrams($0) }))
      }
    }
    for format in F1Encoder.formats {
      guard var encoder = F1Encoder(format: format, source: source(), car: 3) else { continue }
      result.append(("f1", frames.flatMap { encoder.datagrams($0) }))
    }
    for packet in ForzaPacket.allCases {
      var encoder = ForzaEncoder(packet, trackLength: 5807)
      result.append(("forza", frames.flatMap { encoder.datagrams($0) }))
    }
    var assettoCorsa = AssettoCorsaEncoder(source: source("ac"))
    result.append(("ac", frames.flatMap { assettoCorsa.datagrams($0) }))
    var rally = DirtRallyEncoder(trackLength: 5807)
    result.append(("rally", frames.flatMap { rally.datagrams($0) }))
    var wrc = WRCEncoder(trackLength: 5807)
    result.append(("wrc", frames.flatMap { wrc.datagrams($0) }))
    var projectCars = ProjectCarsEncoder(source: source("pcars1"))
    result.append(("pcars1", frames.flatMap { projectCars.datagrams($0) }))
    var automobilista = Automobilista2Encoder(source: source("ams2"))
    result.append(("ams2", frames.flatMap { automobilista.datagrams($0) }))
    var outGauge = OutGaugeEncoder()
    result.append(("outgauge", frames.flatMap { outGauge.datagrams($0) }))
    var competizione = CompetizioneEncoder(source: source("acc"))
    result.append(("acc", frames.flatMap { competizione.datagrams($0) }))
    return result
  }()
}
