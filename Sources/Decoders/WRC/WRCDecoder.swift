public import Telemetry

/// EA Sports WRC with its stock packets: every run of a stage is a lap that need not close.
public struct WRCDecoder: TelemetryDecoder {
  public static let game = "wrc"
  public static let gameName = "EA Sports WRC"
  /// The port of the game's own configuration.
  public static let ports: [UInt16] = [20777]
  public static let setup =
    "Documents/My Games/WRC/telemetry/config.json: structure wrc, bEnabled true, this computer's ip, port 20777"
  public static let isProvedOnRecordings = false

  public private(set) var description = SourceDescription(
    game: game, gameName: gameName, capabilities: WRCLayout.capabilities, steeringIsNormalised: true)
  private var run = StageRun()
  private var number: UInt32 = 0
  private var length: Double?

  /// No stage is longer, m.
  private static let longestStage = 100_000.0

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { WRCLayout.isPlausible(datagram) }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= WRCLayout.size else {
      throw .truncated(expected: WRCLayout.size, actual: datagram.byteCount)
    }
    guard datagram.byteCount == WRCLayout.size else { throw .unknownPacket }
    guard WRCLayout.isPlausible(datagram) else { throw .implausible }
    let game = datagram.float(WRCLayout.totalTime)
    let stage = datagram.float(WRCLayout.stageTime)
    let distance = WRCLayout.double(datagram, WRCLayout.distance)
    let length = WRCLayout.double(datagram, WRCLayout.length)
    guard game.isFinite, stage.isFinite, stage >= 0, distance.isFinite, length >= 0, length < Self.longestStage else {
      throw .implausible
    }
    var frame = TelemetryFrame()
    WRCLayout.table.decode(datagram, at: 0, into: &frame)
    guard frame.position != nil, frame.speed != nil else { throw .implausible }
    if length != self.length { begin(length) }
    run.follow(
      game: game, stage: stage, progress: length > 0 ? distance / length : 0,
      isComplete: length > 0 && distance >= length)
    frame.arrivalTime = arrivalTime
    frame.gameTime = run.clock
    frame.sessionNumber = number
    frame.flags = [.onTrack, .stage]
    frame.lapNumber = run.number
    frame.lapDistance = distance
    if run.phase == .running { frame.currentLapTime = StageRun.time(stage) }
    frame.lastLapTime = run.result
    addCar(datagram, &frame)
    return frame
  }

  /// Accelerations come in the axes of the world and are told in the car's.
  private func addCar(_ datagram: RawSpan, _ frame: inout TelemetryFrame) {
    let acceleration = WRCLayout.vector(datagram, WRCLayout.acceleration)
    func along(_ offset: Int) -> Float {
      let axis = WRCLayout.vector(datagram, offset)
      return acceleration.x * axis.x + acceleration.y * axis.y + acceleration.z * axis.z
    }
    frame.set(.lateralAcceleration, along(WRCLayout.left))
    frame.set(.longitudinalAcceleration, along(WRCLayout.forward))
    let gear = datagram.byte(WRCLayout.gear)
    if gear == datagram.byte(WRCLayout.neutralGear) {
      frame.gear = 0
    } else {
      frame.gear = gear == datagram.byte(WRCLayout.reverseGear) ? -1 : Int(gear)
    }
  }

  private mutating func begin(_ length: Double) {
    self.length = length
    number &+= 1
    run = StageRun()
    var description = SourceDescription(
      game: Self.game, gameName: Self.gameName, capabilities: WRCLayout.capabilities, steeringIsNormalised: true)
    if length > 0 {
      description.trackLength = length
      description.track = "Stage of \(Int(length.rounded())) m"
    }
    description.session = "stage"
    self.description = description
  }
}
