public import Telemetry

/// Project CARS 1 and whoever speaks its protocol.
public struct ProjectCarsDecoder: TelemetryDecoder {
  public static let game = "pcars1"
  public static let gameName = "Project CARS"
  /// Fixed by the game, which sends to everybody in the network.
  public static let ports: [UInt16] = [5606]
  public static let setup =
    "Options, Visuals, Hardware: Use Shared Memory and UDP frequency above 0, UDP protocol Project CARS 1"

  public private(set) var description = SourceDescription(
    game: game, gameName: gameName, capabilities: ProjectCarsLayout.capabilities, steeringIsNormalised: true)
  private var number: UInt32 = 0
  private var clock = LapClock()
  private(set) var state: UInt8?
  private var names: (car: String?, track: String?)
  private(set) var telemetry = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.telemetry.size)
  private(set) var strings = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.strings.size)
  private(set) var more = [UInt8](repeating: 0, count: ProjectCarsLayout.Kind.moreStrings.size)
  private var lastArrival: Double?

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool {
    guard let kind = ProjectCarsLayout.kind(of: datagram) else { return false }
    guard kind == .telemetry else { return true }
    return isPlausible(datagram)
  }

  private static func isPlausible(_ datagram: RawSpan) -> Bool {
    let count = datagram.integer(ProjectCarsLayout.participantCount, as: Int8.self)
    let viewed = datagram.integer(ProjectCarsLayout.viewed, as: Int8.self)
    let length = datagram.float(ProjectCarsLayout.trackLength)
    return viewed >= -1 && count >= -1 && Int(count) <= ProjectCarsLayout.participantCapacity && viewed < max(count, 1)
      && length >= 0 && length < 100_000 && datagram.float(120) >= 0
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard let kind = ProjectCarsLayout.kind(of: datagram) else {
      let sizes = ProjectCarsLayout.Kind.allCases.map(\.size).sorted()
      guard let size = sizes.first(where: { $0 > datagram.byteCount }) else { throw .unknownPacket }
      throw .truncated(expected: size, actual: datagram.byteCount)
    }
    switch kind {
    case .telemetry: return try frame(datagram, arrivalTime)
    case .strings:
      datagram.copy(into: &strings)
      takeNames(datagram)
    case .moreStrings: datagram.copy(into: &more)
    }
    return nil
  }

  private mutating func frame(_ datagram: RawSpan, _ arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard Self.isPlausible(datagram) else { throw .implausible }
    defer { lastArrival = arrivalTime }
    datagram.copy(into: &telemetry)
    let length = datagram.float(ProjectCarsLayout.trackLength)
    if length > 0, description.trackLength != Double(length) { description.trackLength = Double(length) }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    let state = datagram.byte(ProjectCarsLayout.state)
    let viewed = Int(datagram.integer(ProjectCarsLayout.viewed, as: Int8.self))
    let game = state & 0x0F
    guard viewed >= 0, game == MadnessWords.GameState.playing || game == MadnessWords.GameState.paused else {
      frame.flags = .loading
      frame.gameTime = clock.time
      frame.sessionNumber = number
      clock.forget()
      return frame
    }
    ProjectCarsLayout.table.decode(datagram, at: 0, into: &frame)
    let base = ProjectCarsLayout.participants + viewed * ProjectCarsLayout.participantStride
    guard try advance(datagram, base, state, arrivalTime) else { return nil }
    frame.gameTime = clock.time
    frame.sessionNumber = number
    addLaps(datagram, base, &frame)
    addCar(datagram, &frame)
    frame.flags.insert(game == MadnessWords.GameState.paused ? .paused : .onTrack)
    return frame
  }

  /// `false` for an instant that came before.
  private mutating func advance(
    _ datagram: RawSpan, _ base: Int, _ state: UInt8, _ arrivalTime: Double
  ) throws(DecodeError) -> Bool {
    let lap = Int(datagram.byte(base + ProjectCarsLayout.Participant.currentLap))
    let current = datagram.float(ProjectCarsLayout.currentLap)
    let last = datagram.float(ProjectCarsLayout.lastLap)
    guard current.isFinite, last.isFinite else { throw .implausible }
    if self.state.map({ $0 >> 4 != state >> 4 }) ?? true { clock.forget() }
    self.state = state
    // Before the start there is no clock but the receiver's.
    guard current >= 0 else {
      let step = lastArrival.map { max(0, min(1, arrivalTime - $0)) } ?? 0
      if clock.wait(step) { restart(state) }
      return true
    }
    switch clock.advance(lap: max(0, lap - 1), time: Double(current), lastLap: Double(max(0, last))) {
    case .same: return false
    case .forward: break
    case .restart: restart(state)
    }
    return true
  }

  private mutating func restart(_ state: UInt8) {
    number &+= 1
    description.session = MadnessWords.sessionName(state >> 4)
  }

  private func addLaps(_ datagram: RawSpan, _ base: Int, _ frame: inout TelemetryFrame) {
    let precision = datagram.byte(base + ProjectCarsLayout.Participant.sector)
    frame.position = MadnessWords.place(datagram, at: base, precision: precision)
    frame.set(
      .lapDistance, Float(datagram.integer(base + ProjectCarsLayout.Participant.lapDistance, as: UInt16.self)))
    frame.lapNumber = Int32(datagram.byte(base + ProjectCarsLayout.Participant.currentLap))
    let count = datagram.byte(ProjectCarsLayout.lapCount)
    frame.lapCount = count > 0 ? Int32(count) : nil
    frame.currentLapTime = Self.time(datagram, ProjectCarsLayout.currentLap)
    frame.lastLapTime = Self.time(datagram, ProjectCarsLayout.lastLap)
    frame.bestLapTime = Self.time(datagram, ProjectCarsLayout.bestLap)
    let place = datagram.byte(base + ProjectCarsLayout.Participant.place) & ~MadnessWords.topBit
    frame.racePosition = place > 0 ? place : nil
    frame.carCount = datagram.byte(ProjectCarsLayout.participantCount)
    // Sectors count from 1; 0 is the pit lane. The time of the one under way runs.
    let sector = precision & 7
    frame.sector = (1...3).contains(sector) ? sector - 1 : nil
    if sector > 1 { frame.firstSectorTime = Self.time(datagram, ProjectCarsLayout.sectorTimes) }
    if sector > 2 { frame.secondSectorTime = Self.time(datagram, ProjectCarsLayout.sectorTimes + 4) }
    let split = datagram.float(ProjectCarsLayout.splitAhead)
    if split > 0 { frame.set(.gapAhead, split) }
  }

  private func addCar(_ datagram: RawSpan, _ frame: inout TelemetryFrame) {
    let gear = datagram.byte(ProjectCarsLayout.gear) & 0x0F
    frame.set(.gear, gear == MadnessWords.reverse ? -1 : Float(gear))
    let capacity = datagram.byte(ProjectCarsLayout.fuelCapacity)
    if capacity > 0 {
      frame.set(.fuelCapacity, Float(capacity))
      frame.set(.fuelLevel, datagram.float(ProjectCarsLayout.fuelLevel) * Float(capacity))
    }
    let race = datagram.byte(ProjectCarsLayout.raceState)
    if race & ProjectCarsLayout.invalidBit != 0 { frame.flags.insert(.lapInvalid) }
    if race & ProjectCarsLayout.antiLockBit != 0 { frame.flags.insert(.antiLock) }
    if race & 7 == MadnessWords.RaceState.finished { frame.flags.insert(.chequeredFlag) }
    let pit = datagram.byte(ProjectCarsLayout.pitMode) & 7
    if pit != MadnessWords.PitMode.none { frame.flags.insert(.inPit) }
    switch flag(datagram) {
    case .yellow, .doubleYellow: frame.flags.insert(.yellowFlag)
    default: break
    }
  }

  func flag(_ datagram: RawSpan) -> TrackFlag? {
    let colour = Int(datagram.byte(ProjectCarsLayout.flag) & 0x0F)
    return ProjectCarsLayout.flags.indices.contains(colour) ? ProjectCarsLayout.flags[colour] : nil
  }

  /// −1 where there is no time; as many places as the game shows.
  static func time(_ datagram: RawSpan, _ offset: Int) -> Double? {
    let seconds = datagram.float(offset)
    return seconds.isFinite && seconds >= 0 ? (Double(seconds) * 1000).rounded() / 1000 : nil
  }

  private mutating func takeNames(_ text: RawSpan) {
    let car = text.text(ProjectCarsLayout.Strings.car, size: ProjectCarsLayout.Strings.size)
    let whole = [ProjectCarsLayout.Strings.track, ProjectCarsLayout.Strings.variation]
      .compactMap { text.text($0, size: ProjectCarsLayout.Strings.size) }.joined(separator: " ")
    let track = whole.isEmpty ? nil : whole
    // In the menu, and on some servers, the names are empty.
    guard car != nil || track != nil, names.car != car || names.track != track else { return }
    // The first names describe the session under way, others begin another one.
    if names.car != nil || names.track != nil { clock.forget() }
    names = (car, track)
    description.car = car
    description.track = track
  }
}
