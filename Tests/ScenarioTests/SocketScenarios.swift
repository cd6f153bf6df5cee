import Coaching
import Decoders
import Engine
import Foundation
import Glibc
import Ingest
import Pipeline
import Recordings
import Simulation
import Synchronization
import Telemetry
import TestSupport
import Testing
import Timing

/// Real packets through a real socket, the receiver's and the engine's threads.
@Suite struct SocketScenarios {
  private func live(_ datagrams: [[UInt8]], noise: (Int) -> [UInt8]? = { _ in nil }) throws -> LiveRun {
    try LiveRun(datagrams, noise: noise)
  }

  private func packets(seconds: Double) -> [[UInt8]] {
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 1))
    var encoder = GranTurismo7Encoder(kind: .c)
    return (0..<Int(seconds * 60)).flatMap { _ in encoder.datagrams(simulation.next()) }
  }

  /// The laps of the same packets, without socket and threads.
  private func direct(_ datagrams: [[UInt8]]) throws -> [Lap] {
    var decoder = GranTurismo7Decoder()
    var engine: TelemetryEngine?
    for datagram in datagrams {
      guard let frame = try decoder.decode(datagram.span.bytes, arrivalTime: 0) else { continue }
      let current = engine ?? TelemetryEngine(source: decoder.description)
      engine = current
      _ = current.ingest(frame)
    }
    engine?.finish()
    return engine?.model.laps ?? []
  }

  private func isSame(_ a: [Lap], _ b: [Lap]) -> Bool {
    a.map(\.time) == b.map(\.time) && a.map(\.kind) == b.map(\.kind) && a.map(\.sectors) == b.map(\.sectors)
  }

  @Test func liveGivesTheLapsOfTheRecording() throws {
    let datagrams = packets(seconds: 200)
    let live = try live(datagrams)
    #expect(isSame(live.laps, try direct(datagrams)))
    #expect(live.laps.filter { $0.kind == .pace }.count == 3)
    #expect(live.refused == 0)
  }

  @Test func noiseAndAnotherGameOnThePortChangeNothing() throws {
    let datagrams = packets(seconds: 140)
    var random = SplitMix64(seed: 9)
    var simulation = Simulation(circuit: .northmoor, driver: .demo(seed: 2))
    var source = simulation.description(game: "f1", gameName: "F1")
    source.track = "Suzuka"
    var other = F1Encoder(format: 2024, source: source, sessionUID: 5, car: 0)!
    let f1 = (0..<400).flatMap { _ in other.datagrams(simulation.next()) }
    let result = try live(datagrams) { index in
      if index % 5 == 1 { return random.bytes(Int.random(in: 1...1_400, using: &random)) }
      if index % 7 == 1 { return Array(datagrams[index].prefix(200)) }
      if index % 9 == 1 { return f1[index % f1.count] }
      return nil
    }
    #expect(isSame(result.laps, try direct(datagrams)))
    #expect(result.refused > 1_000)
  }

  @Test(.enabled(if: RealData.isAvailable)) func realPacketsOverASocketGiveTheLapsOfTheFile() throws {
    let path = RealData.folder.appendingPathComponent("live/gt7/spa_gr-x_packetC_replay.gtz").path
    let recording = try openRecording(try MappedFile.open(path: path), name: "spa.gtz")
    let log = try #require(recording.datagrams)
    var datagrams: [[UInt8]] = []
    for entry in log.entries {
      log.withBytes(of: entry) { bytes in datagrams.append(bytes.withUnsafeBytes { Array($0) }) }
    }
    let result = try live(datagrams)
    #expect(result.laps.compactMap(\.time) == [115.244])
    #expect(result.laps.first?.topSpeed.map { abs($0 * 3.6 - 317.690) < 0.002 } == true)
  }
}
