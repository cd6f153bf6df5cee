public import Telemetry

/// Writes what Assetto Corsa Competizione sends: track and entries with the first frame, then the session and every car.
public struct CompetizioneEncoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  private var field: RaceField?
  private var hasEntries = false

  private static let connection: Int32 = 7

  public init(source: SourceDescription) { self.source = source }

  public mutating func show(_ field: RaceField) {
    if field.cars.map(\.id) != self.field?.cars.map(\.id) { hasEntries = false }
    self.field = field
  }

  /// Longer messages are made anew each time: this one plays a game in tests and in the demo.
  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    if !hasEntries {
      hasEntries = true
      for message in entries { try send(message.span.bytes) }
    }
    try send(session(frame).span.bytes)
    for car in field?.cars ?? [] where !car.isOwn { try send(message(car).span.bytes) }
    try send(own(frame).span.bytes)
  }

  private var ownIndex: UInt16 { UInt16(clamping: field?.ownCar?.id ?? 0) }

  private var entries: [[UInt8]] {
    var track = [CompetizioneReader.Kind.track.rawValue]
    CompetizioneGreeting.append(Self.connection, to: &track)
    CompetizioneGreeting.append(source.track ?? "Track", to: &track)
    CompetizioneGreeting.append(Int32(1), to: &track)
    CompetizioneGreeting.append(Int32(nearest: source.trackLength ?? 1000), to: &track)
    // One set of cameras, one page.
    track.append(1)
    CompetizioneGreeting.append("Drivable", to: &track)
    track.append(1)
    CompetizioneGreeting.append("Cockpit", to: &track)
    track.append(1)
    CompetizioneGreeting.append("Basic HUD", to: &track)
    let cars = field?.cars ?? [FieldCar(id: 0, name: source.driver ?? "Driver")]
    var list = [CompetizioneReader.Kind.entryList.rawValue]
    CompetizioneGreeting.append(Self.connection, to: &list)
    CompetizioneGreeting.append(UInt16(cars.count), to: &list)
    for car in cars { CompetizioneGreeting.append(UInt16(clamping: car.id), to: &list) }
    return [track, list] + cars.map(entry)
  }

  private func entry(_ car: FieldCar) -> [UInt8] {
    var bytes = [CompetizioneReader.Kind.entry.rawValue]
    CompetizioneGreeting.append(UInt16(clamping: car.id), to: &bytes)
    bytes.append(25)
    CompetizioneGreeting.append(car.team ?? "", to: &bytes)
    CompetizioneGreeting.append(Int32(clamping: car.number ?? 0), to: &bytes)
    bytes += [0, 0]
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    bytes.append(1)
    CompetizioneGreeting.append("", to: &bytes)
    CompetizioneGreeting.append(car.name, to: &bytes)
    CompetizioneGreeting.append(String(car.name.prefix(3)), to: &bytes)
    bytes.append(0)
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    return bytes
  }

  private func session(_ frame: TelemetryFrame) -> [UInt8] {
    var bytes = [CompetizioneReader.Kind.session.rawValue]
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    bytes.append(CompetizioneSession.kind(source.session, isRace: frame.lapCount != nil))
    let isOver = frame.flags.contains(.chequeredFlag)
    bytes.append(
      isOver
        ? CompetizioneSession.Phase.over + 1
        : frame.flags.contains(.safetyCar) ? CompetizioneSession.Phase.formation : 5)
    CompetizioneGreeting.append(Float(frame.gameTime * 1000).bitPattern, to: &bytes)
    CompetizioneGreeting.append(Float((field?.timeLeft ?? -0.001) * 1000).bitPattern, to: &bytes)
    CompetizioneGreeting.append(Int32(ownIndex), to: &bytes)
    for text in ["Drivable", "Cockpit", "Basic HUD"] { CompetizioneGreeting.append(text, to: &bytes) }
    bytes.append(0)
    CompetizioneGreeting.append(Float(43_200_000).bitPattern, to: &bytes)
    bytes.append(UInt8(nearest: frame[.airTemperature] ?? 0))
    bytes.append(UInt8(nearest: frame[.trackTemperature] ?? 0))
    let rain: UInt8 = field?.weather == "heavy rain" ? 8 : field?.weather == "light rain" ? 3 : 0
    let clouds: UInt8 = field?.weather == "overcast" ? 8 : field?.weather == "light cloud" ? 4 : 0
    bytes += [clouds, rain, 0]
    append(CompetizioneLap(), to: &bytes)
    return bytes
  }

  private func own(_ frame: TelemetryFrame) -> [UInt8] {
    var car = CompetizioneCar()
    car.index = ownIndex
    car.gear = UInt8(clamping: (frame.gear ?? 0) + CompetizioneCar.gearOffset)
    car.place = UInt16(frame.racePosition ?? UInt8(clamping: field?.ownCar?.place ?? 1))
    car.location = frame.flags.contains(.inPit) ? CompetizioneCar.Location.pitLane : CompetizioneCar.Location.track
    if frame.flags.isDisjoint(with: [.onTrack, .inPit]) { car.location = CompetizioneCar.Location.none }
    car.laps = UInt16(clamping: max(0, (frame.lapNumber ?? 0) - 1))
    car.last.time = frame.lastLapTime
    car.best.time = frame.bestLapTime
    car.current = CompetizioneLap(
      time: frame.currentLapTime, firstSplit: frame.firstSectorTime, secondSplit: frame.secondSectorTime,
      isInvalid: frame.flags.contains(.lapInvalid))
    return message(car, position: frame.position, distance: frame.lapDistance, speed: frame.speed)
  }

  private func message(_ other: FieldCar) -> [UInt8] {
    var car = CompetizioneCar()
    car.index = UInt16(clamping: other.id)
    car.place = UInt16(clamping: other.place ?? 0)
    car.location = other.pit == .none ? CompetizioneCar.Location.track : CompetizioneCar.Location.pitLane
    car.laps = UInt16(clamping: max(0, (other.lapNumber ?? 1) - 1))
    car.last.time = other.lastLapTime
    car.best.time = other.bestLapTime
    car.current = CompetizioneLap(
      time: other.currentLapTime, firstSplit: other.sectors.first,
      secondSplit: other.sectors.count > 1 ? other.sectors[1] : nil, isInvalid: other.isLapInvalid)
    return message(car, position: other.position, distance: other.lapDistance, speed: other.speed)
  }

  private func message(
    _ car: CompetizioneCar, position: Position?, distance: Double?, speed: Double?
  ) -> [UInt8] {
    var bytes = [CompetizioneReader.Kind.car.rawValue]
    CompetizioneGreeting.append(car.index, to: &bytes)
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    bytes += [1, car.gear]
    for value in [position?.x ?? 0, position?.z ?? 0, 0] {
      CompetizioneGreeting.append(Float(value).bitPattern, to: &bytes)
    }
    bytes.append(car.location)
    CompetizioneGreeting.append(UInt16(nearest: (speed ?? 0) * 3.6), to: &bytes)
    for _ in 0..<3 { CompetizioneGreeting.append(car.place, to: &bytes) }
    let share = (distance ?? 0) / max(1, (source.trackLength ?? 1000).rounded())
    CompetizioneGreeting.append(Float(max(0, min(1, share))).bitPattern, to: &bytes)
    CompetizioneGreeting.append(car.laps, to: &bytes)
    CompetizioneGreeting.append(Int32(0), to: &bytes)
    append(car.best, to: &bytes)
    append(car.last, to: &bytes)
    append(car.current, to: &bytes)
    return bytes
  }

  private func append(_ lap: CompetizioneLap, to bytes: inout [UInt8]) {
    func milliseconds(_ time: Double?) -> Int32 { time.map { Int32(nearest: $0 * 1000) } ?? CompetizioneReader.noTime }
    CompetizioneGreeting.append(milliseconds(lap.time), to: &bytes)
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    CompetizioneGreeting.append(UInt16(0), to: &bytes)
    let splits = [lap.firstSplit, lap.secondSplit].compactMap { $0 }
    bytes.append(UInt8(splits.count))
    for split in splits { CompetizioneGreeting.append(milliseconds(split), to: &bytes) }
    bytes += [lap.isInvalid ? 1 : 0, lap.isInvalid ? 0 : 1, 0, 0]
  }
}
