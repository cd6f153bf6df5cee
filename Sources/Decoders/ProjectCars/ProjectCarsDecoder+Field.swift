public import Telemetry

extension ProjectCarsDecoder {
  public var field: RaceField? {
    let packet = telemetry.span.bytes
    let viewed = Int(packet.integer(ProjectCarsLayout.viewed, as: Int8.self))
    let count = Int(packet.integer(ProjectCarsLayout.participantCount, as: Int8.self))
    guard state != nil, viewed >= 0, count > 0 else { return nil }
    var field = RaceField()
    let laps = packet.byte(ProjectCarsLayout.lapCount)
    field.lapCount = laps > 0 ? Int(laps) : nil
    field.timeLeft = Self.time(packet, ProjectCarsLayout.timeLeft)
    field.flag = flag(packet)
    field.cars = (0..<min(count, ProjectCarsLayout.participantCapacity)).compactMap { car($0, isOwn: $0 == viewed) }
    return field
  }

  private func car(_ index: Int, isOwn: Bool) -> FieldCar? {
    let packet = telemetry.span.bytes
    let base = ProjectCarsLayout.participants + index * ProjectCarsLayout.participantStride
    let place = packet.byte(base + ProjectCarsLayout.Participant.place)
    guard place & MadnessWords.topBit != 0, place & ~MadnessWords.topBit > 0 else { return nil }
    var car = FieldCar(id: index, name: name(index) ?? "Car \(index + 1)")
    car.isOwn = isOwn
    car.place = Int(place & ~MadnessWords.topBit)
    car.lapNumber = Int(packet.byte(base + ProjectCarsLayout.Participant.currentLap))
    car.lapDistance = Double(packet.integer(base + ProjectCarsLayout.Participant.lapDistance, as: UInt16.self))
    car.position = MadnessWords.place(
      packet, at: base, precision: packet.byte(base + ProjectCarsLayout.Participant.sector))
    if isOwn {
      car.speed = Double(packet.float(120))
      car.currentLapTime = Self.time(packet, ProjectCarsLayout.currentLap)
      car.lastLapTime = Self.time(packet, ProjectCarsLayout.lastLap)
      let split = Self.time(packet, ProjectCarsLayout.splitAhead)
      car.gapAhead = car.place == 1 || split == 0 ? nil : split
      car.isLapInvalid = packet.byte(ProjectCarsLayout.raceState) & ProjectCarsLayout.invalidBit != 0
      let pit = packet.byte(ProjectCarsLayout.pitMode) & 7
      car.pit = MadnessWords.pit(pit)
      car.status = MadnessWords.status(race: packet.byte(ProjectCarsLayout.raceState) & 7, pit: pit)
    } else {
      // The top bit of the laps marks a lap that does not count.
      car.isLapInvalid = packet.byte(base + ProjectCarsLayout.Participant.lapsCompleted) & MadnessWords.topBit != 0
    }
    if index < ProjectCarsLayout.Strings.capacity {
      let best = strings.span.bytes.float(ProjectCarsLayout.Strings.bestLaps + 4 * index)
      car.bestLapTime = best > 0 && best.isFinite ? (Double(best) * 1000).rounded() / 1000 : nil
    }
    return car
  }

  private func name(_ index: Int) -> String? {
    let size = ProjectCarsLayout.Strings.size
    let capacity = ProjectCarsLayout.Strings.capacity
    if index < capacity { return strings.span.bytes.text(ProjectCarsLayout.Strings.drivers + size * index, size: size) }
    let first = Int(more[ProjectCarsLayout.Strings.firstMore])
    guard index >= first, index < first + capacity else { return nil }
    return more.span.bytes.text(ProjectCarsLayout.Strings.moreDrivers + size * (index - first), size: size)
  }
}
