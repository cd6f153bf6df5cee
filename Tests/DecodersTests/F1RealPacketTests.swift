import Compression
import Decoders
import Foundation
import Telemetry
import TestSupport
import Testing

/// Real packets of several sessions, joined by us into one instant each: the header's session and frame are made equal, the
/// bodies stay as they are.
@Suite(.enabled(if: RealData.isAvailable)) struct F1RealPacketTests {
  private struct Line: Decodable {
    var format: UInt16
    var packetId: UInt8
    var hex: String?
    var bodyHex: String?
  }

  private func lines(_ name: String) throws -> [Line] {
    let packed = try RealData.bytes("live/f1/\(name).jsonl.gz")
    let text = try Gzip.inflate(packed.span.bytes).bytes
    return try text.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
  }

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).map { $0 < 0x3A ? $0 - 0x30 : ($0 | 0x20) - 0x57 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private func rewritten(_ datagram: [UInt8], player: UInt8? = nil) -> [UInt8] {
    var result = datagram
    let isShort = datagram[0] == 0xE6
    let (session, frame, car) = isShort ? (6, 18, 22) : (7, 19, 27)
    for index in 0..<8 { result[session + index] = 9 }
    for index in 0..<4 { result[frame + index] = index == 0 ? 50 : 0 }
    if !isShort { for index in 0..<4 { result[23 + index] = index == 0 ? 50 : 0 } }
    if let player { result[car] = player }
    return result
  }

  /// The packets of the kinds given, the last of each kind, as one instant.
  private func join(
    _ name: String, player: UInt8? = nil, format: UInt16? = nil, pick: [UInt8: Int] = [:]
  ) throws -> (TelemetryFrame?, SourceDescription) {
    var decoder = F1Decoder()
    var frame: TelemetryFrame?
    let all = try lines(name).filter { format == nil || $0.format == format }
    for kind: UInt8 in [1, 4, 7, 10, 13, 0, 2, 6] {
      let ofKind = all.filter { $0.packetId == kind }
      guard !ofKind.isEmpty else { continue }
      let line = ofKind[pick[kind] ?? 0]
      var datagram: [UInt8]
      if let hex = line.hex {
        datagram = bytes(hex)
      } else {
        datagram = [UInt8](repeating: 0, count: 29) + bytes(line.bodyHex ?? "")
        datagram[0] = UInt8(line.format & 0xFF)
        datagram[1] = UInt8(line.format >> 8)
        datagram[6] = kind
      }
      if let joined = try decoder.decode(bytes: rewritten(datagram, player: player)) { frame = joined }
    }
    return (frame, decoder.description)
  }

  @Test(arguments: ["f1_2022", "f1_2023", "f1_2024", "f1_2025"])
  func everyRealPacketIsRecognised(_ name: String) throws {
    var decoder = F1Decoder()
    for line in try lines(name + "_packets") {
      let datagram = bytes(line.hex ?? "")
      #expect(F1Decoder.recognises(bytes: datagram))
      _ = try decoder.decode(bytes: datagram)
    }
  }

  @Test func silverstone2023() throws {
    let (joined, description) = try join("f1_2023_packets", player: 2)
    let frame = try #require(joined)
    #expect(frame.lapNumber == 2 && frame.lastLapTime == 99.563 && frame.gear == 3)
    #expect(abs((frame.lapDistance ?? 0) - 484.73) < 0.01)
    #expect(description.track == "Silverstone" && description.trackLength == 5896)
  }

  @Test func brazil2024() throws {
    let (joined, description) = try join("f1_2024_packets", pick: [2: 0])
    #expect(try #require(joined).lapDistance != nil)
    #expect(description.track == "Interlagos" && description.trackLength == 4294)
    #expect(description.session == "qualifying" && joined?.lapCount == nil)
    let starts = try #require(description.sectorStarts)
    #expect(abs(starts[0] - 1167.14) < 0.01 && abs(starts[1] - 3113.12) < 0.01)
    let distances = try (0..<3).compactMap { try join("f1_2024_packets", pick: [2: $0]).0 }
    #expect(distances.map { (($0.lapDistance ?? 0) * 100).rounded() / 100 }.sorted() == [-1505.86, 606.05, 3136.10])
    let third = try #require(distances.first { $0.lapNumber == 3 })
    #expect(third.lastLapTime == 87.861 && abs((third[.gapToLeader] ?? 0) - 61.1) < 1e-4)
    #expect(!distances.contains { $0.flags.contains(.lapInvalid) })
  }

  @Test func lasVegas2025() throws {
    let (watched, description) = try join("f1_2025_packets")
    #expect(try #require(watched).flags.contains(.spectating))
    #expect(watched?.flags.contains(.onTrack) == false && watched?[.fuelLevel] == nil)
    #expect(description.track == "Las Vegas" && description.trackLength == 6200 && watched?.lapCount == 5)
    let frame = try #require(try join("f1_2025_packets", player: 0).0)
    #expect(frame.racePosition == 2 && frame.lapNumber == 2 && frame.lastLapTime == 98.383 && frame.gear == 3)
    #expect(abs((frame.lapDistance ?? 0) - 3263.96) < 0.01 && abs((frame.speed ?? 0) * 3.6 - 106.8) < 0.1)
    // The car turns left: its wheel and its acceleration say so.
    #expect((frame.steering ?? 0) > 0.2 && (frame[.lateralAcceleration] ?? 0) > 10)
  }

  /// All packets of a file that speak of one session, as one instant, and the field that they give.
  private func field(_ name: String, format: UInt16, player: UInt8? = nil, without: Set<UInt8> = []) throws -> RaceField
  {
    var decoder = F1Decoder()
    let kinds: [UInt8] = [1, 4, 7, 10, 0, 2, 6, 8, 11]
    for kind in kinds where !without.contains(kind) {
      guard let line = try lines(name).first(where: { $0.packetId == kind && $0.format == format }) else { continue }
      var datagram = line.hex.map { bytes($0) } ?? [UInt8](repeating: 0, count: 29) + bytes(line.bodyHex ?? "")
      datagram[0] = UInt8(format & 0xFF)
      datagram[1] = UInt8(format >> 8)
      datagram[format == 2022 ? 5 : 6] = kind
      _ = try decoder.decode(bytes: rewritten(datagram, player: player))
    }
    return try #require(decoder.field)
  }

  @Test func fieldOfJeddah2022() throws {
    let field = try field("f1_2022_packets", format: 2022, without: [8])
    #expect(field.cars.count == 20 && field.lapCount == 3 && field.timeLeft == nil && field.weather == "clear")
    #expect(field.forecast.map(\.after) == [0, 300, 600] && field.forecast.allSatisfy { $0.rain == 0.02 })
    let own = try #require(field.ownCar)
    #expect(own.name == "VERSTAPPEN" && own.number == 33 && own.team == "Red Bull" && own.place == 6)
    #expect(own.lapNumber == 3 && own.lastLapTime == 92.035 && own.bestLapTime == 91.322)
    let leader = try #require(field.cars.first { $0.place == 1 })
    #expect(leader.name == "PÉREZ" && leader.status == .finished && own.status == .running && own.lapsBehind == 0)
    #expect(field.cars.allSatisfy { $0.tyre != nil && $0.position != nil && $0.gapAhead == nil })
    let result = try self.field("f1_2022_packets", format: 2022)
    #expect(result.flag == .chequered && result.cars.allSatisfy { $0.status == .finished })
    #expect(Set(result.cars.map(\.place)) == Set((1...20).map { $0 }))
    #expect(result.cars.first { $0.name == "RUSSELL" }?.bestLapTime == 90.566)
  }

  @Test func fieldOfSilverstone2023() throws {
    let field = try field("f1_2023_packets", format: 2023, player: 2, without: [8])
    #expect(field.cars.count == 5 && field.weather == "light rain" && field.timeLeft == 0)
    #expect(field.ownCar?.name == "z0mt3c" && field.ownCar?.place == 2)
    #expect(field.cars.first { $0.id == 4 }?.status == .disqualified)
    #expect(field.cars.first { $0.id == 1 }?.name == "Car 3")
    #expect(field.forecast.map(\.rain) == [0.71, 0.65, 0.5])
  }

  @Test func fieldOfInterlagos2024() throws {
    let field = try field("f1_2024_packets", format: 2024)
    #expect(field.cars.count == 20 && field.weather == "storm" && field.timeLeft == 1024 && field.lapCount == nil)
    #expect(field.cars[0].name == "FOREST" && field.cars[0].number == 8)
    #expect(
      field.cars.filter { $0.status == .garage }.count == 8 && field.cars[19].lapDistance.map { $0 < -1505 } == true)
  }

  @Test func fieldOfLasVegas2025() throws {
    let field = try field("f1_2025_packets", format: 2025)
    #expect(field.cars.count == 7 && field.ownCar == nil && field.lapCount == 5)
    #expect(field.cars.map(\.place) == [2, 3, 1, 4, 5, 7, 6] && field.cars[6].name == "Powerware")
    // Only one of them shows his telemetry; none drives for a team of the championship.
    #expect(field.cars.map { $0.tyreWear == nil } == [true, true, true, true, true, true, false])
    #expect(abs((field.cars[6].tyreWear ?? 0) - 0.07456) < 1e-6 && field.cars.allSatisfy { $0.team == nil })
  }

  @Test func fieldsOfTheBodies() throws {
    let race = try field("f1_2025_2026_bodies", format: 2025, player: 14)
    #expect(race.cars.count == 20 && race.flag == .chequered && race.ownCar?.name == "PIASTRI")
    #expect(race.ownCar?.team == "McLaren" && race.ownCar?.place == 3 && race.ownCar?.bestLapTime == 68.19)
    let practice = try field("f1_2025_2026_bodies", format: 2026, player: 7, without: [8])
    #expect(practice.cars.count == 22 && practice.ownCar?.name == "PIASTRI" && practice.ownCar?.team == "McLaren")
    #expect(practice.cars.first { $0.name == "BOTTAS" }?.team == "Cadillac")
    #expect(practice.cars.first { $0.name == "BORTOLETO" }?.team == "Audi")
  }

  @Test func bodiesOf2026() throws {
    let frame = try #require(try join("f1_2025_2026_bodies", player: 0, format: 2026).0)
    #expect(abs((frame[.positionX] ?? 0) + 323.1516) < 1e-3 && frame.speed == 0)
    #expect((frame[.tyrePressureFrontLeft] ?? 0) > 100 && (frame[.tyrePressureFrontLeft] ?? 0) < 250)
    #expect((frame[.tyreTemperatureFrontLeft] ?? 0) > 20 && (frame[.brakeTemperatureFrontLeft] ?? 0) > 10)
  }
}
