public import Telemetry

/// The F1 games from F1 22 on: joins the packets of one instant into one frame of the player's car.
///
/// A frame is complete when its motion, lap data and car telemetry are there, in whatever order they came. What changes slowly
/// (fuel, wear, weather, flags) is carried from the last packet that said it.
public struct F1Decoder: TelemetryDecoder {
  public static let game = "f1"
  public static let gameName = "F1"
  /// The game's default port.
  public static let ports: [UInt16] = [20777]
  public static let setup = "Settings, Telemetry Settings: UDP Telemetry on, and this computer as the address"
  public static let isProvedOnRecordings = true

  /// s between the last frame of a race and its end: a tenth at the slowest rate that the game offers, and packets get lost.
  private static let longestGap = 1.0

  public private(set) var description = SourceDescription(game: game, gameName: gameName)
  private var session = F1SessionState()
  private var assembly = F1FrameAssembly()
  /// What holds until its packet comes again.
  private var carried = TelemetryFrame()
  private var allCars = F1Field()
  /// The user's or the watched car of the last packet, and what was last handed out of it.
  private var shownCar: Int?
  private var lastFrame: TelemetryFrame?

  public init() {}

  public var field: RaceField? { allCars.read(own: session.isSpectating ? nil : shownCar) }

  public static func recognises(_ datagram: RawSpan) -> Bool { (try? F1Header.identify(datagram)) != nil }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    let header = try F1Header(datagram)
    guard header.sessionTime.isFinite else { throw .implausible }
    // Menus send packets of no session; the last history of a race is one of them.
    guard header.sessionUID != 0 else { return finish(datagram, header, arrivalTime) }
    if session.begin(header) { restart(header) }
    allCars.keep(datagram, header)
    switch header.kind {
    case .event: return decodeEvent(datagram, header)
    case .session:
      decodeSession(datagram, header)
      return nil
    default: break
    }
    guard let car = session.car(header) else { return nil }
    shownCar = car
    switch header.kind {
    case .motion, .lapData, .carTelemetry: return try decodePart(datagram, header, car, arrivalTime)
    case .carStatus: decodeStatus(datagram, header, car)
    case .carDamage:
      let layout = header.format.carDamage
      layout.table.decode(datagram, at: header.format.record(car, stride: layout.stride), into: &carried)
    case .motionEx: decodeMotionEx(datagram, header)
    case .participants: decodeParticipants(datagram, header, car)
    case .sessionHistory: decodeHistory(datagram, header, car)
    default: break
    }
    return nil
  }

  private mutating func restart(_ header: F1Header) {
    assembly = F1FrameAssembly()
    allCars.restart()
    shownCar = nil
    lastFrame = nil
    carried = TelemetryFrame()
    carried.sessionNumber = session.number
    var description = SourceDescription(game: Self.game, gameName: Self.gameName, steeringIsNormalised: true)
    description.gameVersion = String(header.format.year)
    description.capabilities = [
      .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .tyreTemperature, .tyreWear, .fuel, .lapValidity,
      .surface, .pit, .pause, .rewind, .opponents, .sectors, .weather, .wheelSlip,
    ]
    self.description = description
  }

  private mutating func decodePart(
    _ datagram: RawSpan, _ header: F1Header, _ car: Int, _ arrivalTime: Double
  ) throws(DecodeError) -> TelemetryFrame? {
    guard assembly.begin(header, carried: carried) else { return nil }
    switch header.kind {
    case .motion:
      let layout = header.format.motion
      let base = header.format.record(car, stride: layout.stride)
      layout.table.decode(datagram, at: base, into: &assembly.frame)
      assembly.setVelocity(
        datagram.float(base + F1MotionLayout.velocity), datagram.float(base + F1MotionLayout.velocity + 4),
        datagram.float(base + F1MotionLayout.velocity + 8))
      if let extras = layout.extras, !session.isSpectating {
        F1MotionLayout.extrasTable.decode(datagram, at: header.format.header.size + extras, into: &assembly.frame)
      }
    case .lapData:
      let layout = header.format.lapData
      layout.decode(datagram, at: header.format.record(car, stride: layout.stride), into: &assembly.frame)
    default:
      let layout = header.format.carTelemetry
      layout.decode(datagram, at: header.format.record(car, stride: layout.stride), into: &assembly.frame)
    }
    guard var frame = assembly.add(header.kind) else { return nil }
    guard frame.position != nil, frame.lapDistance != nil else { throw .implausible }
    frame.arrivalTime = arrivalTime
    frame.gameTime = Double(header.sessionTime)
    if session.isSpectating {
      frame.flags.insert(.spectating)
      frame.flags.remove(.onTrack)
    }
    lastFrame = frame
    return frame
  }

  /// The race ends with the packets of its last instant: where they are sent seldom, none of them has the last lap's time, and
  /// only the history that follows them under no session's number tells it. It completes the lap from the last frame.
  private mutating func finish(
    _ datagram: RawSpan, _ header: F1Header, _ arrivalTime: Double
  ) -> TelemetryFrame? {
    guard header.kind == .sessionHistory, var frame = lastFrame, let number = frame.lapNumber, let shownCar,
      let elapsed = frame.currentLapTime
    else { return nil }
    let base = header.format.header.size
    guard Int(datagram.byte(base + F1SessionHistoryLayout.car)) == shownCar,
      let time = header.format.sessionHistory.lapTime(datagram, header: base, lap: Int(number)),
      time != frame.lastLapTime, time >= elapsed, time - elapsed < Self.longestGap
    else { return nil }
    let step = time - elapsed
    frame.arrivalTime = arrivalTime
    frame.gameTime += step
    if let place = frame.position, let x = frame[.velocityX], let z = frame[.velocityZ] {
      frame.position = Position(x: place.x + x * step, y: place.y, z: place.z + z * step)
    }
    frame.lapDistance = 0
    frame.lapNumber = number + 1
    frame.currentLapTime = 0
    frame.lastLapTime = time
    frame.firstSectorTime = nil
    frame.secondSectorTime = nil
    frame.sector = 0
    frame.flags.insert(.chequeredFlag)
    frame.flags.remove(.rewound)
    lastFrame = nil
    return frame
  }

  private mutating func decodeStatus(_ datagram: RawSpan, _ header: F1Header, _ car: Int) {
    let layout = header.format.carStatus
    let base = header.format.record(car, stride: layout.stride)
    layout.decode(datagram, at: base, into: &carried)
    if datagram.byte(base + layout.networkPaused) != 0 {
      carried.flags.insert(.paused)
    } else if !session.isPaused {
      carried.flags.remove(.paused)
    }
    assembly.update { layout.decode(datagram, at: base, into: &$0) }
  }

  private mutating func decodeMotionEx(_ datagram: RawSpan, _ header: F1Header) {
    guard !session.isSpectating else { return }
    let base = header.format.header.size
    header.format.motionEx.table.decode(datagram, at: base, into: &carried)
    assembly.motionExCame(in: header.frame) { header.format.motionEx.table.decode(datagram, at: base, into: &$0) }
  }

  private mutating func decodeHistory(_ datagram: RawSpan, _ header: F1Header, _ car: Int) {
    let base = header.format.header.size
    let told = Int(datagram.byte(base + F1SessionHistoryLayout.car))
    let best = header.format.sessionHistory.bestLapTime(datagram, header: base)
    allCars.setBest(best, car: told)
    if told == car { carried.bestLapTime = best }
  }

  private mutating func decodeEvent(_ datagram: RawSpan, _ header: F1Header) -> TelemetryFrame? {
    switch datagram.integer(header.format.header.size, as: UInt32.self) {
    case F1EventCode.flashback: assembly.expectRewind()
    case F1EventCode.redFlag:
      carried.flags.insert(.redFlag)
      allCars.isRed = true
    case F1EventCode.sessionStarted, F1EventCode.lightsOut:
      carried.flags.remove(.redFlag)
      allCars.isRed = false
    case F1EventCode.chequeredFlag: allCars.isOver = true
    default: break
    }
    return nil
  }

  private mutating func decodeSession(_ datagram: RawSpan, _ header: F1Header) {
    let base = header.format.header.size
    session.update(datagram, header)
    carried.set(
      .trackTemperature, Float(datagram.integer(base + F1SessionLayout.trackTemperature, as: Int8.self)))
    carried.set(.airTemperature, Float(datagram.integer(base + F1SessionLayout.airTemperature, as: Int8.self)))
    carried.lapCount = session.lapCount
    carried.carCount = session.carCount
    carried.flags.subtract([.safetyCar, .paused])
    if datagram.byte(base + F1SessionLayout.safetyCar) != 0 { carried.flags.insert(.safetyCar) }
    if session.isPaused { carried.flags.insert(.paused) }
    guard session.circuitChanged else { return }
    session.circuitChanged = false
    session.describe(datagram, header, &description)
  }

  private mutating func decodeParticipants(_ datagram: RawSpan, _ header: F1Header, _ car: Int) {
    let base = header.format.header.size
    let count = datagram.byte(base)
    session.carCount = count > 0 ? count : nil
    carried.carCount = session.carCount
    guard session.describedCar != car else { return }
    session.describedCar = car
    let layout = header.format.participants
    description.driver = layout.driver(datagram, at: base + 1 + car * layout.stride)
  }
}
