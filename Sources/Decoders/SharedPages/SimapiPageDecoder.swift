public import Telemetry

/// The page in which simd gathers what many simulators say, Assetto Corsa and Competizione among them. Documented only: no image was
/// available.
///
/// Its times come as hours, minutes, seconds and a fraction of an unknown unit, so laps are counted by the page and timed by us.
public struct SimapiPageDecoder: SharedPageDecoder {
  public static let game = "simapi"
  public static let gameName = "simd, shared memory"
  public static let ports: [UInt16] = []
  public static let pages = [
    SharedPage(name: "SIMAPI.DAT", size: SimapiPageLayout.size, counter: SimapiPageLayout.ticks)
  ]
  public static let setup = "Run simd beside the game; it writes /dev/shm/SIMAPI.DAT"
  public static let isProvedOnRecordings = false

  public private(set) var description = Self.emptyDescription
  private var number: UInt32 = 0
  private var names: (car: String?, track: String?)
  private var lap: UInt32?
  private var lastArrival: Double?
  private var clock = 0.0
  private var isDriving = false

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { SimapiPageLayout.isPlausible(datagram) }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= SimapiPageLayout.size else {
      throw .truncated(expected: SimapiPageLayout.size, actual: datagram.byteCount)
    }
    guard datagram.byteCount == SimapiPageLayout.size else { throw .unknownPacket }
    guard SimapiPageLayout.isPlausible(datagram) else { throw .implausible }
    defer { lastArrival = arrivalTime }
    clock += lastArrival.map { max(0, min(1, arrivalTime - $0)) } ?? 0
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    frame.gameTime = clock
    guard datagram.integer(SimapiPageLayout.status, as: UInt32.self) == SimapiPageLayout.driving else {
      isDriving = false
      frame.flags = .loading
      frame.sessionNumber = number
      return frame
    }
    SimapiPageLayout.decode(datagram, into: &frame)
    guard frame.speed != nil else { throw .implausible }
    let laps: UInt32 = datagram.integer(SimapiPageLayout.laps)
    guard laps < SimapiPageLayout.mostLaps else { throw .implausible }
    begin(datagram, laps)
    frame.sessionNumber = number
    frame.lapNumber = Int32(laps) + 1
    frame.flags = .onTrack
    return frame
  }

  private mutating func begin(_ page: RawSpan, _ laps: UInt32) {
    defer { lap = laps }
    let car = page.text(SimapiPageLayout.car, size: SimapiPageLayout.textSize)
    let track = page.text(SimapiPageLayout.track, size: SimapiPageLayout.textSize)
    guard !isDriving || laps < lap ?? 0 || car != names.car || track != names.track else { return }
    isDriving = true
    names = (car, track)
    number &+= 1
    var description = Self.emptyDescription
    description.car = car
    description.track = track
    description.driver = page.text(SimapiPageLayout.driver, size: SimapiPageLayout.textSize)
    let length = SimapiPageLayout.double(page, SimapiPageLayout.trackLength)
    description.trackLength = length > 0 && length < 100_000 ? length : nil
    self.description = description
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(
      game: game, gameName: gameName, capabilities: SimapiPageLayout.capabilities, steeringIsNormalised: true)
  }
}
