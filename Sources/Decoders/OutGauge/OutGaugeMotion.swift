internal import Glibc
internal import Telemetry

/// Where the car is and how it moves, as the packets beside OutGauge say it, and the laps that follow from the way along the track.
struct OutGaugeMotion: Sendable {
  /// When the last packet came, s.
  private(set) var arrivalTime: Double?
  private(set) var hasDistance = false
  private var frame = TelemetryFrame()
  private var distance: Double?
  private var furthest = 0.0
  private var lap: Int32 = 0

  /// A lap is at least this long, m: a smaller fall of the way is a car that rolls back over the line.
  private static let shortestLap = 150.0

  init() {}

  mutating func startSession() {
    lap = 0
    furthest = 0
  }

  /// Reads the block of motion at `base`; a car's axes follow from its heading, which counts anticlockwise from the north.
  mutating func decode(_ packet: RawSpan, at base: Int, distance: Float?, _ arrivalTime: Double) {
    self.arrivalTime = arrivalTime
    frame = TelemetryFrame()
    let heading = packet.float(base + OutGaugeLayout.Motion.heading)
    let ahead = (x: -sin(heading), y: cos(heading))
    let x = packet.float(base + OutGaugeLayout.Motion.acceleration)
    let y = packet.float(base + OutGaugeLayout.Motion.acceleration + 4)
    frame.set(.longitudinalAcceleration, x * ahead.x + y * ahead.y)
    frame.set(.lateralAcceleration, -x * ahead.y + y * ahead.x)
    frame.set(.yawRate, packet.float(base + OutGaugeLayout.Motion.yawRate))
    frame.set(.velocityX, packet.float(base + OutGaugeLayout.Motion.velocity))
    frame.set(.velocityZ, packet.float(base + OutGaugeLayout.Motion.velocity + 4))
    func metres(_ offset: Int) -> Double {
      Double(packet.integer(base + OutGaugeLayout.Motion.position + offset, as: Int32.self))
        / OutGaugeLayout.Motion.scale
    }
    frame.position = Position(x: metres(0), y: metres(8), z: metres(4))
    guard let distance, distance.isFinite else { return }
    hasDistance = true
    follow(Double(distance))
  }

  /// MotionSim: place and velocity; the axes of its accelerations are not told.
  mutating func decodeBeam(_ packet: RawSpan, _ arrivalTime: Double) {
    self.arrivalTime = arrivalTime
    frame = TelemetryFrame()
    let x = packet.float(4)
    let y = packet.float(8)
    let z = packet.float(12)
    if x.isFinite, y.isFinite, z.isFinite { frame.position = Position(x: Double(x), y: Double(z), z: Double(y)) }
    frame.set(.velocityX, packet.float(16))
    frame.set(.velocityZ, packet.float(20))
  }

  private mutating func follow(_ distance: Double) {
    if let before = self.distance, furthest > Self.shortestLap, before - distance > furthest / 2 {
      lap &+= 1
      furthest = 0
    }
    furthest = max(furthest, distance)
    self.distance = distance
    frame.lapDistance = distance
    frame.lapNumber = lap
  }

  /// Adds what is known to the dashboard's frame.
  func add(to target: inout TelemetryFrame) {
    for channel in [
      Channel.positionX, .positionY, .positionZ, .velocityX, .velocityZ, .yawRate, .lateralAcceleration,
      .longitudinalAcceleration, .lapDistance,
    ] where frame.presence.contains(channel) {
      target.set(channel, frame.rawValue(channel))
    }
    target.lapNumber = frame.lapNumber == nil ? nil : lap
  }
}
