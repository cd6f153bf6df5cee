public import Telemetry

/// Writes images of the shared memory of Automobilista 2.
public struct Automobilista2PageEncoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  private var page = [UInt8](repeating: 0, count: Automobilista2PageLayout.size)
  private var sequence: UInt32 = 0
  private var field: RaceField?

  public init(source: SourceDescription) { self.source = source }

  public mutating func show(_ field: RaceField) { self.field = field }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    Automobilista2PageLayout.table.encode(frame, into: &page, at: 0)
    page.store(UInt32(13), at: Automobilista2PageLayout.version)
    let isLoading = frame.flags.contains(.loading)
    let state =
      isLoading ? 1 : frame.flags.contains(.paused) ? MadnessWords.GameState.paused : MadnessWords.GameState.playing
    page.store(UInt32(state), at: Automobilista2PageLayout.gameState)
    let session = MadnessWords.sessionState(source.session, isRace: frame.lapCount != nil)
    page.store(UInt32(session), at: Automobilista2PageLayout.sessionState)
    let cars = (field?.cars ?? []).prefix(Automobilista2PageLayout.participantCapacity)
    let own = cars.firstIndex { $0.isOwn } ?? 0
    page.store(Int32(isLoading ? -1 : own), at: Automobilista2PageLayout.viewed)
    page.store(Int32(isLoading ? -1 : max(1, cars.count)), at: Automobilista2PageLayout.participantCount)
    for (index, car) in cars.enumerated() { store(car, index) }
    var car = FieldCar(id: own, name: field?.ownCar?.name ?? source.driver ?? "")
    car.position = frame.position
    car.lapDistance = frame.lapDistance
    car.place = frame.racePosition.map { Int($0) } ?? field?.ownCar?.place ?? 1
    car.lapNumber = frame.lapNumber.map { Int($0) }
    store(car, own)
    let record = Automobilista2PageLayout.participants + own * Automobilista2PageLayout.participantStride
    page.store(Int32(frame.sector ?? 0), at: record + Automobilista2PageLayout.Participant.sector)
    page.store(source.car ?? "", at: Automobilista2PageLayout.car, size: Automobilista2PageLayout.textSize)
    page.store(source.track ?? "", at: Automobilista2PageLayout.location, size: Automobilista2PageLayout.textSize)
    page.store(Float(source.trackLength ?? 0), at: Automobilista2PageLayout.trackLength)
    page.store(UInt32(clamping: frame.lapCount ?? 0), at: Automobilista2PageLayout.lapCount)
    page[Automobilista2PageLayout.lapInvalidated] = frame.flags.contains(.lapInvalid) ? 1 : 0
    page.store(Float(frame.bestLapTime ?? -1), at: Automobilista2PageLayout.bestLap)
    page.store(Float(frame.lastLapTime ?? -1), at: Automobilista2PageLayout.lastLap)
    page.store(Float(frame.currentLapTime ?? -1), at: Automobilista2PageLayout.currentLap)
    page.store(Int32(frame.gear ?? 0), at: Automobilista2PageLayout.gear)
    let capacity = frame[.fuelCapacity] ?? 0
    page.store(Float(capacity), at: Automobilista2PageLayout.fuelCapacity)
    page.store(Float((frame[.fuelLevel] ?? 0) / max(1, capacity)), at: Automobilista2PageLayout.fuelLevel)
    let flags: UInt32 = frame.flags.contains(.pitLimiter) ? UInt32(Automobilista2Layout.Telemetry.limiterBit) : 0
    page.store(flags, at: Automobilista2PageLayout.carFlags)
    sequence &+= 2
    page.store(sequence, at: Automobilista2PageLayout.sequence)
    try send(page.span.bytes)
  }

  private mutating func store(_ car: FieldCar, _ index: Int) {
    let record = Automobilista2PageLayout.participants + index * Automobilista2PageLayout.participantStride
    page[record] = 1
    page.store(
      car.name, at: record + Automobilista2PageLayout.Participant.name, size: Automobilista2PageLayout.textSize)
    let place = car.position ?? Position(x: 0, y: 0, z: 0)
    for (step, value) in [place.x, place.y, place.z].enumerated() {
      page.store(Float(value), at: record + Automobilista2PageLayout.Participant.position + 4 * step)
    }
    page.store(Float(car.lapDistance ?? 0), at: record + Automobilista2PageLayout.Participant.lapDistance)
    page.store(UInt32(clamping: car.place ?? 0), at: record + Automobilista2PageLayout.Participant.place)
    page.store(UInt32(clamping: car.lapNumber ?? 0), at: record + Automobilista2PageLayout.Participant.currentLap)
  }
}

/// Writes images of simd's page.
public struct SimapiPageEncoder: TelemetryEncoder, Sendable {
  public var source: SourceDescription
  private var page = [UInt8](repeating: 0, count: SimapiPageLayout.size)
  private var ticks: UInt64 = 0

  public init(source: SourceDescription) { self.source = source }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    ticks &+= 1
    page.store(ticks, at: SimapiPageLayout.ticks)
    page.store(
      frame.flags.contains(.loading) ? 1 : SimapiPageLayout.driving, at: SimapiPageLayout.status)
    page.store(UInt32(nearest: (frame.speed ?? 0) * 3.6), at: SimapiPageLayout.speed)
    page.store(UInt32(nearest: frame.engineSpeed ?? 0), at: SimapiPageLayout.engineSpeed)
    page.store(UInt32(nearest: frame[.engineSpeedLimit] ?? 0), at: SimapiPageLayout.engineSpeedLimit)
    page.store(UInt32(clamping: (frame.gear ?? 0) + 1), at: SimapiPageLayout.gear)
    page.store(UInt32(clamping: max(0, (frame.lapNumber ?? 0) - 1)), at: SimapiPageLayout.laps)
    for (offset, channel) in SimapiPageLayout.doubles { store(frame[channel] ?? 0, offset) }
    let place = frame.position ?? Position(x: 0, y: 0, z: 0)
    for (step, value) in [place.x, place.y, place.z].enumerated() {
      store(value, SimapiPageLayout.position + 8 * step)
    }
    let length = source.trackLength ?? 0
    store(length, SimapiPageLayout.trackLength)
    store(length > 0 ? max(0, min(1, (frame.lapDistance ?? 0) / length)) : 0, SimapiPageLayout.spline)
    for (text, offset) in [
      (source.car, SimapiPageLayout.car), (source.track, SimapiPageLayout.track),
      (source.driver, SimapiPageLayout.driver),
    ] {
      page.store(text ?? "", at: offset, size: SimapiPageLayout.textSize)
    }
    page[SimapiPageLayout.version] = SimapiPageLayout.expectedVersion
    try send(page.span.bytes)
  }

  private mutating func store(_ value: Double, _ offset: Int) { page.store(value.bitPattern, at: offset) }
}
