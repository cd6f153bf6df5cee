internal import Telemetry

/// One car's laps and place as a part of the whole field.
extension F1LapDataLayout {
  /// Reads a car's record; `false` for an empty slot.
  func decode(_ packet: RawSpan, at base: Int, into car: inout FieldCar) -> Bool {
    let place = packet.byte(base + racePosition)
    guard place > 0 else { return false }
    car.place = Int(place)
    car.lapNumber = Int(packet.byte(base + lapNumber))
    let distance = packet.float(base + lapDistance)
    car.lapDistance = distance.isFinite ? Double(distance) : nil
    (car.gapAhead, car.gapToLeader) = gaps(packet, base, place)
    car.currentLapTime = Double(packet.integer(base + Self.currentLap, as: UInt32.self)) / 1000
    car.lastLapTime = Self.time(packet.integer(base + Self.lastLap, as: UInt32.self))
    let sectors = [time(firstSector, packet, base), time(secondSector, packet, base)]
    car.sectors = Array(sectors.prefix(min(2, Int(packet.byte(base + sector)))).prefix { $0 > 0 })
    car.isLapInvalid = packet.byte(base + isInvalid) != 0
    car.pitStops = Int(packet.byte(base + pitStops))
    let seconds = packet.byte(base + penalty)
    car.penalty = seconds > 0 ? Double(seconds) : nil
    switch packet.byte(base + pitStatus) {
    case PitStatus.lane: car.pit = .lane
    case PitStatus.box: car.pit = .box
    default: car.pit = .none
    }
    let isInGarage = packet.byte(base + driverStatus) == DriverStatus.garage
    car.status = Self.status(packet.byte(base + resultStatus)) ?? (isInGarage ? .garage : .running)
    return true
  }

  /// What became of a car, or `nil` while it takes part.
  static func status(_ result: UInt8) -> FieldCar.Status? {
    switch result {
    case ResultStatus.finished: .finished
    case ResultStatus.disqualified: .disqualified
    case ResultStatus.didNotFinish, ResultStatus.notClassified, ResultStatus.retired: .retired
    default: nil
    }
  }

  /// Distance since the start of the session, m, negative before the first line.
  func distance(_ packet: RawSpan, at base: Int) -> Double? {
    let distance = packet.float(base + totalDistance)
    return distance.isFinite ? Double(distance) : nil
  }

  /// Writes a car's record.
  func encode(_ car: FieldCar, trackLength: Double, into buffer: inout [UInt8], at base: Int) {
    buffer.store(UInt32(nearest: (car.lastLapTime ?? 0) * 1000), at: base + Self.lastLap)
    buffer.store(UInt32(nearest: (car.currentLapTime ?? 0) * 1000), at: base + Self.currentLap)
    store(car.sectors.first, firstSector, &buffer, base)
    store(car.sectors.count > 1 ? car.sectors[1] : nil, secondSector, &buffer, base)
    if let gapAhead { store(car.gapAhead, gapAhead, &buffer, base) }
    if let gapToLeader { store(car.gapToLeader, gapToLeader, &buffer, base) }
    let distance = car.lapDistance ?? 0
    buffer.store(Float(distance), at: base + lapDistance)
    buffer.store(Float(distance + Double((car.lapNumber ?? 1) - 1) * trackLength), at: base + totalDistance)
    buffer.store(UInt8(clamping: car.place ?? 0), at: base + racePosition)
    buffer.store(UInt8(clamping: car.lapNumber ?? 0), at: base + lapNumber)
    let pit: UInt8 =
      switch car.pit {
      case .none: 0
      case .lane: PitStatus.lane
      case .box: PitStatus.box
      }
    buffer.store(pit, at: base + pitStatus)
    buffer.store(UInt8(clamping: car.pitStops ?? 0), at: base + pitStops)
    buffer.store(UInt8(min(2, car.sectors.count)), at: base + sector)
    buffer.store(UInt8(car.isLapInvalid ? 1 : 0), at: base + isInvalid)
    buffer.store(UInt8(nearest: car.penalty ?? 0), at: base + penalty)
    buffer.store(car.status == .garage ? DriverStatus.garage : DriverStatus.onTrack, at: base + driverStatus)
    buffer.store(Self.result(car.status), at: base + resultStatus)
  }

  static func result(_ status: FieldCar.Status) -> UInt8 {
    switch status {
    case .running, .garage: ResultStatus.active
    case .finished: ResultStatus.finished
    case .retired: ResultStatus.retired
    case .disqualified: ResultStatus.disqualified
    }
  }
}
