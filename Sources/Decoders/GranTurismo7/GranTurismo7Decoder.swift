public import Telemetry

/// Gran Turismo 7 (and Sport), all four kinds of packet, encrypted as they come from the console or already in the clear.
public struct GranTurismo7Decoder: TelemetryDecoder {
  public static let game = "gt7"
  public static let gameName = "Gran Turismo 7"
  public static let ports = [GranTurismo7Packet.telemetryPort]
  public static let setup = "Nothing to switch on in the game; give the address of the PlayStation"
  public static let isProvedOnRecordings = true

  /// Steps back of the packet number up to this are late packets; larger ones a restart. One second.
  private static let lateTicks: Int64 = 60

  public private(set) var description = Self.emptyDescription
  private var plain = [UInt8](repeating: 0, count: GranTurismo7Packet.c.size)
  private var session = GranTurismo7Session()
  private var lastTick: Int64?
  private var lastFlags = GranTurismo7Layout.Flags()
  /// Ticks spent paused or loading, in which the game's clock of this program stands still.
  private var idleTicks: Int64 = 0

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool {
    guard let kind = GranTurismo7Packet(size: datagram.byteCount) else { return false }
    return isPlain(datagram) || GranTurismo7Cipher.shared.opens(datagram, mask: kind.nonceMask)
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard let kind = GranTurismo7Packet(size: datagram.byteCount) else {
      guard let next = GranTurismo7Packet.allCases.map(\.size).filter({ $0 > datagram.byteCount }).min() else {
        throw .unknownPacket
      }
      throw .truncated(expected: next, actual: datagram.byteCount)
    }
    if Self.isPlain(datagram) { return try frame(datagram, kind, arrivalTime) }
    var buffer: [UInt8] = []
    swap(&buffer, &plain)
    defer { swap(&buffer, &plain) }
    guard GranTurismo7Cipher.shared.open(datagram, kind: kind, into: &buffer) else { throw .unknownPacket }
    return try frame(buffer.span.bytes, kind, arrivalTime)
  }

  private static var emptyDescription: SourceDescription {
    SourceDescription(
      game: game, gameName: gameName, sampleRate: GranTurismo7Packet.rate,
      capabilities: GranTurismo7Layout.capabilities(.a))
  }

  private static func isPlain(_ datagram: RawSpan) -> Bool {
    datagram.integer(0, as: UInt32.self) == GranTurismo7Cipher.magic
  }

  /// `packet` has at least the bytes of its kind.
  private mutating func frame(
    _ packet: RawSpan, _ kind: GranTurismo7Packet, _ arrivalTime: Double
  ) throws(DecodeError) -> TelemetryFrame? {
    let flags = GranTurismo7Layout.Flags(rawValue: packet.integer(GranTurismo7Layout.flags))
    let tick = Int64(packet.integer(GranTurismo7Layout.packetID, as: Int32.self))
    let carID: Int32 = packet.integer(GranTurismo7Layout.carID)
    let lap: Int16 = packet.integer(GranTurismo7Layout.lap)
    let inMenu = carID == 0 || lap < 0
    let isIdle = inMenu || !flags.isDisjoint(with: [.paused, .loading])
    guard advance(to: tick, flags, isIdle: isIdle) else { return nil }

    var frame = TelemetryFrame()
    GranTurismo7Layout.table(kind).decode(packet, at: 0, into: &frame)
    guard frame.position != nil, frame.speed != nil else { throw .implausible }
    frame.arrivalTime = arrivalTime
    frame.gameTime = Double(tick - idleTicks) / GranTurismo7Packet.rate
    frame.lapNumber = lap < 0 ? nil : Int32(lap)
    let lapCount: Int16 = packet.integer(GranTurismo7Layout.lapCount)
    frame.lapCount = lapCount > 0 ? Int32(lapCount) : nil
    frame.bestLapTime = Self.time(packet.integer(GranTurismo7Layout.bestLap))
    frame.lastLapTime = Self.time(packet.integer(GranTurismo7Layout.lastLap))
    frame.racePosition = Self.count(packet.integer(GranTurismo7Layout.startPosition))
    frame.carCount = Self.count(packet.integer(GranTurismo7Layout.carCount))
    frame.flags = Self.frameFlags(flags, inMenu: inMenu)
    addCar(packet, flags, &frame)
    if kind == .c { addSurfaces(packet, &frame) }
    if !inMenu, session.update(frame, carID: carID, kind: kind) { describe(carID, kind) }
    if inMenu { session.leave() }
    frame.sessionNumber = session.number
    return frame
  }

