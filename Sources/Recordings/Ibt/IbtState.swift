internal import Telemetry

/// The variables of an `.ibt` file that are no channels: laps, times, flags.
struct IbtState: Sendable {
  // Bits of SessionFlags, as iRacing publishes them.
  private static let chequered: UInt32 = 0x0000_0001
  private static let yellow: UInt32 = 0x0000_0008 | 0x0000_0100 | 0x0000_4000 | 0x0000_8000
  private static let red: UInt32 = 0x0000_0010
  private static let blue: UInt32 = 0x0000_0020
  // Bits of EngineWarnings.
  private static let pitLimiter: UInt32 = 0x10
  private static let revLimiter: UInt32 = 0x20
  // Values of PlayerTrackSurface.
  private static let notInWorld = -1.0
  private static let offTrack = 0.0
  private static let pitStall = 1.0

  private let lap: IbtVariable?
  private let currentLapTime: IbtVariable?
  private let lastLapTime: IbtVariable?
  private let bestLapTime: IbtVariable?
  private let position: IbtVariable?
  private let isOnTrack: IbtVariable?
  private let isOnPitRoad: IbtVariable?
  private let surface: IbtVariable?
  private let antiLock: IbtVariable?
  private let sessionFlags: IbtVariable?
  private let engineWarnings: IbtVariable?

  init(_ variables: [String: IbtVariable]) {
    lap = variables["Lap"]
    currentLapTime = variables["LapCurrentLapTime"]
    lastLapTime = variables["LapLastLapTime"]
    bestLapTime = variables["LapBestLapTime"]
    position = variables["PlayerCarPosition"]
    isOnTrack = variables["IsOnTrack"]
    isOnPitRoad = variables["OnPitRoad"]
    surface = variables["PlayerTrackSurface"]
    antiLock = variables["BrakeABSactive"]
    sessionFlags = variables["SessionFlags"]
    engineWarnings = variables["EngineWarnings"]
  }

  func read(_ bytes: RawSpan, sample: Int, into frame: inout TelemetryFrame) {
    func number(_ variable: IbtVariable?) -> Double? { variable?.value(bytes, sample: sample) }
    func time(_ variable: IbtVariable?) -> Double? { number(variable).flatMap { $0 > 0 ? $0 : nil } }
    frame.lapNumber = number(lap).flatMap { $0 >= 0 ? Int32(exactly: $0) : nil }
    frame.currentLapTime = number(currentLapTime).flatMap { $0 >= 0 ? $0 : nil }
    frame.lastLapTime = time(lastLapTime)
    frame.bestLapTime = time(bestLapTime)
    frame.racePosition = number(position).flatMap { $0 > 0 ? UInt8(exactly: $0) : nil }
    frame.flags = flags(bytes, sample)
  }

  private func flags(_ bytes: RawSpan, _ sample: Int) -> FrameFlags {
    var flags: FrameFlags = []
    let place = surface?.value(bytes, sample: sample)
    let isDriving = isOnTrack.map { $0.value(bytes, sample: sample) != 0 } ?? true
    if isDriving, place != Self.notInWorld { flags.insert(.onTrack) }
    if place == Self.offTrack { flags.insert(.offTrack) }
    if place == Self.pitStall || isOnPitRoad?.value(bytes, sample: sample) == 1 { flags.insert(.inPit) }
    if antiLock?.value(bytes, sample: sample) == 1 { flags.insert(.antiLock) }
    let session = sessionFlags?.bits(bytes, sample: sample) ?? 0
    if session & Self.chequered != 0 { flags.insert(.chequeredFlag) }
    if session & Self.yellow != 0 { flags.insert(.yellowFlag) }
    if session & Self.red != 0 { flags.insert(.redFlag) }
    if session & Self.blue != 0 { flags.insert(.blueFlag) }
    let warnings = engineWarnings?.bits(bytes, sample: sample) ?? 0
    if warnings & Self.pitLimiter != 0 { flags.insert(.pitLimiter) }
    if warnings & Self.revLimiter != 0 { flags.insert(.revLimiter) }
    return flags
  }
}
