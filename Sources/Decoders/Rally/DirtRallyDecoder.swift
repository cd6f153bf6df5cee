public import Telemetry

/// DiRT Rally, DiRT Rally 2.0, DiRT 4 and GRID with "extradata" 3.
///
/// Stages and circuits come in the same packet: a run of a stage is a lap that need not close. Neither names of tracks nor of cars
/// are sent: the length of the stage and the numbers of the engine stand for them.
public struct DirtRallyDecoder: TelemetryDecoder {
  public static let game = "rally"
  public static let gameName = "DiRT Rally 1 and 2.0"
  /// The game's default port, which is that of the F1 games as well.
  public static let ports: [UInt16] = [20777]
  public static let setup =
    "hardware_settings_config.xml: udp enabled=\"true\" extradata=\"3\", this computer's ip, port 20777"
  public static let isProvedOnRecordings = true

  public private(set) var description = SourceDescription(
    game: game, gameName: gameName, capabilities: DirtRallyLayout.capabilities, steeringIsNormalised: true)
  private var run = StageRun()
  private var number: UInt32 = 0
  private var key: Key?

  /// What makes a session another one.
  private struct Key: Sendable, Equatable {
    var length: Float
    var laps: Float
    var maximumRate: Float
    var idleRate: Float
    var gears: Float
  }

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { DirtRallyLayout.isPlausible(datagram) }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= DirtRallyLayout.size else {
      throw .truncated(expected: DirtRallyLayout.size, actual: datagram.byteCount)
    }
    guard datagram.byteCount == DirtRallyLayout.size else { throw .unknownPacket }
    guard DirtRallyLayout.isPlausible(datagram) else { throw .implausible }
    let game = datagram.float(DirtRallyLayout.runTime)
    let stage = datagram.float(DirtRallyLayout.lapTime)
    let length = datagram.float(DirtRallyLayout.trackLength)
    guard game.isFinite, stage.isFinite, stage >= 0, length.isFinite else { throw .implausible }
    var frame = TelemetryFrame()
    DirtRallyLayout.table.decode(datagram, at: 0, into: &frame)
    guard frame.position != nil, frame.speed != nil, frame.lapDistance != nil else { throw .implausible }
    let key = Key(
      length: length, laps: datagram.float(DirtRallyLayout.totalLaps),
      maximumRate: datagram.float(DirtRallyLayout.maximumRate), idleRate: datagram.float(DirtRallyLayout.idleRate),
      gears: datagram.float(DirtRallyLayout.gearCount))
    if key != self.key { begin(key) }
    addCar(datagram, &frame)
    let distance = Double(datagram.float(DirtRallyLayout.distance))
    run.follow(
      game: game, stage: stage, progress: length > 0 ? distance / Double(length) : 0,
      isComplete: key.laps <= 1 && datagram.float(DirtRallyLayout.lapsCompleted) >= 1)
    frame.arrivalTime = arrivalTime
    frame.gameTime = run.clock
    frame.sessionNumber = number
    if key.laps > 1 {
      addLaps(datagram, key, stage, &frame)
    } else {
      addStage(stage, &frame)
    }
    return frame
  }

  private func addCar(_ datagram: RawSpan, _ frame: inout TelemetryFrame) {
    frame.flags = .onTrack
    if datagram.float(DirtRallyLayout.inPit) > 0 { frame.flags.insert(.inPit) }
    let gear = datagram.float(DirtRallyLayout.gear)
    frame.set(.gear, gear == DirtRallyLayout.reverse ? -1 : gear)
    // Rally titles send no pressures.
    if datagram.float(DirtRallyLayout.tyrePressure) > 0 {
      DirtRallyLayout.pressures.decode(datagram, at: 0, into: &frame)
    }
  }

  private func addStage(_ stage: Float, _ frame: inout TelemetryFrame) {
    frame.flags.insert(.stage)
    frame.lapNumber = run.number
    if run.phase == .running { frame.currentLapTime = StageRun.time(stage) }
    frame.lastLapTime = run.result
  }

  private func addLaps(_ datagram: RawSpan, _ key: Key, _ time: Float, _ frame: inout TelemetryFrame) {
    let lap = datagram.float(DirtRallyLayout.currentLap)
    frame.lapNumber = Int32(exactly: lap.rounded()).flatMap { $0 >= 0 && $0 < 10_000 ? $0 + 1 : nil }
    frame.lapCount = Int32(exactly: key.laps.rounded())
    // The run-up to the first lap has no clock.
    frame.currentLapTime = time > 0 ? StageRun.time(time) : nil
    let last = datagram.float(DirtRallyLayout.lastLap)
    frame.lastLapTime = last > 0 && last.isFinite ? StageRun.time(last) : nil
    let place = datagram.float(DirtRallyLayout.place)
    frame.racePosition = UInt8(exactly: place.rounded()).flatMap { $0 > 0 ? $0 : nil }
  }

  private mutating func begin(_ key: Key) {
    self.key = key
    number &+= 1
    run = StageRun()
    var description = SourceDescription(
      game: Self.game, gameName: Self.gameName, capabilities: DirtRallyLayout.capabilities, steeringIsNormalised: true)
    if key.length > 0 {
      description.trackLength = Double(key.length)
      description.track = "\(key.laps > 1 ? "Circuit" : "Stage") of \(Self.metres(key.length)) m"
    }
    if key.maximumRate > 0, key.maximumRate < 10_000, key.gears >= 0, key.gears < 20 {
      let limit = Int(key.maximumRate * DirtRallyLayout.perMinute + 0.5)
      description.car = "Car with \(limit) rpm and \(Int(key.gears)) gears"
    }
    description.session = key.laps > 1 ? "race" : "stage"
    self.description = description
  }

  /// With the two places that tell stages apart.
  private static func metres(_ length: Float) -> String {
    let hundredths = Int64(max(0, min(1e9, length)) * 100 + 0.5)
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