  /// Moves the clock; `false` for a packet that came late or twice.
  private mutating func advance(to tick: Int64, _ flags: GranTurismo7Layout.Flags, isIdle: Bool) -> Bool {
    defer { lastFlags = flags }
    guard let last = lastTick else {
      lastTick = tick
      return true
    }
    let step = tick - last
    if step == 0 { return flags != lastFlags }
    if step < 0 {
      guard step < -Self.lateTicks else { return false }
      idleTicks = 0
      session.leave()
    } else if isIdle {
      idleTicks += step
    }
    lastTick = tick
    return true
  }

  private static func time(_ milliseconds: Int32) -> Double? {
    milliseconds > 0 ? Double(milliseconds) / 1000 : nil
  }

  private static func count(_ value: Int16) -> UInt8? { value > 0 ? UInt8(exactly: value) : nil }

  private static func frameFlags(_ flags: GranTurismo7Layout.Flags, inMenu: Bool) -> FrameFlags {
    var result: FrameFlags = []
    let isLoading = inMenu || flags.contains(.loading)
    if isLoading { result.insert(.loading) }
    if flags.contains(.paused) { result.insert(.paused) }
    if flags.contains(.revLimiter) { result.insert(.revLimiter) }
    if flags.contains(.tractionControl) { result.insert(.tractionControl) }
    if !isLoading {
      // A replay sends everything, but nobody is driving.
      result.insert(flags.contains(.onTrack) ? .onTrack : .spectating)
    }
    return result
  }

  private func addCar(_ packet: RawSpan, _ flags: GranTurismo7Layout.Flags, _ frame: inout TelemetryFrame) {
    let gear = packet.byte(GranTurismo7Layout.gears) & 0x0F
    frame.set(.gear, gear == GranTurismo7Layout.neutral ? 0 : gear == 0 ? -1 : Float(gear))
    let capacity = packet.float(GranTurismo7Layout.fuelCapacity)
    if capacity > 0 {
      frame.set(.fuelCapacity, capacity)
      frame.set(.fuelLevel, packet.float(GranTurismo7Layout.fuelLevel))
    }
    // Sent as absolute pressure, and as 0 by an engine without a turbo.
    if flags.contains(.turbo) { frame.set(.boost, packet.float(GranTurismo7Layout.boost) - 1) }
    for wheel in Wheel.allCases {
      let radius = packet.float(GranTurismo7Layout.tyreRadius + 4 * Int(wheel.rawValue))
      guard radius > 0 else { continue }
      // An update of the game turned the sign of the rotation round, so it says nothing.
      let rotation = abs(packet.float(GranTurismo7Layout.wheelRotation + 4 * Int(wheel.rawValue)))
      frame.set(wheel.channel(from: .wheelSpeedFrontLeft), rotation * radius)
    }
  }

  private func addSurfaces(_ packet: RawSpan, _ frame: inout TelemetryFrame) {
    var loose = 0
    for wheel in 0..<4 where packet.byte(GranTurismo7Layout.surfaces + wheel) == GranTurismo7Layout.looseSurface {
      loose += 1
    }
    frame.set(.looseWheels, Float(loose))
    if loose >= 3 { frame.flags.insert(.offTrack) }
    let clock: Int32 = packet.integer(GranTurismo7Layout.currentLapTime)
    if clock >= 0, frame.lapNumber != nil { frame.currentLapTime = Double(clock) / 1000 }
  }

  private mutating func describe(_ carID: Int32, _ kind: GranTurismo7Packet) {
    var description = Self.emptyDescription
    description.car = "Car \(carID)"
    description.capabilities = GranTurismo7Layout.capabilities(kind)
    self.description = description
  }
}
