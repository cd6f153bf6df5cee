public import Telemetry

/// The shared memory of Assetto Corsa and Assetto Corsa Competizione, where a bridge maps it: pedals, tyres and fuel, which the
/// games' own network protocols lack.
public struct AssettoCorsaPageDecoder: SharedPageDecoder {
  public static let game = "ac-shm"
  public static let gameName = "Assetto Corsa and Competizione, shared memory"
  public static let ports: [UInt16] = []
  public static let pages = [
    AssettoCorsaPageLayout.physics, AssettoCorsaPageLayout.graphics, AssettoCorsaPageLayout.description,
  ]
  public static let setup = "Nothing in the game; a bridge such as simshmbridge's acbridge in its launch command"
  public static let isProvedOnRecordings = false

  public private(set) var description = Self.emptyDescription
  private var number: UInt32 = 0
  private var clock = LapClock()

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { AssettoCorsaPageLayout.isPlausible(datagram) }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= AssettoCorsaPageLayout.size else {
      throw .truncated(expected: AssettoCorsaPageLayout.size, actual: datagram.byteCount)
    }
    guard datagram.byteCount == AssettoCorsaPageLayout.size else { throw .unknownPacket }
    guard AssettoCorsaPageLayout.isPlausible(datagram) else { throw .implausible }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    let status: Int32 = datagram.integer(AssettoCorsaPageLayout.Graphics.status)
    guard status != 0 else {
      frame.flags = .loading
      frame.gameTime = clock.time
      frame.sessionNumber = number
      clock.forget()
      return frame
    }
    let lap: Int32 = datagram.integer(AssettoCorsaPageLayout.Graphics.lapCount)
    let time: Int32 = datagram.integer(AssettoCorsaPageLayout.Graphics.currentLap)
    guard lap >= 0, lap < .max, time >= 0 else { throw .implausible }
    AssettoCorsaPageLayout.table.decode(datagram, at: 0, into: &frame)
    guard frame.speed != nil else { throw .implausible }
    let last = Self.time(datagram, AssettoCorsaPageLayout.Graphics.lastLap)
    switch clock.advance(lap: Int(lap), time: Double(time) / 1000, lastLap: last ?? 0) {
    case .same: return nil
    case .forward: break
    case .restart: restart(datagram)
    }
    frame.gameTime = clock.time
    frame.sessionNumber = number
    frame.lapNumber = lap + 1
    frame.currentLapTime = Double(time) / 1000
    frame.lastLapTime = last
    frame.bestLapTime = Self.time(datagram, AssettoCorsaPageLayout.Graphics.bestLap)
    addPlace(datagram, &frame)
    addFlags(datagram, status, &frame)
    return frame
  }

  private func addPlace(_ image: RawSpan, _ frame: inout TelemetryFrame) {
    frame.position = AssettoCorsaPageLayout.place(
      image, isCompetizione: AssettoCorsaPageLayout.isCompetizione(image))
    let share = image.float(AssettoCorsaPageLayout.Graphics.normalisedPosition)
    if let length = description.trackLength, share >= 0, share <= 1 { frame.lapDistance = Double(share) * length }
    let laps: Int32 = image.integer(AssettoCorsaPageLayout.Graphics.laps)
    frame.lapCount = laps > 0 && laps < 10_000 ? laps : nil
    let place: Int32 = image.integer(AssettoCorsaPageLayout.Graphics.place)
    frame.racePosition = UInt8(exactly: place).flatMap { $0 > 0 ? $0 : nil }
    let sector: Int32 = image.integer(AssettoCorsaPageLayout.Graphics.sector)
    frame.sector = (0...2).contains(sector) ? UInt8(sector) : nil
  }

  private func addFlags(_ image: RawSpan, _ status: Int32, _ frame: inout TelemetryFrame) {
    switch status {
    case AssettoCorsaPageLayout.Graphics.paused: frame.flags.insert(.paused)
    case AssettoCorsaPageLayout.Graphics.replay: frame.flags.insert(.spectating)
    default: frame.flags.insert(.onTrack)
    }
    if image.integer(AssettoCorsaPageLayout.Graphics.inPit, as: Int32.self) != 0 { frame.flags.insert(.inPit) }
    if image.integer(AssettoCorsaPageLayout.Physics.limiter, as: Int32.self) != 0 { frame.flags.insert(.pitLimiter) }
    if image.float(AssettoCorsaPageLayout.Physics.tractionControl) > 0 { frame.flags.insert(.tractionControl) }
    if image.float(AssettoCorsaPageLayout.Physics.antiLock) > 0 { frame.flags.insert(.antiLock) }
    // 0 is reverse, 1 neutral.
    let gear: Int32 = image.integer(AssettoCorsaPageLayout.Physics.gear)
    if (0...20).contains(gear) { frame.gear = Int(gear) - 1 }
  }

  /// 0, or the largest number there is, where there is no time.
  private static func time(_ image: RawSpan, _ offset: Int) -> Double? {
    let milliseconds: Int32 = image.integer(offset)
    return milliseconds > 0 && milliseconds < .max ? Double(milliseconds) / 1000 : nil
  }

  private mutating func restart(_ image: RawSpan) {
    number &+= 1
    var description = Self.emptyDescription
    let names = [
      image.wideText(AssettoCorsaPageLayout.Static.track, count: AssettoCorsaPageLayout.Static.nameLength),
      image.wideText(
        AssettoCorsaPageLayout.Static.configuration, count: AssettoCorsaPageLayout.Static.configurationLength),
    ].compactMap { $0 }
    description.track = names.isEmpty ? nil : names.joined(separator: " ")
    description.car = image.wideText(
      AssettoCorsaPageLayout.Static.car, count: AssettoCorsaPageLayout.Static.nameLength)
    description.driver = image.wideText(
      AssettoCorsaPageLayout.Static.player, count: AssettoCorsaPageLayout.Static.nameLength)
    let length = image.float(AssettoCorsaPageLayout.Static.trackLength)
    description.trackLength = length > 0 && length < 100_000 ? Double(length) : nil
    description.gameVersion = AssettoCorsaPageLayout.isCompetizione(image) ? "Competizione" : nil
    self.description = description
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(
      game: game, gameName: gameName, capabilities: AssettoCorsaPageLayout.capabilities, steeringIsNormalised: true)
  }
}
