public import Telemetry

/// Assetto Corsa's remote telemetry: the own car, for whoever has asked for it.
public struct AssettoCorsaDecoder: TelemetryDecoder {
  public static let game = "ac"
  public static let gameName = "Assetto Corsa"
  /// The port from which we ask; the game's own is 9996 and must stay free where it runs on the same computer.
  public static let ports: [UInt16] = [9997]
  public static let setup = "Nothing to switch on: it is asked on this computer, or where --from says"

  public private(set) var description = Self.emptyDescription
  private var names: (car: String?, driver: String?, track: String?)
  private var number: UInt32 = 0
  private var clock = LapClock()
  private var lastPlace: Float?

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool {
    AssettoCorsaLayout.isCar(datagram) || AssettoCorsaLayout.isReply(datagram)
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    if AssettoCorsaLayout.isReply(datagram) {
      take(
        car: AssettoCorsaLayout.text(datagram, at: AssettoCorsaLayout.Reply.car),
        driver: AssettoCorsaLayout.text(datagram, at: AssettoCorsaLayout.Reply.driver),
        track: AssettoCorsaLayout.text(datagram, at: AssettoCorsaLayout.Reply.track),
        configuration: AssettoCorsaLayout.text(datagram, at: AssettoCorsaLayout.Reply.configuration))
      return nil
    }
    guard AssettoCorsaLayout.isCar(datagram) else {
      let sizes = [AssettoCorsaLayout.Car.size, AssettoCorsaLayout.Reply.size]
      guard let size = sizes.first(where: { $0 > datagram.byteCount }) else { throw .unknownPacket }
      throw .truncated(expected: size, actual: datagram.byteCount)
    }
    return try frame(datagram, arrivalTime)
  }

  private mutating func take(car: String?, driver: String?, track: String?, configuration: String?) {
    let whole = [track, configuration].compactMap { $0 }.joined(separator: " ")
    let track = whole.isEmpty ? nil : whole
    guard names.car != car || names.driver != driver || names.track != track else { return }
    names = (car, driver, track)
    clock.forget()
  }

  private mutating func frame(_ datagram: RawSpan, _ arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    let lap: Int32 = datagram.integer(AssettoCorsaLayout.Car.lapCount)
    let time: Int32 = datagram.integer(AssettoCorsaLayout.Car.currentLap)
    let lastLap: Int32 = datagram.integer(AssettoCorsaLayout.Car.lastLap)
    guard lap >= 0, lap < .max, time >= 0 else { throw .implausible }
    var frame = TelemetryFrame()
    AssettoCorsaLayout.car.decode(datagram, at: 0, into: &frame)
    guard let speed = frame.speed, speed >= 0, frame.position != nil else { throw .implausible }
    let place = datagram.float(AssettoCorsaLayout.Car.normalisedPosition)
    // The same instant comes more than once.
    let step = clock.advance(
      lap: Int(lap), time: Double(time) / 1000, lastLap: Double(max(0, lastLap)) / 1000)
    if step == .same, place == lastPlace { return nil }
    if step == .restart { restart() }
    lastPlace = place
    frame.arrivalTime = arrivalTime
    frame.gameTime = clock.time
    frame.sessionNumber = number
    frame.lapNumber = lap + 1
    frame.currentLapTime = Double(time) / 1000
    frame.lastLapTime = lastLap > 0 ? Double(lastLap) / 1000 : nil
    let best: Int32 = datagram.integer(AssettoCorsaLayout.Car.bestLap)
    frame.bestLapTime = best > 0 ? Double(best) / 1000 : nil
    frame.flags = .onTrack
    if datagram.byte(AssettoCorsaLayout.Car.antiLockAtWork) != 0 { frame.flags.insert(.antiLock) }
    if datagram.byte(AssettoCorsaLayout.Car.tractionControlAtWork) != 0 { frame.flags.insert(.tractionControl) }
    if datagram.byte(AssettoCorsaLayout.Car.inPit) != 0 { frame.flags.insert(.inPit) }
    if datagram.byte(AssettoCorsaLayout.Car.limiter) != 0 { frame.flags.insert(.pitLimiter) }
    // 0 is reverse, 1 neutral.
    let gear: Int32 = datagram.integer(AssettoCorsaLayout.Car.gear)
    if (0...20).contains(gear) { frame.set(.gear, Float(gear - 1)) }
    for wheel in Wheel.allCases {
      let offset = 4 * Int(wheel.rawValue)
      let radius = datagram.float(AssettoCorsaLayout.Car.loadedRadius + offset)
      guard radius > 0 else { continue }
      frame.set(
        wheel.channel(from: .wheelSpeedFrontLeft),
        datagram.float(AssettoCorsaLayout.Car.wheelRotation + offset) * radius)
    }
    return frame
  }

  private mutating func restart() {
    number &+= 1
    var description = Self.emptyDescription
    description.car = names.car
    description.driver = names.driver
    description.track = names.track
    self.description = description
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(game: game, gameName: gameName, capabilities: AssettoCorsaLayout.capabilities)
  }
}
