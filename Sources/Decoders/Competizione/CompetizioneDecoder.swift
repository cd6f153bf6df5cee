public import Telemetry

/// Assetto Corsa Competizione's broadcasting interface: timing, places and speeds of all cars.
///
/// It is made for pictures of a race and has no pedals, no steering, no engine, no fuel and no tyres. The car that the camera follows
/// is taken for the user's own.
public struct CompetizioneDecoder: TelemetryDecoder {
  public static let game = "acc"
  public static let gameName = "Assetto Corsa Competizione"
  /// The port from which we ask; the game's own is customarily 9000 and must stay free where it runs on the same computer.
  public static let ports: [UInt16] = [9001]
  public static let setup =
    "Documents/Assetto Corsa Competizione/Config/broadcasting.json: updListenerPort 9000; timing only, the game sends no pedals"

  /// Updates a second that are asked for.
  static let rate = 20.0
  /// Cars that are remembered, more than any grid has.
  private static let capacity = 128

  public private(set) var description = Self.emptyDescription
  private var number: UInt32 = 0
  private var session: CompetizioneSession?
  private(set) var cars: [CompetizioneCar] = []
  private(set) var entries: [UInt16: CompetizioneEntry] = [:]
  private var track: (name: String, length: Double)?
  private var isOtherSession = true
  /// Clock of the lap of the car that is followed, s.
  private var lastClock: Double?

  public init() { cars.reserveCapacity(Self.capacity) }

  public static func recognises(_ datagram: RawSpan) -> Bool {
    guard datagram.byteCount > 1, let kind = CompetizioneReader.Kind(rawValue: datagram.byte(0)) else { return false }
    switch kind {
    case .session: return CompetizioneSession(datagram) != nil
    case .car: return CompetizioneCar(datagram) != nil
    case .registration, .entryList, .track, .entry, .event: return CompetizioneEntry.isWhole(datagram, kind)
    }
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount > 1 else { throw .truncated(expected: 2, actual: datagram.byteCount) }
    guard let kind = CompetizioneReader.Kind(rawValue: datagram.byte(0)) else { throw .unknownPacket }
    switch kind {
    case .session:
      guard let now = CompetizioneSession(datagram) else { throw .implausible }
      take(now)
    case .car:
      guard let car = CompetizioneCar(datagram) else { throw .implausible }
      keep(car)
      return frame(car, arrivalTime)
    case .track:
      guard let (name, length) = CompetizioneEntry.track(datagram) else { throw .implausible }
      if let track, track.name != name { isOtherSession = true }
      track = (name, length)
      describe()
    case .entry:
      guard let (index, entry) = CompetizioneEntry.read(datagram) else { throw .implausible }
      if entries.count < Self.capacity || entries[index] != nil { entries[index] = entry }
      if Int32(index) == session?.focusedCar { describe() }
    case .registration, .entryList, .event:
      guard CompetizioneEntry.isWhole(datagram, kind) else { throw .implausible }
    }
    return nil
  }

  private mutating func take(_ now: CompetizioneSession) {
    if let session {
      if !session.isSame(as: now) || now.time < session.time - 1 {
        isOtherSession = true
        cars.removeAll(keepingCapacity: true)
      } else if now.focusedCar != session.focusedCar {
        // The camera went to another car: its laps are none of the one before.
        isOtherSession = true
      }
    }
    session = now
  }

  private mutating func keep(_ car: CompetizioneCar) {
    if let slot = cars.firstIndex(where: { $0.index == car.index }) {
      cars[slot] = car
    } else if cars.count < Self.capacity {
      cars.append(car)
    }
  }

