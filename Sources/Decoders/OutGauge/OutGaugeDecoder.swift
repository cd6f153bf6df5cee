public import Telemetry

/// OutGauge of Live for Speed and BeamNG, with OutSim or MotionSim where they are sent along.
///
/// OutGauge alone is a dashboard without place or lap. OutSim with its options ff has the way along the track: a lap ends where it
/// falls, and its time is our own measurement.
public struct OutGaugeDecoder: TelemetryDecoder {
  public static let game = "outgauge"
  public static let gameName = "Live for Speed, BeamNG"
  /// Customary for Live for Speed, and BeamNG's default.
  public static let ports: [UInt16] = [30000, 4444]
  public static let setup =
    "LFS cfg.txt: OutGauge and OutSim Mode 1, Port 30000, OutSim Opts ff; BeamNG: Options, Other: OutGauge"

  public private(set) var description = SourceDescription(
    game: game, gameName: gameName, capabilities: OutGaugeLayout.gaugeCapabilities)
  private var number: UInt32 = 0
  private var car: UInt32?
  private var motion = OutGaugeMotion()
  private var hasMotion = false
  private var hasDistance = false
  private var lastTime: Double?

  /// s after which what OutSim said is too old to be shown with the dashboard.
  private static let motionAge = 0.25
  /// A step back of the clock beyond this, s, is another session.
  private static let restartStep = 1.0

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool { OutGaugeLayout.kind(of: datagram) != nil }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard let kind = OutGaugeLayout.kind(of: datagram) else {
      let sizes = OutGaugeLayout.classicSizes + [OutGaugeLayout.motionSize] + OutGaugeLayout.gaugeSizes
      guard !sizes.contains(datagram.byteCount), !OutGaugeLayout.fullSizes.contains(datagram.byteCount) else {
        throw .implausible
      }
      guard let size = sizes.first(where: { $0 > datagram.byteCount }) else { throw .unknownPacket }
      throw .truncated(expected: size, actual: datagram.byteCount)
    }
    switch kind {
    case .gauge: return try frame(datagram, arrivalTime)
    case .classicSim: motion.decode(datagram, at: 4, distance: nil, arrivalTime)
    case .fullSim:
      let distance = datagram.float(OutGaugeLayout.Full.indexedDistance)
      motion.decode(datagram, at: OutGaugeLayout.Full.motion, distance: distance, arrivalTime)
    case .motionSim: motion.decodeBeam(datagram, arrivalTime)
    }
    return nil
  }

  private mutating func frame(_ datagram: RawSpan, _ arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    var frame = TelemetryFrame()
    OutGaugeLayout.gauge.decode(datagram, at: 0, into: &frame)
    guard frame.speed != nil, frame.throttle != nil else { throw .implausible }
    frame.arrivalTime = arrivalTime
    // A share of a tank whose size the games do not say: percent.
    frame.set(.fuelCapacity, 100)
    let ticks: UInt32 = datagram.integer(OutGaugeLayout.Gauge.time)
    // BeamNG sends no time.
    let time = ticks > 0 ? Double(ticks) / 1000 : arrivalTime
    let isFresh = motion.arrivalTime.map { arrivalTime - $0 < Self.motionAge } ?? false
    begin(datagram.integer(OutGaugeLayout.Gauge.car), time, isFresh)
    frame.gameTime = time
    frame.sessionNumber = number
    // 0 is reverse, 1 neutral.
    frame.gear = Int(datagram.byte(OutGaugeLayout.Gauge.gear)) - 1
    frame.flags = .onTrack
    let lights: UInt32 = datagram.integer(OutGaugeLayout.Gauge.lights)
    if lights & OutGaugeLayout.Gauge.limiterLight != 0 { frame.flags.insert(.pitLimiter) }
    if lights & OutGaugeLayout.Gauge.tractionLight != 0 { frame.flags.insert(.tractionControl) }
    if lights & OutGaugeLayout.Gauge.antiLockLight != 0 { frame.flags.insert(.antiLock) }
    if isFresh { motion.add(to: &frame) }
    return frame
  }

  private mutating func begin(_ car: UInt32, _ time: Double, _ isFresh: Bool) {
    defer { lastTime = time }
    let isOther =
      car != self.car || lastTime.map { time < $0 - Self.restartStep } ?? true || (isFresh && !hasMotion)
      || (isFresh && motion.hasDistance && !hasDistance)
    guard isOther else { return }
    self.car = car
    hasMotion = hasMotion || isFresh
    hasDistance = hasDistance || (isFresh && motion.hasDistance)
    number &+= 1
    motion.startSession()
    var description = SourceDescription(
      game: Self.game, gameName: Self.gameName, capabilities: OutGaugeLayout.gaugeCapabilities)
    if hasMotion { description.capabilities.insert(.position) }
    if hasDistance { description.capabilities.insert(.lapDistance) }
    let letters = (0..<4).map { UInt8(truncatingIfNeeded: car >> UInt32(8 * $0)) }.prefix { $0 != 0 }
    description.car = letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
    self.description = description
  }
}
