public import Telemetry

/// Writes Gran Turismo 7 datagrams of any kind.
///
/// A channel that the frame lacks is sent as the game sends it where there is none: no fuel as a tank of 0, no turbo as its
/// flag clear, anything else as 0.
public struct GranTurismo7Encoder: TelemetryEncoder, Sendable {
  /// What kind of packet.
  public let kind: GranTurismo7Packet
  /// Whether to encrypt as the console does; recordings of type `.gtz` hold plain packets.
  public let isEncrypted: Bool
  /// The game's number of the car, never 0 in a session.
  public var carID: Int32

  /// Rolling radius of the simulated tyre, m; any positive number serves, since speeds are what is compared.
  private static let tyreRadius: Float = 0.34

  private var plain: [UInt8]
  private var datagram: [UInt8]

  public init(kind: GranTurismo7Packet, carID: Int32 = 3358, isEncrypted: Bool = true) {
    self.kind = kind
    self.carID = carID
    self.isEncrypted = isEncrypted
    plain = [UInt8](repeating: 0, count: kind.size)
    datagram = plain
  }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    let tick = Int32(nearest: frame.gameTime * GranTurismo7Packet.rate)
    GranTurismo7Layout.table(kind).encode(frame, into: &plain, at: 0)
    plain.store(GranTurismo7Cipher.magic, at: 0)
    plain.store(tick, at: GranTurismo7Layout.packetID)
    storeLaps(frame)
    storeCar(frame)
    if kind == .c { storeSurfaces(frame) }
    guard isEncrypted else { return try send(plain.span.bytes) }
    // Any seed will do; one that differs from packet to packet tests more than a constant.
    let seed = UInt32(bitPattern: tick) &* 2_654_435_761
    GranTurismo7Cipher.shared.seal(plain, kind: kind, seed: seed, into: &datagram)
    try send(datagram.span.bytes)
  }

  private mutating func storeLaps(_ frame: TelemetryFrame) {
    let isMenu = frame.flags.contains(.loading) && frame.lapNumber == nil
    plain.store(Int16(clamping: frame.lapNumber ?? -1), at: GranTurismo7Layout.lap)
    plain.store(Int16(clamping: frame.lapCount ?? (isMenu ? -1 : 0)), at: GranTurismo7Layout.lapCount)
    plain.store(Self.milliseconds(frame.bestLapTime), at: GranTurismo7Layout.bestLap)
    plain.store(Self.milliseconds(frame.lastLapTime), at: GranTurismo7Layout.lastLap)
    plain.store(frame.racePosition.map { Int16($0) } ?? -1, at: GranTurismo7Layout.startPosition)
    plain.store(frame.carCount.map { Int16($0) } ?? -1, at: GranTurismo7Layout.carCount)
    plain.store(isMenu ? 0 : carID, at: GranTurismo7Layout.carID)
  }

  private mutating func storeCar(_ frame: TelemetryFrame) {
    var flags = GranTurismo7Layout.Flags()
    if frame.flags.contains(.onTrack) { flags.insert(.onTrack) }
    if frame.flags.contains(.paused) { flags.insert(.paused) }
    if frame.flags.contains(.loading) { flags.insert(.loading) }
    if frame.flags.contains(.revLimiter) { flags.insert(.revLimiter) }
    if frame.flags.contains(.tractionControl) { flags.insert(.tractionControl) }
    if let boost = frame[.boost] {
      flags.insert(.turbo)
      plain.store(Float(boost + 1), at: GranTurismo7Layout.boost)
    } else {
      plain.store(Float(0), at: GranTurismo7Layout.boost)
    }
    let gear = frame[.gear].map { UInt8(nearest: max(0, $0)) } ?? 0
    let isReverse = (frame[.gear] ?? 0) < 0
    if gear > 0 || isReverse { flags.insert(.inGear) }
    let nibble = isReverse ? 0 : gear == 0 ? GranTurismo7Layout.neutral : min(gear, 14)
    // The high nibble suggests a gear; 15 is none.
    plain.store(nibble | 0xF0, at: GranTurismo7Layout.gears)
    plain.store(flags.rawValue, at: GranTurismo7Layout.flags)
    plain.store(Float(frame[.fuelCapacity] ?? 0), at: GranTurismo7Layout.fuelCapacity)
    plain.store(Float(frame[.fuelLevel] ?? 0), at: GranTurismo7Layout.fuelLevel)
    for wheel in Wheel.allCases {
      let speed = frame[wheel.channel(from: .wheelSpeedFrontLeft)]
      let offset = 4 * Int(wheel.rawValue)
      plain.store(speed == nil ? 0 : Self.tyreRadius, at: GranTurismo7Layout.tyreRadius + offset)
      plain.store(-Float(speed ?? 0) / Self.tyreRadius, at: GranTurismo7Layout.wheelRotation + offset)
    }
  }

  private mutating func storeSurfaces(_ frame: TelemetryFrame) {
    let loose = Int(nearest: frame[.looseWheels] ?? 0)
    for wheel in 0..<4 {
      plain.store(
        wheel < loose ? GranTurismo7Layout.looseSurface : GranTurismo7Layout.tarmac,
        at: GranTurismo7Layout.surfaces + wheel)
    }
    plain.store(Self.milliseconds(frame.currentLapTime), at: GranTurismo7Layout.currentLapTime)
  }

  private static func milliseconds(_ time: Double?) -> Int32 { time.map { Int32(nearest: $0 * 1000) } ?? -1 }
}
