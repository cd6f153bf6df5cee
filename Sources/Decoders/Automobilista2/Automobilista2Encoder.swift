public import Telemetry

/// Writes the packets of Project CARS 2 and Automobilista 2: timings, times and the car with every frame, the rest as it changes.
public struct Automobilista2Encoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  private var field: RaceField?
  private var buffers: [[UInt8]]
  private var packetNumber: UInt32 = 0
  private var lastRare: Double?

  private static let rarePeriod = 5.0
  private static let nameParts = 2

  public init(source: SourceDescription) {
    self.source = source
    buffers = Automobilista2Layout.Kind.allCases.map { [UInt8](repeating: 0, count: $0.size) }
  }

  public mutating func show(_ field: RaceField) { self.field = field }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    let isDue = lastRare.map { frame.gameTime < $0 || frame.gameTime - $0 >= Self.rarePeriod } ?? true
    if isDue {
      lastRare = frame.gameTime
      storeRace(frame)
      try write(.raceDefinition, send)
      for part in 0..<Self.nameParts {
        storeNames(part)
        try write(.participants, part: part + 1, of: Self.nameParts, send)
      }
    }
    storeState(frame)
    if isDue { try write(.gameState, send) }
    storeTimings(frame)
    try write(.timeStats, send)
    try write(.timings, send)
    storeCar(frame)
    try write(.telemetry, send)
  }

  private func index(_ kind: Automobilista2Layout.Kind) -> Int {
    Automobilista2Layout.Kind.allCases.firstIndex(of: kind) ?? 0
  }

  private mutating func write(
    _ kind: Automobilista2Layout.Kind, part: Int = 1, of count: Int = 1, _ send: (RawSpan) throws -> Void
  ) rethrows {
    let slot = index(kind)
    packetNumber &+= 1
    buffers[slot].store(packetNumber, at: Automobilista2Layout.packetNumber)
    buffers[slot][Automobilista2Layout.partIndex] = UInt8(part)
    buffers[slot][Automobilista2Layout.partCount] = UInt8(count)
    buffers[slot][Automobilista2Layout.kind] = kind.rawValue
    let buffer = buffers[slot]
    try send(buffer.span.bytes)
  }

  private var own: Int { field?.cars.firstIndex { $0.isOwn } ?? 0 }

  private var cars: ArraySlice<FieldCar> {
    (field?.cars ?? []).prefix(Automobilista2Layout.participantCapacity)
  }

  private mutating func storeRace(_ frame: TelemetryFrame) {
    let slot = index(.raceDefinition)
    let size = Automobilista2Layout.RaceDefinition.textSize
    buffers[slot].store(
      Float(source.trackLength ?? 0), at: Automobilista2Layout.RaceDefinition.trackLength)
    buffers[slot].store(source.track ?? "", at: Automobilista2Layout.RaceDefinition.location, size: size)
    buffers[slot].store(
      UInt16(clamping: frame.lapCount ?? 0), at: Automobilista2Layout.RaceDefinition.lapsOrTime)
  }

  private mutating func storeNames(_ part: Int) {
    let slot = index(.participants)
    let size = Automobilista2Layout.Participants.nameSize
    let perPart = Automobilista2Layout.Participants.perPart
    let names = field.map { $0.cars.map(\.name) } ?? [source.driver ?? ""]
    for place in 0..<perPart {
      let index = part * perPart + place
      let name = index < names.count ? names[index] : ""
      buffers[slot].store(name, at: Automobilista2Layout.Participants.names + place * size, size: size)
    }
  }

  private mutating func storeState(_ frame: TelemetryFrame) {
    let slot = index(.gameState)
    let game: UInt8 =
      frame.flags.contains(.loading)
      ? 1 : frame.flags.contains(.paused) ? MadnessWords.GameState.paused : MadnessWords.GameState.playing
    let session = MadnessWords.sessionState(source.session, isRace: frame.lapCount != nil)
    let state = session << 3 | game
    // A change is told at once.
    if buffers[slot][Automobilista2Layout.GameState.state] != state { lastRare = nil }
    buffers[slot][Automobilista2Layout.GameState.state] = state
    buffers[slot].store(
      Int8(nearest: frame[.airTemperature] ?? 0), at: Automobilista2Layout.GameState.airTemperature)
    buffers[slot].store(
      Int8(nearest: frame[.trackTemperature] ?? 0), at: Automobilista2Layout.GameState.trackTemperature)
    buffers[slot][Automobilista2Layout.GameState.rain] =
      field?.weather == "light rain" ? 50 : field?.weather == "heavy rain" ? 200 : 0
  }

  private mutating func storeTimings(_ frame: TelemetryFrame) {
    let slot = index(.timings)
    buffers[slot].store(Int8(clamping: max(1, cars.count)), at: Automobilista2Layout.Timings.count)
    buffers[slot].store(Float(field?.timeLeft ?? -1), at: Automobilista2Layout.Timings.timeLeft)
    buffers[slot].store(Float(frame[.gapAhead] ?? -1), at: Automobilista2Layout.Timings.splitAhead)
    buffers[slot].store(UInt16(own), at: Automobilista2Layout.Timings.local)
    for (index, car) in cars.enumerated() where index != own {
      store(car, index)
      storeTimes(index, last: car.lastLapTime, best: car.bestLapTime)
    }
    var car = FieldCar(id: own, name: "")
    car.position = frame.position
    car.lapDistance = frame.lapDistance.map { $0.rounded(.down) }
    car.place = frame.racePosition.map { Int($0) } ?? field?.ownCar?.place ?? 1
    car.lapNumber = frame.lapNumber.map { Int($0) }
    car.currentLapTime = frame.currentLapTime
    car.isLapInvalid = frame.flags.contains(.lapInvalid)
    car.pit = frame.flags.contains(.inPit) ? .lane : .none
    car.status = frame.flags.contains(.chequeredFlag) ? .finished : .running
    car.sectors = [Double](repeating: 0, count: Int(frame.sector ?? 0))
    store(car, own)
    storeTimes(own, last: frame.lastLapTime, best: frame.bestLapTime)
    let colour: UInt8 = frame.flags.contains(.blueFlag) ? Automobilista2Layout.blueFlag : flag(field?.flag, frame.flags)
    buffers[slot][record(own) + Automobilista2Layout.Timings.flag] = colour
  }

  private func flag(_ flag: TrackFlag?, _ flags: FrameFlags) -> UInt8 {
    let colour: TrackFlag? = flags.contains(.redFlag) ? .red : flags.contains(.yellowFlag) ? .yellow : flag
    return UInt8(Automobilista2Layout.flags.firstIndex { $0 == colour } ?? 0)
  }

  private func record(_ index: Int) -> Int {
    Automobilista2Layout.Timings.participants + index * Automobilista2Layout.Timings.stride
  }

  private mutating func store(_ car: FieldCar, _ index: Int) {
    let slot = self.index(.timings)
    let record = record(index)
    let bits = MadnessWords.store(car.position ?? Position(x: 0, y: 0, z: 0), into: &buffers[slot], at: record)
    buffers[slot].store(UInt16(nearest: car.lapDistance ?? 0), at: record + Automobilista2Layout.Timings.lapDistance)
    buffers[slot][record + Automobilista2Layout.Timings.place] = UInt8(clamping: car.place ?? 0) | MadnessWords.topBit
    buffers[slot][record + Automobilista2Layout.Timings.sector] = bits | UInt8(1 + min(2, car.sectors.count))
    buffers[slot][record + Automobilista2Layout.Timings.pit] = MadnessWords.mode(car.pit, car.status)
    buffers[slot][record + Automobilista2Layout.Timings.raceState] =
      MadnessWords.race(car.status) | (car.isLapInvalid ? Automobilista2Layout.Timings.invalidBit : 0)
    buffers[slot][record + Automobilista2Layout.Timings.currentLap] = UInt8(clamping: car.lapNumber ?? 0)
    buffers[slot].store(Float(car.currentLapTime ?? -1), at: record + Automobilista2Layout.Timings.currentTime)
  }

  private mutating func storeTimes(_ index: Int, last: Double?, best: Double?) {
    let slot = self.index(.timeStats)
    let record = Automobilista2Layout.TimeStats.participants + index * Automobilista2Layout.TimeStats.stride
    buffers[slot].store(Float(best ?? -1), at: record + Automobilista2Layout.TimeStats.fastestLap)
    buffers[slot].store(Float(last ?? -1), at: record + Automobilista2Layout.TimeStats.lastLap)
  }

  private mutating func storeCar(_ frame: TelemetryFrame) {
    let slot = index(.telemetry)
    Automobilista2Layout.table.encode(frame, into: &buffers[slot], at: 0)
    let isLoading = frame.flags.contains(.loading)
    buffers[slot].store(Int8(isLoading ? -1 : own), at: Automobilista2Layout.Telemetry.viewed)
    let gear = frame.gear ?? 0
    buffers[slot][Automobilista2Layout.Telemetry.gear] =
      (gear < 0 ? MadnessWords.reverse : UInt8(clamping: min(gear, 14))) | 0x60
    let capacity = min(255, (frame[.fuelCapacity] ?? 0).rounded())
    buffers[slot][Automobilista2Layout.Telemetry.fuelCapacity] = UInt8(nearest: capacity)
    buffers[slot].store(
      Float((frame[.fuelLevel] ?? 0) / max(1, capacity)), at: Automobilista2Layout.Telemetry.fuelLevel)
    buffers[slot][Automobilista2Layout.Telemetry.carFlags] =
      frame.flags.contains(.pitLimiter) ? Automobilista2Layout.Telemetry.limiterBit : 0
  }
}
