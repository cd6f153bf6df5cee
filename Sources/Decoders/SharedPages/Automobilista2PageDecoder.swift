public import Telemetry

/// The shared memory of Automobilista 2 and Project CARS 2, where a bridge maps it. Checked on real images of a grid and of the menu.
public struct Automobilista2PageDecoder: SharedPageDecoder {
  public static let game = "ams2-shm"
  public static let gameName = "Automobilista 2, shared memory"
  public static let ports: [UInt16] = []
  public static let pages = [
    SharedPage(
      name: "$pcars2$", size: Automobilista2PageLayout.size, counter: Automobilista2PageLayout.sequence,
      isOddWhileWriting: true)
  ]
  public static let setup =
    "Options, System: Shared Memory Project CARS 2; a bridge such as simshmbridge in its launch command"
  public static let isProvedOnRecordings = true

  public private(set) var description = Self.emptyDescription
  private var number: UInt32 = 0
  private var clock = LapClock()
  private var lastArrival: Double?
  private var session: UInt32?
  private var image = [UInt8](repeating: 0, count: Automobilista2PageLayout.size)
  private var hasImage = false

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { Automobilista2PageLayout.isPlausible(datagram) }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= Automobilista2PageLayout.size else {
      throw .truncated(expected: Automobilista2PageLayout.size, actual: datagram.byteCount)
    }
    guard datagram.byteCount == Automobilista2PageLayout.size else { throw .unknownPacket }
    guard Automobilista2PageLayout.isPlausible(datagram) else { throw .implausible }
    defer { lastArrival = arrivalTime }
    datagram.copy(into: &image)
    hasImage = true
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    let state: UInt32 = datagram.integer(Automobilista2PageLayout.gameState)
    let viewed = Int(datagram.integer(Automobilista2PageLayout.viewed, as: Int32.self))
    let isThere = [MadnessWords.GameState.playing, MadnessWords.GameState.paused, MadnessWords.GameState.menuInRace]
      .contains { UInt32($0) == state }
    guard isThere, (0..<Automobilista2PageLayout.participantCapacity).contains(viewed) else {
      frame.flags = .loading
      frame.gameTime = clock.time
      frame.sessionNumber = number
      clock.forget()
      return frame
    }
    Automobilista2PageLayout.table.decode(datagram, at: 0, into: &frame)
    let record = Automobilista2PageLayout.participants + viewed * Automobilista2PageLayout.participantStride
    guard advance(datagram, record, arrivalTime) else { return nil }
    addLaps(datagram, record, &frame)
    let isPaused = state == UInt32(MadnessWords.GameState.paused)
    frame.flags.insert(isPaused ? .paused : .onTrack)
    return frame
  }

  private mutating func advance(_ page: RawSpan, _ record: Int, _ arrivalTime: Double) -> Bool {
    let session: UInt32 = page.integer(Automobilista2PageLayout.sessionState)
    if self.session != session { clock.forget() }
    self.session = session
    let track = Automobilista2PageLayout.track(page)
    if track != description.track, description.track != nil { clock.forget() }
    let lap = Int(page.integer(record + Automobilista2PageLayout.Participant.currentLap, as: UInt32.self) & 0xFFFF)
    let current = page.float(Automobilista2PageLayout.currentLap)
    guard current >= 0, current.isFinite else {
      let step = lastArrival.map { max(0, min(1, arrivalTime - $0)) } ?? 0
      if clock.wait(step) { restart(page) }
      return true
    }
    let last = Double(page.float(Automobilista2PageLayout.lastLap))
    switch clock.advance(lap: max(0, lap - 1), time: Double(current), lastLap: last.isFinite ? max(0, last) : 0) {
    case .same: return false
    case .forward: return true
    case .restart:
      restart(page)
      return true
    }
  }

  private mutating func restart(_ page: RawSpan) {
    number &+= 1
    var description = Self.emptyDescription
    description.track = Automobilista2PageLayout.track(page)
    let length = page.float(Automobilista2PageLayout.trackLength)
    description.trackLength = length > 0 ? Double(length) : nil
    description.car = page.text(Automobilista2PageLayout.car, size: Automobilista2PageLayout.textSize)
    description.session = MadnessWords.sessionName(UInt8(truncatingIfNeeded: session ?? 0))
    self.description = description
  }

  private func addLaps(_ page: RawSpan, _ record: Int, _ frame: inout TelemetryFrame) {
    frame.gameTime = clock.time
    frame.sessionNumber = number
    frame.position = Automobilista2PageLayout.place(page, record)
    frame.set(.lapDistance, page.float(record + Automobilista2PageLayout.Participant.lapDistance))
    frame.lapNumber = Int32(
      truncatingIfNeeded: page.integer(record + Automobilista2PageLayout.Participant.currentLap, as: UInt32.self)
        & 0xFFFF)
    let laps: UInt32 = page.integer(Automobilista2PageLayout.lapCount)
    frame.lapCount = laps > 0 && laps < 10_000 ? Int32(laps) : nil
    frame.currentLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.currentLap)
    frame.lastLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.lastLap)
    frame.bestLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.bestLap)
    let place: UInt32 = page.integer(record + Automobilista2PageLayout.Participant.place)
    frame.racePosition = UInt8(exactly: place).flatMap { $0 > 0 ? $0 : nil }
    frame.carCount = UInt8(exactly: page.integer(Automobilista2PageLayout.participantCount, as: Int32.self))
    let sector: Int32 = page.integer(record + Automobilista2PageLayout.Participant.sector)
    frame.sector = (0...2).contains(sector) ? UInt8(sector) : nil
    if page.byte(Automobilista2PageLayout.lapInvalidated) != 0, frame.currentLapTime != nil {
      frame.flags.insert(.lapInvalid)
    }
    let flags: UInt32 = page.integer(Automobilista2PageLayout.carFlags)
    if flags & UInt32(Automobilista2Layout.Telemetry.limiterBit) != 0 { frame.flags.insert(.pitLimiter) }
    let gear: Int32 = page.integer(Automobilista2PageLayout.gear)
    if (-1...20).contains(gear) { frame.gear = Int(gear) }
    let capacity = page.float(Automobilista2PageLayout.fuelCapacity)
    if capacity > 0 {
      frame.set(.fuelCapacity, capacity)
      frame.set(.fuelLevel, page.float(Automobilista2PageLayout.fuelLevel) * capacity)
    }
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(
      game: game, gameName: gameName, capabilities: Automobilista2PageLayout.capabilities, steeringIsNormalised: true)
  }

  public var field: RaceField? {
    let page = image.span.bytes
    let count = Int(page.integer(Automobilista2PageLayout.participantCount, as: Int32.self))
    let viewed = Int(page.integer(Automobilista2PageLayout.viewed, as: Int32.self))
    guard hasImage, count > 0 else { return nil }
    var field = RaceField()
    let laps: UInt32 = page.integer(Automobilista2PageLayout.lapCount)
    field.lapCount = laps > 0 && laps < 10_000 ? Int(laps) : nil
    field.cars = (0..<min(count, Automobilista2PageLayout.participantCapacity)).compactMap { index in
      let record = Automobilista2PageLayout.participants + index * Automobilista2PageLayout.participantStride
      let place: UInt32 = page.integer(record + Automobilista2PageLayout.Participant.place)
      guard page.byte(record) != 0, place > 0, place < 1000 else { return nil }
      let name = page.text(
        record + Automobilista2PageLayout.Participant.name, size: Automobilista2PageLayout.textSize)
      var car = FieldCar(id: index, name: name ?? "Car \(index + 1)")
      car.isOwn = index == viewed
      car.place = Int(place)
      car.lapNumber = Int(
        page.integer(record + Automobilista2PageLayout.Participant.currentLap, as: UInt32.self) & 0xFFFF)
      let distance = page.float(record + Automobilista2PageLayout.Participant.lapDistance)
      car.lapDistance = distance.isFinite ? Double(distance) : nil
      car.position = Automobilista2PageLayout.place(page, record)
      guard car.isOwn else { return car }
      car.currentLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.currentLap)
      car.lastLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.lastLap)
      car.bestLapTime = Automobilista2PageLayout.time(page, Automobilista2PageLayout.bestLap)
      return car
    }
    return field
  }
}