  private mutating func frame(_ car: CompetizioneCar, _ arrivalTime: Double) -> TelemetryFrame? {
    guard let session, Int32(car.index) == session.focusedCar else { return nil }
    // Before the first complete lap the clock begins anew at the line, or at the green light.
    if car.laps == 0, let time = car.current.time, lastClock.map({ time < $0 }) ?? true { isOtherSession = true }
    lastClock = car.current.time
    if isOtherSession {
      isOtherSession = false
      number &+= 1
      describe()
    }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    frame.gameTime = session.time
    frame.sessionNumber = number
    frame.speed = Double(car.speed) / 3.6
    frame.gear = Int(car.gear) - CompetizioneCar.gearOffset
    frame.position = car.position
    if let track { frame.lapDistance = Double(car.spline) * track.length }
    frame.lapNumber = Int32(car.laps) + 1
    frame.currentLapTime = car.current.time
    frame.lastLapTime = car.last.time
    frame.bestLapTime = car.best.time
    frame.firstSectorTime = car.current.firstSplit
    frame.secondSectorTime = car.current.secondSplit
    frame.racePosition = UInt8(exactly: car.place).flatMap { $0 > 0 ? $0 : nil }
    frame.carCount = UInt8(exactly: cars.count)
    frame.set(.airTemperature, Float(session.airTemperature))
    frame.set(.trackTemperature, Float(session.trackTemperature))
    if car.location != CompetizioneCar.Location.none {
      let isShown = session.isReplay || session.kind == CompetizioneSession.Kind.replay
      frame.flags.insert(isShown ? .spectating : .onTrack)
    }
    if car.isInPit { frame.flags.insert(.inPit) }
    if car.current.isInvalid { frame.flags.insert(.lapInvalid) }
    if session.phase == CompetizioneSession.Phase.formation { frame.flags.insert(.safetyCar) }
    if session.phase > CompetizioneSession.Phase.over { frame.flags.insert(.chequeredFlag) }
    return frame
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(
      game: game, gameName: gameName, sampleRate: rate,
      capabilities: [.position, .lapDistance, .liveLapTime, .lapValidity, .pit, .opponents, .weather])
  }

  private mutating func describe() {
    var description = Self.emptyDescription
    description.track = track?.name
    description.trackLength = track?.length
    description.session = session?.name
    if let index = session.flatMap({ UInt16(exactly: $0.focusedCar) }), let entry = entries[index] {
      description.driver = entry.drivers.first
      description.car = "Car model \(entry.model)"
    }
    self.description = description
  }

  public var field: RaceField? {
    guard let session, !cars.isEmpty else { return nil }
    var field = RaceField()
    field.timeLeft = session.timeLeft
    field.weather = session.weather
    if session.phase >= CompetizioneSession.Phase.over { field.flag = .chequered }
    let leader = cars.first { $0.place == 1 }.map { Double($0.laps) + Double($0.spline) }
    field.cars = cars.map { car in
      let entry = entries[car.index]
      let driver = entry.flatMap { Int(car.driver) < $0.drivers.count ? $0.drivers[Int(car.driver)] : nil }
      var result = FieldCar(
        id: Int(car.index), name: driver ?? entry?.drivers.first ?? "Car \(entry?.number ?? Int(car.index))")
      result.isOwn = Int32(car.index) == session.focusedCar
      result.number = entry?.number
      result.team = entry.flatMap { $0.team.isEmpty ? nil : $0.team }
      result.place = car.place > 0 ? Int(car.place) : nil
      result.lapNumber = Int(car.laps) + 1
      result.lapDistance = track.map { Double(car.spline) * $0.length }
      result.position = car.position
      result.speed = Double(car.speed) / 3.6
      result.currentLapTime = car.current.time
      result.lastLapTime = car.last.time
      result.bestLapTime = car.best.time
      result.isLapInvalid = car.current.isInvalid
      result.sectors = [car.current.firstSplit, car.current.secondSplit].compactMap { $0 }
      result.pit = car.isInPit ? .lane : .none
      if session.name == "race", let leader {
        result.lapsBehind = max(0, Int(leader - Double(car.laps) - Double(car.spline)))
      }
      return result
    }
    return field
  }
}
