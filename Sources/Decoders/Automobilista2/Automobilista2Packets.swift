internal import Telemetry

/// The newest packet of each kind, as it came, and what they say of laps and of all cars.
struct Automobilista2Packets: Sendable {
  private static let slot = 1536
  /// Names of 32 drivers come in two parts.
  private static let nameParts = 2

  private var bytes = [UInt8](repeating: 0, count: (Automobilista2Layout.Kind.allCases.count + nameParts) * slot)
  private var kept: UInt16 = 0

  init() {}

  private static func place(_ kind: Automobilista2Layout.Kind) -> Int {
    switch kind {
    case .telemetry: 0
    case .raceDefinition: 1
    case .timings: 2
    case .gameState: 3
    case .timeStats: 4
    case .vehicles: 5
    case .participants: 6
    }
  }

  mutating func keep(_ datagram: RawSpan, _ kind: Automobilista2Layout.Kind) {
    var slot = Self.place(kind)
    if kind == .participants {
      // Parts count from 1.
      slot += min(Self.nameParts - 1, max(0, Int(datagram.byte(Automobilista2Layout.partIndex)) - 1))
    }
    guard datagram.byteCount <= Self.slot else { return }
    datagram.withUnsafeBytes { source in
      bytes.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[(slot * Self.slot)...]).copyMemory(from: source)
      }
    }
    kept |= 1 << UInt16(Self.place(kind))
  }

  func has(_ kind: Automobilista2Layout.Kind) -> Bool { kept & 1 << UInt16(Self.place(kind)) != 0 }

  private func base(_ kind: Automobilista2Layout.Kind) -> Int { Self.place(kind) * Self.slot }

  private func participant(_ index: Int) -> Int {
    base(.timings) + Automobilista2Layout.Timings.participants + index * Automobilista2Layout.Timings.stride
  }

  /// Kind of session and state of the game.
  var state: UInt8 { bytes[base(.gameState) + Automobilista2Layout.GameState.state] }

  /// Whether the car that is shown is another one's.
  func isWatching(_ viewed: Int) -> Bool {
    let local: UInt16 = bytes.span.bytes.integer(base(.timings) + Automobilista2Layout.Timings.local)
    return Int(local) < Automobilista2Layout.participantCapacity && Int(local) != viewed
  }

  /// Number of a car's lap, and its clock; `nil` before the start.
  func lap(_ index: Int) -> (number: Int, time: Double?) {
    let record = participant(index)
    return (
      Int(bytes[record + Automobilista2Layout.Timings.currentLap]),
      time(record + Automobilista2Layout.Timings.currentTime)
    )
  }

  func lastLapTime(_ index: Int) -> Double? {
    guard has(.timeStats) else { return nil }
    return time(stats(index) + Automobilista2Layout.TimeStats.lastLap).flatMap { $0 > 0 ? $0 : nil }
  }

  private func bestLapTime(_ index: Int) -> Double? {
    guard has(.timeStats) else { return nil }
    return time(stats(index) + Automobilista2Layout.TimeStats.fastestLap).flatMap { $0 > 0 ? $0 : nil }
  }

  private func stats(_ index: Int) -> Int {
    base(.timeStats) + Automobilista2Layout.TimeStats.participants + index * Automobilista2Layout.TimeStats.stride
  }

  /// −1 where there is no time; as many places as the games show.
  private func time(_ offset: Int) -> Double? {
    let seconds = bytes.span.bytes.float(offset)
    return seconds.isFinite && seconds >= 0 ? (Double(seconds) * 1000).rounded() / 1000 : nil
  }

  /// Lap, place, flags and weather of the car that is shown.
  func addLaps(_ viewed: Int, to frame: inout TelemetryFrame) {
    let packet = bytes.span.bytes
    let record = participant(viewed)
    frame.set(
      .lapDistance, Float(packet.integer(record + Automobilista2Layout.Timings.lapDistance, as: UInt16.self)))
    let lap = lap(viewed)
    frame.lapNumber = Int32(lap.number)
    frame.currentLapTime = lap.time
    frame.lastLapTime = lastLapTime(viewed)
    frame.bestLapTime = bestLapTime(viewed)
    frame.lapCount = lapCount.map { Int32($0) }
    let place = packet.byte(record + Automobilista2Layout.Timings.place) & ~MadnessWords.topBit
    frame.racePosition = place > 0 ? place : nil
    let count = packet.byte(base(.timings) + Automobilista2Layout.Timings.count)
    frame.carCount = count > 0 && count <= 32 ? count : nil
    let sector = packet.byte(record + Automobilista2Layout.Timings.sector) & 7
    frame.sector = (1...3).contains(sector) ? sector - 1 : nil
    if let split = time(base(.timings) + Automobilista2Layout.Timings.splitAhead), split > 0, place > 1 {
      frame[.gapAhead] = split
    }
    let race = packet.byte(record + Automobilista2Layout.Timings.raceState)
    if race & Automobilista2Layout.Timings.invalidBit != 0 { frame.flags.insert(.lapInvalid) }
    if race & 7 == MadnessWords.RaceState.finished { frame.flags.insert(.chequeredFlag) }
    if packet.byte(record + Automobilista2Layout.Timings.pit) & 7 != MadnessWords.PitMode.none {
      frame.flags.insert(.inPit)
    }
    let colour = packet.byte(record + Automobilista2Layout.Timings.flag) & 0x0F
    if colour == Automobilista2Layout.blueFlag { frame.flags.insert(.blueFlag) }
    switch trackFlag(colour) {
    case .yellow, .doubleYellow: frame.flags.insert(.yellowFlag)
    case .red: frame.flags.insert(.redFlag)
    default: break
    }
    guard has(.gameState) else { return }
    let weather = base(.gameState)
    let air = packet.integer(weather + Automobilista2Layout.GameState.airTemperature, as: Int8.self)
    let track = packet.integer(weather + Automobilista2Layout.GameState.trackTemperature, as: Int8.self)
    frame.set(.airTemperature, Float(air))
    frame.set(.trackTemperature, Float(track))
  }

  private func trackFlag(_ colour: UInt8) -> TrackFlag? {
    let flags = Automobilista2Layout.flags
    return Int(colour) < flags.count ? flags[Int(colour)] : nil
  }

  private var lapsOrTime: UInt16 {
    has(.raceDefinition)
      ? bytes.span.bytes.integer(base(.raceDefinition) + Automobilista2Layout.RaceDefinition.lapsOrTime) : 0
  }

  private var lapCount: Int? {
    let value = lapsOrTime
    return value > 0 && value & Automobilista2Layout.RaceDefinition.timedBit == 0 ? Int(value) : nil
  }

  /// Every car; `nil` before there are timings.
  var field: RaceField? {
    let packet = bytes.span.bytes
    let count = Int(packet.integer(base(.timings) + Automobilista2Layout.Timings.count, as: Int8.self))
    guard has(.timings), count > 0 else { return nil }
    let viewed = Int(packet.integer(base(.telemetry) + Automobilista2Layout.Telemetry.viewed, as: Int8.self))
    var field = RaceField()
    field.lapCount = lapCount
    field.timeLeft = time(base(.timings) + Automobilista2Layout.Timings.timeLeft)
    if has(.gameState) {
      let rain = packet.byte(base(.gameState) + Automobilista2Layout.GameState.rain)
      field.weather = rain == 0 ? "dry" : rain < 100 ? "light rain" : "heavy rain"
    }
    field.cars = (0..<min(count, Automobilista2Layout.participantCapacity)).compactMap { car($0) }
    let own = has(.telemetry) && (0..<Automobilista2Layout.participantCapacity).contains(viewed) ? viewed : nil
    for slot in field.cars.indices where field.cars[slot].id == own && !isWatching(field.cars[slot].id) {
      field.cars[slot].isOwn = true
      field.cars[slot].speed = Double(packet.float(base(.telemetry) + Automobilista2Layout.Telemetry.speed))
    }
    let colours = (0..<min(count, Automobilista2Layout.participantCapacity)).compactMap {
      trackFlag(packet.byte(participant($0) + Automobilista2Layout.Timings.flag) & 0x0F)
    }
    field.flag = [TrackFlag.red, .chequered, .doubleYellow, .yellow, .white, .green].first { colours.contains($0) }
    return field
  }

  private func car(_ index: Int) -> FieldCar? {
    let packet = bytes.span.bytes
    let record = participant(index)
    let place = packet.byte(record + Automobilista2Layout.Timings.place)
    guard place & MadnessWords.topBit != 0, place & ~MadnessWords.topBit > 0 else { return nil }
    var car = FieldCar(id: index, name: name(index) ?? "Car \(index + 1)")
    car.place = Int(place & ~MadnessWords.topBit)
    let lap = lap(index)
    car.lapNumber = lap.number
    car.currentLapTime = lap.time
    car.lastLapTime = lastLapTime(index)
    car.bestLapTime = bestLapTime(index)
    car.lapDistance = Double(packet.integer(record + Automobilista2Layout.Timings.lapDistance, as: UInt16.self))
    car.position = MadnessWords.place(
      packet, at: record, precision: packet.byte(record + Automobilista2Layout.Timings.sector))
    let race = packet.byte(record + Automobilista2Layout.Timings.raceState)
    car.isLapInvalid = race & Automobilista2Layout.Timings.invalidBit != 0
    let pit = packet.byte(record + Automobilista2Layout.Timings.pit) & 7
    car.pit = MadnessWords.pit(pit)
    car.status = MadnessWords.status(race: race & 7, pit: pit)
    return car
  }

  private func name(_ index: Int) -> String? {
    guard has(.participants) else { return nil }
    let perPart = Automobilista2Layout.Participants.perPart
    let part = base(.participants) + index / perPart * Self.slot
    let size = Automobilista2Layout.Participants.nameSize
    return bytes.span.bytes.text(part + Automobilista2Layout.Participants.names + index % perPart * size, size: size)
  }
}
