internal import Telemetry

/// What the packets say of all cars.
///
/// The newest packet of each kind is kept as it came and read when the field is asked for, so that a packet costs one copy.
struct F1Field: Sendable {
  /// Kinds up to this number speak of all cars, apart from some that are never kept.
  private static let lastKind = Int(F1PacketKind.carDamage.rawValue)
  /// No packet of these kinds is longer.
  private static let slot = 1536

  private var bytes = [UInt8](repeating: 0, count: (lastKind + 1) * slot)
  private var kept: UInt32 = 0
  private var bestLaps = [Double?](repeating: nil, count: F1Format.largestCarCount)
  private var format: F1Format?
  var isRed = false
  var isOver = false

  init() {}

  /// Forgets the session before.
  mutating func restart() {
    kept = 0
    for car in bestLaps.indices { bestLaps[car] = nil }
    format = nil
    isRed = false
    isOver = false
  }

  /// Takes a packet that speaks of all cars.
  mutating func keep(_ packet: RawSpan, _ header: F1Header) {
    let kind = Int(header.kind.rawValue)
    guard kind <= Self.lastKind, packet.byteCount <= Self.slot else { return }
    if format !== header.format {
      restart()
      format = header.format
    }
    packet.withUnsafeBytes { source in
      bytes.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[(kind * Self.slot)...]).copyMemory(from: source)
      }
    }
    kept |= 1 << UInt32(kind)
  }

  /// Takes a car's best lap.
  mutating func setBest(_ time: Double?, car: Int) {
    if bestLaps.indices.contains(car) { bestLaps[car] = time }
  }

  private func packet(_ kind: F1PacketKind) -> [UInt8]? {
    guard let format, kept & 1 << UInt32(kind.rawValue) != 0 else { return nil }
    let start = Int(kind.rawValue) * Self.slot
    return Array(bytes[start..<(start + format.size(kind))])
  }

  /// The field, or `nil` before the first packet with places. `own` is the user's car, `nil` while he watches.
  func read(own: Int?) -> RaceField? {
    guard let format, let laps = packet(.lapData) else { return nil }
    var field = RaceField()
    if let session = packet(.session) {
      format.session.decode(session.span.bytes, at: format.header.size, into: &field)
    }
    if isRed { field.flag = .red }
    if isOver { field.flag = .chequered }
    let isRace = field.lapCount != nil
    field.cars = (0..<format.carCount).compactMap { index in
      var car = FieldCar(id: index, name: "Car \(index + 1)")
      let base = format.record(index, stride: format.lapData.stride)
      guard format.lapData.decode(laps.span.bytes, at: base, into: &car) else { return nil }
      car.isOwn = index == own
      car.bestLapTime = bestLaps[index]
      return car
    }
    addNames(format, &field)
    addCars(format, &field)
    if isRace { addLapsBehind(format, laps, &field) }
    addResult(format, &field)
    return field
  }

  private func addNames(_ format: F1Format, _ field: inout RaceField) {
    guard let packet = packet(.participants) else { return }
    let layout = format.participants
    // Formula 2 and the classic cars have teams of their own under the same numbers.
    let formula = self.packet(.session)?[format.header.size + F1SessionLayout.formula] ?? 0
    for slot in field.cars.indices {
      let base = format.header.size + 1 + field.cars[slot].id * layout.stride
      let number = packet[base + layout.number]
      if number > 0 {
        field.cars[slot].number = Int(number)
        field.cars[slot].name = "Car \(number)"
      }
      if let name = layout.driver(packet.span.bytes, at: base) { field.cars[slot].name = name }
      if formula == 0 {
        field.cars[slot].team = F1Teams.name(layout.team(packet.span.bytes, at: base), year: format.year)
      }
    }
  }

  private func addCars(_ format: F1Format, _ field: inout RaceField) {
    let motion = packet(.motion)
    let telemetry = packet(.carTelemetry)
    let status = packet(.carStatus)
    let damage = packet(.carDamage)
    for slot in field.cars.indices {
      let id = field.cars[slot].id
      if let motion {
        let base = format.record(id, stride: format.motion.stride)
        let place = (0..<3).map { Double(motion.span.bytes.float(base + 4 * $0)) }
        if place.allSatisfy(\.isFinite) {
          field.cars[slot].position = Position(x: place[0], y: place[1], z: place[2])
        }
      }
      if let telemetry {
        let base = format.record(id, stride: format.carTelemetry.stride)
        let speed = telemetry.span.bytes.integer(base + F1CarTelemetryLayout.speed, as: UInt16.self)
        field.cars[slot].speed = Double(speed) / 3.6
      }
      guard let status else { continue }
      let base = format.record(id, stride: format.carStatus.stride)
      field.cars[slot].tyre = F1CarStatusLayout.tyreName(status[base + F1CarStatusLayout.visualCompound])
      guard field.cars[slot].tyre != nil else { continue }
      field.cars[slot].tyreAge = Int(status[base + F1CarStatusLayout.tyreAge])
      // A driver who keeps his telemetry to himself is sent with a tank of 0, and with tyres that never wear.
      if let damage, status.span.bytes.float(base + F1CarStatusLayout.fuelCapacity) > 0 {
        let base = format.record(id, stride: format.carDamage.stride)
        field.cars[slot].tyreWear = format.carDamage.worstWear(damage.span.bytes, at: base)
      }
    }
  }

  private func addLapsBehind(_ format: F1Format, _ laps: [UInt8], _ field: inout RaceField) {
    func distance(_ car: FieldCar) -> Double? {
      format.lapData.distance(laps.span.bytes, at: format.record(car.id, stride: format.lapData.stride))
    }
    guard let session = packet(.session), let leader = field.cars.first(where: { $0.place == 1 }),
      let furthest = distance(leader)
    else { return }
    let length = Double(session.span.bytes.integer(format.header.size + F1SessionLayout.trackLength, as: UInt16.self))
    guard length > 0 else { return }
    for slot in field.cars.indices {
      guard let driven = distance(field.cars[slot]) else { continue }
      field.cars[slot].lapsBehind = Int(exactly: max(0, (furthest - driven) / length).rounded(.down))
    }
  }

  /// The result is the last word on places, stops and best laps.
  private func addResult(_ format: F1Format, _ field: inout RaceField) {
    guard let packet = packet(.finalClassification) else { return }
    let layout = format.finalClassification
    field.flag = .chequered
    for slot in field.cars.indices {
      let base = format.header.size + 1 + field.cars[slot].id * layout.stride
      let place = packet[base + F1FinalClassificationLayout.place]
      guard place > 0 else { continue }
      field.cars[slot].place = Int(place)
      field.cars[slot].pitStops = Int(packet[base + F1FinalClassificationLayout.pitStops])
      let best = F1LapDataLayout.time(packet.span.bytes.integer(base + layout.bestLapTime, as: UInt32.self))
      field.cars[slot].bestLapTime = best ?? field.cars[slot].bestLapTime
      let result = packet[base + F1FinalClassificationLayout.resultStatus]
      field.cars[slot].status = F1LapDataLayout.status(result) ?? field.cars[slot].status
    }
  }
}
