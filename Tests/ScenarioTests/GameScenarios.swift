import Decoders
import Engine
import Foundation
import Ingest
import Recordings
import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

/// Every game plays the simulated drive through a real socket, is recorded, and drives the laps that were driven.
@Suite struct GameScenarios {
  /// A drive of some laps with its opponents, as the packets of a game.
  private struct Played {
    var datagrams: [[UInt8]] = []
    /// Times of the laps that were driven, s.
    var times: [Double] = []
  }

  private func play(_ game: GameEncoder, laps: Int, rate: Double = 60) -> Played {
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 5), rate: rate)
    var others = SimulatedField(circuit: .harbour, seed: 5)
    var source = simulation.description(game: game.game, gameName: game.game)
    source.driver = "Ada Lovelace"
    var encoder = game.make(source)
    var played = Played()
    var tail = Int(rate * 4)
    var last: Int32 = 0
    while tail > 0 {
      let frame = simulation.next()
      if let lap = frame.lapNumber, lap != last {
        if last > 0, let time = frame.lastLapTime { played.times.append(time) }
        last = lap
      }
      if played.times.count == laps { tail -= 1 }
      if Int(frame.gameTime * rate) % 6 == 0 { encoder.show(others.field(with: frame)) }
      played.datagrams += encoder.datagrams(frame)
    }
    return played
  }

  /// A game without official times is measured by us, between two packets.
  private func tolerance(_ game: String) -> Double { game == OutGaugeDecoder.game ? 0.005 : 0.00002 }

  private func check(_ laps: [Lap], _ played: Played, _ game: String) {
    let timed = laps.filter { $0.time != nil }
    #expect(timed.count == played.times.count, "\(game): \(laps.map { ($0.number, $0.kind, $0.time) })")
    for (lap, time) in zip(timed, played.times) {
      #expect(abs((lap.time ?? 0) - time) <= tolerance(game), "\(game): lap \(lap.number)")
      #expect(lap.kind == .pace && !lap.flags.contains(.timebaseSuspect), "\(game): lap \(lap.number) \(lap.flags)")
    }
  }

  @Test(arguments: allEncoders.indices) func lapsAreThoseThatWereDriven(_ index: Int) throws {
    let game = allEncoders[index]
    let played = play(game, laps: 2)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-\(UUID()).pcap").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let recorder = try DatagramRecorder(path: path)
    let run = try LiveRun(played.datagrams, recorder: recorder)
    #expect(run.refused == 0 && recorder.lost == 0 && recorder.written == played.datagrams.count)
    check(run.laps, played, game.game)
    let source = try #require(run.sources.last)
    #expect(source.game == game.game)
    if source.capabilities.contains(.opponents) {
      #expect(run.fields.last?.cars.count == SimulatedField.usualCount && run.fields.last?.ownCar != nil)
    } else {
      #expect(run.fields.isEmpty)
    }
    // What was recorded gives the same laps.
    let recording = try openRecording(try MappedFile.open(path: path), name: path)
    #expect(recording.description.game == game.game && recording.notes.isEmpty)
    check(laps(of: recording), played, game.game)
  }

  private func laps(of recording: any Recording) -> [Lap] {
    var cursor = recording.makeFrames(from: 0)
    var engine: TelemetryEngine?
    var session: UInt32?
    var laps: [Lap] = []
    while let frame = cursor.next() {
      if frame.sessionNumber != session {
        engine?.finish()
        laps += engine?.model.laps ?? []
        engine = TelemetryEngine(source: cursor.description)
        session = frame.sessionNumber
      }
      _ = engine?.ingest(frame)
    }
    engine?.finish()
    return laps + (engine?.model.laps ?? [])
  }

  @Test(arguments: allEncoders.indices) func absentChannelsStayAbsent(_ index: Int) throws {
    let played = play(allEncoders[index], laps: 1, rate: 20)
    var decoder = try #require(allDecoders.first { $0.game == allEncoders[index].game }).init()
    var presence: ChannelSet = []
    for datagram in played.datagrams {
      if let frame = try decoder.decode(datagram.span.bytes, arrivalTime: 0) { presence.formUnion(frame.presence) }
    }
    let capabilities = decoder.description.capabilities
    let needs: [(Capabilities, [Channel])] = [
      (.position, [.positionX, .positionZ]), (.steering, [.steering]), (.analogBrake, [.brake]),
      (.fuel, [.fuelLevel]), (.tyreTemperature, [.tyreTemperatureFrontLeft]), (.tyreWear, [.tyreWearFrontLeft]),
      (.lapDistance, [.lapDistance]), (.wheelSlip, [.wheelSpeedFrontLeft]),
    ]
    for (capability, channels) in needs {
      for channel in channels {
        #expect(
          capabilities.contains(capability) == presence.contains(channel), "\(allEncoders[index].game): \(channel)")
      }
    }
  }

  /// The second game begins while the first one plays, from the same computer: nothing of it gets in.
  @Test(arguments: allEncoders.indices) func twoGamesAtOnceDoNotMix(_ index: Int) throws {
    let first = play(allEncoders[index], laps: 1, rate: 20)
    let alone = frames(first.datagrams, beside: [])
    for other in allEncoders where other.game != allEncoders[index].game {
      let second = Array(play(other, laps: 1, rate: 20).datagrams.prefix(600))
      let both = frames(first.datagrams, beside: second)
      #expect(both.count == alone.count && both.allSatisfy { $0 == allEncoders[index].game }, "\(other.game)")
    }
  }

  /// The game of each frame that comes out.
  private func frames(_ datagrams: [[UInt8]], beside others: [[UInt8]]) -> [String] {
    var recogniser = SourceRecogniser()
    let address = SourceAddress(high: 0, low: 1)
    var games: [String] = []
    for (index, datagram) in datagrams.enumerated() {
      let time = Double(index) / 100
      for bytes in index < others.count ? [datagram, others[index]] : [datagram] {
        if case .frame = recogniser.accept(bytes.span.bytes, from: address, at: time) {
          games.append(recogniser.description?.game ?? "")
        }
      }
    }
    return games
  }
}
