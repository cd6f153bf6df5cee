internal import Telemetry

/// Collects the packets of one instant until a frame is whole, and tells late packets from a flashback.
struct F1FrameAssembly: Sendable {
  /// 2022 has no counter that never goes back: a step back further than this (half a second) is taken as a flashback even
  /// where its event was lost; a smaller one as a late packet.
  private static let lateFrames: UInt32 = 30
  /// Frames after which the numbers of packet 13 are too old to be shown with another one.
  private static let motionExAge: UInt32 = 2

  var frame = TelemetryFrame()
  private var identifier: UInt32?
  private var newestOverall: UInt32 = 0
  private var parts: UInt8 = 0
  private var isDone = false
  /// The flashback event came; 2022 has nothing else that tells a short flashback from a late packet.
  private var rewindExpected = false
  /// Set when a frame starts after a flashback and kept until a frame has carried it out.
  private var hasRewound = false
  private var motionExFrame: UInt32?
  private var velocitySpeed: Float?

  private static let motionBit: UInt8 = 1
  private static let lapDataBit: UInt8 = 2
  private static let telemetryBit: UInt8 = 4
  private static let allBits = motionBit | lapDataBit | telemetryBit

  init() {}

  mutating func expectRewind() { rewindExpected = true }

  /// Opens the frame of a packet, or `false` where the packet is late or came twice.
  mutating func begin(_ header: F1Header, carried: TelemetryFrame) -> Bool {
    let overall = header.overallFrame ?? 0
    if let identifier {
      if header.frame == identifier {
        // The same number again after a flashback by a few frames is a new frame; otherwise a part is taken once.
        if header.overallFrame == nil || overall == newestOverall {
          return !isDone && parts & Self.bit(header.kind) == 0
        }
      }
      if header.frame <= identifier {
        let goesBack =
          header.overallFrame.map { $0 > newestOverall }
          ?? (rewindExpected || identifier - header.frame > Self.lateFrames)
        guard goesBack else { return false }
        hasRewound = true
        rewindExpected = false
      }
    }
    identifier = header.frame
    newestOverall = max(newestOverall, overall)
    parts = 0
    isDone = false
    velocitySpeed = nil
    frame = carried
    if let motionExFrame, motionExFrame > header.frame || header.frame - motionExFrame > Self.motionExAge {
      for channel in F1MotionExLayout.channels { frame.remove(channel) }
    }
    return true
  }

  /// Notes that a part is read; the frame where it was the last one missing.
  mutating func add(_ kind: F1PacketKind) -> TelemetryFrame? {
    parts |= Self.bit(kind)
    guard parts == Self.allBits, !isDone else { return nil }
    isDone = true
    // The packet of pedals has whole kilometres an hour; the velocity is finer.
    if let velocitySpeed { frame.set(.speed, velocitySpeed) }
    if hasRewound { frame.flags.insert(.rewound) }
    hasRewound = false
    return frame
  }

  mutating func setVelocity(_ x: Float, _ y: Float, _ z: Float) {
    let speed = (x * x + y * y + z * z).squareRoot()
    velocitySpeed = speed.isFinite ? speed : nil
  }

  /// Changes the frame under way, if there is one that has not been handed out.
  mutating func update(_ change: (inout TelemetryFrame) -> Void) {
    if identifier != nil, !isDone { change(&frame) }
  }

  mutating func motionExCame(in identifier: UInt32, _ change: (inout TelemetryFrame) -> Void) {
    motionExFrame = identifier
    if identifier == self.identifier { update(change) }
  }

  private static func bit(_ kind: F1PacketKind) -> UInt8 {
    switch kind {
    case .motion: motionBit
    case .lapData: lapDataBit
    default: telemetryBit
    }
  }
}
