public import Telemetry

/// Writes the packets of Project CARS 1: telemetry with every frame, the names every ten seconds.
public struct ProjectCarsEncoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  private var field: RaceField?
  private var telemetry = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.telemetry.size)
  private var strings = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.strings.size)
  private var more = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.moreStrings.size)
  private var sequence: UInt8 = 0
  private var lastNames: Double?

  private static let build: UInt16 = 1200
  private static let namesPeriod = 10.0
  private static let fuelCapacity = 100.0

  public init(source: SourceDescription) {
    self.source = source
    telemetry.store(Self.build, at: ProjectCarsLayout.build)
    strings.store(Self.build, at: ProjectCarsLayout.build)
    more.store(Self.build, at: ProjectCarsLayout.build)
  }

  public mutating func show(_ field: RaceField) { self.field = field }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    let isDue = lastNames.map { frame.gameTime < $0 || frame.gameTime - $0 >= Self.namesPeriod } ?? true
    storeTelemetry(frame)
    if isDue {
      lastNames = frame.gameTime
      storeNames()
      strings[ProjectCarsLayout.kind] = stamp(.strings)
      try send(strings.span.bytes)
      more[ProjectCarsLayout.kind] = stamp(.moreStrings)
      try send(more.span.bytes)
    }
    telemetry[ProjectCarsLayout.kind] = stamp(.telemetry)
    try send(telemetry.span.bytes)
  }

  private mutating func stamp(_ kind: ProjectCarsLayout.Kind) -> UInt8 {
    defer { sequence &+= 1 }
    return sequence << 2 | kind.rawValue
  }

  private var own: Int { field?.cars.firstIndex { $0.isOwn } ?? 0 }

  private mutating func storeTelemetry(_ frame: TelemetryFrame) {
    ProjectCarsLayout.table.encode(frame, into: &telemetry, at: 0)
    let isLoading = frame.flags.contains(.loading)
    let game: UInt8 =
      isLoading ? 1 : frame.flags.contains(.paused) ? MadnessWords.GameState.paused : MadnessWords.GameState.playing
    let session = isLoading ? 0 : MadnessWords.sessionState(source.session, isRace: frame.lapCount != nil)
    telemetry[ProjectCarsLayout.state] = session << 4 | game
    let count = min(field?.cars.count ?? 1, ProjectCarsLayout.participantCapacity)
    telemetry.store(Int8(isLoading ? -1 : own), at: ProjectCarsLayout.viewed)
    telemetry.store(Int8(isLoading ? -1 : count), at: ProjectCarsLayout.participantCount)
    var race: UInt8 = frame.flags.contains(.chequeredFlag) ? MadnessWords.RaceState.finished : 2
    if frame.flags.contains(.lapInvalid) { race |= ProjectCarsLayout.invalidBit }
    if frame.flags.contains(.antiLock) { race |= ProjectCarsLayout.antiLockBit }
    telemetry[ProjectCarsLayout.raceState] = race
    telemetry[ProjectCarsLayout.lapCount] = UInt8(clamping: frame.lapCount ?? 0)
    store(frame.bestLapTime, ProjectCarsLayout.bestLap)
    store(frame.lastLapTime, ProjectCarsLayout.lastLap)
    store(frame.currentLapTime, ProjectCarsLayout.currentLap)
    store(frame[.gapAhead], ProjectCarsLayout.splitAhead)
    store(field?.timeLeft, ProjectCarsLayout.timeLeft)
    store(frame.firstSectorTime, ProjectCarsLayout.sectorTimes)
    store(frame.secondSectorTime, ProjectCarsLayout.sectorTimes + 4)
    let colour = frame.flags.contains(.yellowFlag) ? .yellow : field?.flag
    telemetry[ProjectCarsLayout.flag] = UInt8(ProjectCarsLayout.flags.firstIndex { $0 == colour } ?? 0)
    telemetry[ProjectCarsLayout.pitMode] = frame.flags.contains(.inPit) ? 1 : 0
    let capacity = frame[.fuelCapacity] ?? Self.fuelCapacity
    telemetry[ProjectCarsLayout.fuelCapacity] = UInt8(nearest: capacity)
    telemetry.store(Float((frame[.fuelLevel] ?? 0) / max(1, capacity)), at: ProjectCarsLayout.fuelLevel)
    let gear = frame.gear ?? 0
    telemetry[ProjectCarsLayout.gear] = (gear < 0 ? MadnessWords.reverse : UInt8(clamping: min(gear, 14))) | 0x60
    telemetry.store(Float(source.trackLength ?? 0), at: ProjectCarsLayout.trackLength)
    for (index, car) in (field?.cars ?? []).prefix(count).enumerated() { store(car, index) }
    storeOwn(frame)
  }

  /// The game sends −1 for a time that it has not.
  private mutating func store(_ time: Double?, _ offset: Int) { telemetry.store(Float(time ?? -1), at: offset) }

  private mutating func store(_ car: FieldCar, _ index: Int) {
    let base = ProjectCarsLayout.participants + index * ProjectCarsLayout.participantStride
    let bits = MadnessWords.store(car.position ?? Position(x: 0, y: 0, z: 0), into: &telemetry, at: base)
    telemetry.store(UInt16(nearest: car.lapDistance ?? 0), at: base + ProjectCarsLayout.Participant.lapDistance)
    telemetry[base + ProjectCarsLayout.Participant.place] = UInt8(clamping: car.place ?? 0) | MadnessWords.topBit
    telemetry[base + ProjectCarsLayout.Participant.lapsCompleted] =
      UInt8(clamping: max(0, (car.lapNumber ?? 1) - 1)) & 0x7F | (car.isLapInvalid ? MadnessWords.topBit : 0)
    telemetry[base + ProjectCarsLayout.Participant.currentLap] = UInt8(clamping: car.lapNumber ?? 0)
    telemetry[base + ProjectCarsLayout.Participant.sector] = bits | UInt8(1 + min(2, car.sectors.count))
  }

  private mutating func storeOwn(_ frame: TelemetryFrame) {
    let base = ProjectCarsLayout.participants + own * ProjectCarsLayout.participantStride
    let bits = MadnessWords.store(frame.position ?? Position(x: 0, y: 0, z: 0), into: &telemetry, at: base)
    telemetry.store(
      UInt16(nearest: (frame.lapDistance ?? 0).rounded(.down)), at: base + ProjectCarsLayout.Participant.lapDistance)
    let place = frame.racePosition ?? UInt8(clamping: field?.ownCar?.place ?? 1)
    telemetry[base + ProjectCarsLayout.Participant.place] = place | MadnessWords.topBit
    let lap = frame.lapNumber ?? 0
    telemetry[base + ProjectCarsLayout.Participant.lapsCompleted] = UInt8(clamping: max(0, lap - 1)) & 0x7F
    telemetry[base + ProjectCarsLayout.Participant.currentLap] = UInt8(clamping: lap)
    telemetry[base + ProjectCarsLayout.Participant.sector] = bits | (frame.sector.map { min($0, 2) + 1 } ?? 0)
  }

  private mutating func storeNames() {
    let size = ProjectCarsLayout.Strings.size
    let capacity = ProjectCarsLayout.Strings.capacity
    strings.store(source.car ?? "", at: ProjectCarsLayout.Strings.car, size: size)
    strings.store(source.track ?? "", at: ProjectCarsLayout.Strings.track, size: size)
    more[ProjectCarsLayout.Strings.firstMore] = UInt8(capacity)
    let cars = field?.cars ?? [FieldCar(id: 0, name: source.driver ?? "")]
    for (index, car) in cars.prefix(2 * capacity).enumerated() {
      if index < capacity {
        strings.store(car.name, at: ProjectCarsLayout.Strings.drivers + size * index, size: size)
        strings.store(Float(car.bestLapTime ?? 0), at: ProjectCarsLayout.Strings.bestLaps + 4 * index)
      } else {
        more.store(car.name, at: ProjectCarsLayout.Strings.moreDrivers + size * (index - capacity), size: size)
      }
    }
  }
}
