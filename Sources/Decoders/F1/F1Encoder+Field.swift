internal import Telemetry

/// The records of all cars but the player's, who is in the frames.
extension F1Encoder {
  /// Places, laps, speeds and tyres.
  mutating func storeCars(_ field: RaceField) {
    for other in others {
      let laps = layout.record(other.id, stride: layout.lapData.stride)
      layout.lapData.encode(
        other, trackLength: source.trackLength ?? 0, into: &buffers[F1PacketKind.lapData.index], at: laps)
      let motion = layout.record(other.id, stride: layout.motion.stride)
      let place = other.position ?? Position(x: 0, y: 0, z: 0)
      for (index, value) in [place.x, place.y, place.z].enumerated() {
        buffers[F1PacketKind.motion.index].store(Float(value), at: motion + 4 * index)
      }
      let telemetry = layout.record(other.id, stride: layout.carTelemetry.stride)
      buffers[F1PacketKind.carTelemetry.index].store(
        UInt16(nearest: (other.speed ?? 0) * 3.6), at: telemetry + F1CarTelemetryLayout.speed)
      storeTyre(other)
      // What the game sends of a driver who shows everything: a tank, though what is in it is nobody's business.
      let status = layout.record(other.id, stride: layout.carStatus.stride)
      buffers[F1PacketKind.carStatus.index].store(
        Float(other.tyreWear == nil ? 0 : 1), at: status + F1CarStatusLayout.fuelCapacity)
      let damage = layout.record(other.id, stride: layout.carDamage.stride)
      for wheel in 0..<4 {
        buffers[F1PacketKind.carDamage.index].store(Float((other.tyreWear ?? 0) * 100), at: damage + 4 * wheel)
      }
    }
    guard let own = field.cars.first(where: { $0.id == Int(car) }) else { return }
    storeTyre(own)
    let base = layout.record(own.id, stride: layout.lapData.stride)
    buffers[F1PacketKind.lapData.index].store(UInt8(clamping: own.pitStops ?? 0), at: base + layout.lapData.pitStops)
    buffers[F1PacketKind.lapData.index].store(UInt8(nearest: own.penalty ?? 0), at: base + layout.lapData.penalty)
    let driven = (own.lapDistance ?? 0) + Double((own.lapNumber ?? 1) - 1) * (source.trackLength ?? 0)
    buffers[F1PacketKind.lapData.index].store(Float(driven), at: base + layout.lapData.totalDistance)
  }

  private mutating func storeTyre(_ car: FieldCar) {
    let base = layout.record(car.id, stride: layout.carStatus.stride)
    let kind = F1PacketKind.carStatus.index
    buffers[kind].store(F1CarStatusLayout.compound(car.tyre), at: base + F1CarStatusLayout.visualCompound)
    buffers[kind].store(UInt8(clamping: car.tyreAge ?? 0), at: base + F1CarStatusLayout.tyreAge)
  }

  /// Drivers, numbers and teams of all cars; `base` is the end of the header.
  mutating func storeNames(_ field: RaceField, _ base: Int) {
    let kind = F1PacketKind.participants.index
    let layout = layout.participants
    for car in field.cars where (0..<self.layout.carCount).contains(car.id) {
      let record = base + 1 + car.id * layout.stride
      buffers[kind].store(UInt8(clamping: car.number ?? 0), at: record + layout.number)
      let team = F1Teams.number(car.team, year: format)
      if layout.isWideTeam {
        buffers[kind].store(UInt16(clamping: team), at: record + layout.teamID)
      } else {
        buffers[kind].store(UInt8(clamping: team), at: record + layout.teamID)
      }
      buffers[kind].store(car.name, at: record + layout.name, size: layout.nameSize)
    }
  }

  /// The result of all cars; `base` is the end of the header.
  mutating func storeResult(_ field: RaceField, _ base: Int) {
    let kind = F1PacketKind.finalClassification.index
    let layout = layout.finalClassification
    buffers[kind].store(UInt8(clamping: field.cars.count), at: base)
    for car in field.cars where (0..<self.layout.carCount).contains(car.id) {
      let record = base + 1 + car.id * layout.stride
      buffers[kind].store(UInt8(clamping: car.place ?? 0), at: record + F1FinalClassificationLayout.place)
      buffers[kind].store(UInt8(clamping: car.lapNumber ?? 0), at: record + F1FinalClassificationLayout.lapCount)
      buffers[kind].store(UInt8(clamping: car.pitStops ?? 0), at: record + F1FinalClassificationLayout.pitStops)
      buffers[kind].store(
        F1LapDataLayout.result(car.status), at: record + F1FinalClassificationLayout.resultStatus)
      buffers[kind].store(UInt32(nearest: (car.bestLapTime ?? 0) * 1000), at: record + layout.bestLapTime)
    }
  }
}
