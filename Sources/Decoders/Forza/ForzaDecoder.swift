internal import Glibc
public import Telemetry

/// "Data Out" of Forza Motorsport 7, Horizon 4 to 6 and Motorsport (2023).
///
/// The games name no track and say nothing of sectors or validity. Their clock of the race is the frame's; it goes back on a rewind.
public struct ForzaDecoder: TelemetryDecoder {
  public static let game = "forza"
  public static let gameName = "Forza"
  /// The game has no default. 5300 is what most guides say, though Horizon keeps it for itself on the same computer.
  public static let ports: [UInt16] = [5310, 5300]
  public static let setup = "Settings, HUD: Data Out on, this computer's address, port 5310, format Car Dash"
  public static let isProvedOnRecordings = true

  public private(set) var description = SourceDescription(game: game, gameName: gameName, steeringIsNormalised: true)
  private var session = ForzaSession()

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool {
    guard ForzaPacket(size: datagram.byteCount) != nil else { return false }
    return isPlausible(datagram)
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard let packet = ForzaPacket(size: datagram.byteCount) else {
      guard let next = ForzaPacket.allCases.map(\.size).first(where: { $0 > datagram.byteCount }) else {
        throw .unknownPacket
      }
      throw .truncated(expected: next, actual: datagram.byteCount)
    }
    guard Self.isPlausible(datagram) else { throw .implausible }
    session.advance(to: datagram.integer(ForzaLayout.timestamp))
    guard datagram.integer(ForzaLayout.isRaceOn, as: Int32.self) != 0 else { return idleFrame(arrivalTime) }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    frame.flags = .onTrack
    ForzaLayout.sled.decode(datagram, at: 0, into: &frame)
    if let dash = packet.dash {
      decodeDash(datagram, dash, packet, &frame)
      guard frame.position != nil, frame.speed != nil else { throw .implausible }
    } else {
      decodeSled(datagram, &frame)
      guard frame.speed != nil else { throw .implausible }
    }
    if packet == .motorsport { ForzaLayout.wear.decode(datagram, at: 0, into: &frame) }
    let key = ForzaSession.Key(
      packet: packet, car: datagram.integer(ForzaLayout.carOrdinal),
      track: packet == .motorsport ? datagram.integer(ForzaLayout.trackOrdinal) : nil)
    if session.begin(key, frame) { describe(key) }
    return session.finish(frame)
  }

  /// The numbers that every packet of the games keeps within bounds; size alone would let anything of that size in.
  private static func isPlausible(_ datagram: RawSpan) -> Bool {
    let state: Int32 = datagram.integer(ForzaLayout.isRaceOn)
    let most = datagram.float(ForzaLayout.maximumEngineSpeed)
    let now = datagram.float(ForzaLayout.engineSpeed)
    let drivetrain: Int32 = datagram.integer(ForzaLayout.drivetrain)
    let cylinders: Int32 = datagram.integer(ForzaLayout.cylinders)
    guard state == 0 || state == 1, most >= 0, most < ForzaLayout.highestEngineSpeed,
      now < ForzaLayout.highestEngineSpeed,
      now >= -ForzaLayout.highestEngineSpeed
    else { return false }
    return (0...ForzaLayout.lastDrivetrain).contains(drivetrain) && (0...ForzaLayout.mostCylinders).contains(cylinders)
  }

  private func decodeSled(_ datagram: RawSpan, _ frame: inout TelemetryFrame) {
    let x = datagram.float(ForzaLayout.velocity)
    let y = datagram.float(ForzaLayout.velocity + 4)
    let z = datagram.float(ForzaLayout.velocity + 8)
    frame.set(.speed, (x * x + y * y + z * z).squareRoot())
    frame.gameTime = session.clock
  }

  private func decodeDash(_ datagram: RawSpan, _ base: Int, _ packet: ForzaPacket, _ frame: inout TelemetryFrame) {
    ForzaLayout.dash.decode(datagram, at: base, into: &frame)
    let gear = datagram.byte(base + ForzaLayout.Dash.gear)
    frame.set(.gear, gear == 0 ? -1 : gear == ForzaLayout.neutral && packet == .horizon ? 0 : Float(gear))
    if packet != .horizon {
      // A share of the tank, of which the games do not say how much it holds: percent. Horizon burns nothing.
      frame.set(.fuelLevel, datagram.float(base + ForzaLayout.Dash.fuel) * 100)
      frame.set(.fuelCapacity, 100)
    }
    let raceTime = datagram.float(base + ForzaLayout.Dash.raceTime)
    // Roaming freely there is no race whose clock could run.
    frame.gameTime = raceTime.isFinite && raceTime > 0 ? Double(raceTime) : session.clock
    guard raceTime.isFinite, raceTime > 0 else { return }
    let distance = datagram.float(base + ForzaLayout.Dash.distance)
    let lap: UInt16 = datagram.integer(base + ForzaLayout.Dash.lap)
    // On the grid the way driven is negative: the first lap has not begun.
    frame.lapNumber = lap == 0 && distance < 0 ? 0 : Int32(lap) + 1
    frame.currentLapTime = Self.time(datagram.float(base + ForzaLayout.Dash.currentLap))
    frame.lastLapTime = Self.time(datagram.float(base + ForzaLayout.Dash.lastLap)).flatMap { $0 > 0 ? $0 : nil }
    frame.bestLapTime = Self.time(datagram.float(base + ForzaLayout.Dash.bestLap)).flatMap { $0 > 0 ? $0 : nil }
    let place = datagram.byte(base + ForzaLayout.Dash.place)
    frame.racePosition = place > 0 ? place : nil
  }

  private static func time(_ seconds: Float) -> Double? {
    // As many places as the game's number has.
    seconds.isFinite && seconds >= 0 ? (Double(seconds) * 100_000).rounded() / 100_000 : nil
  }

  private mutating func idleFrame(_ arrivalTime: Double) -> TelemetryFrame? {
    if var end = session.endOfRace() {
      end.arrivalTime = arrivalTime
      return end
    }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    frame.gameTime = session.lastTime
    frame.sessionNumber = session.number
    frame.flags = .loading
    return frame
  }

  private mutating func describe(_ key: ForzaSession.Key) {
    var description = SourceDescription(game: Self.game, gameName: Self.gameName, steeringIsNormalised: true)
    description.capabilities = ForzaLayout.capabilities(key.packet)
    description.car = key.car > 0 ? "Car \(key.car)" : nil
    description.track = key.track.flatMap { $0 > 0 ? "Track \($0)" : nil }
    switch key.packet {
    case .sled, .dash: break
    case .horizon: description.gameVersion = "Horizon"
    case .motorsport: description.gameVersion = "Motorsport"
    }
    self.description = description
  }
}
