public import Telemetry

/// Writes "Data Out" datagrams of any variant.
public struct ForzaEncoder: TelemetryEncoder, Sendable {
  public let packet: ForzaPacket
  /// The game's numbers of the car and of the track.
  public var carOrdinal: Int32
  public var trackOrdinal: Int32

  private let trackLength: Double
  private var buffer: [UInt8]

  /// - Parameter trackLength: m; the way driven since the start is what the games send of it.
  public init(_ packet: ForzaPacket, trackLength: Double, carOrdinal: Int32 = 2451, trackOrdinal: Int32 = 110) {
    self.packet = packet
    self.trackLength = trackLength
    self.carOrdinal = carOrdinal
    self.trackOrdinal = trackOrdinal
    buffer = [UInt8](repeating: 0, count: packet.size)
  }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    if frame.flags.contains(.loading) {
      for index in buffer.indices { buffer[index] = 0 }
    } else {
      storeSled(frame)
      if let dash = packet.dash { storeDash(frame, dash) }
      if packet == .motorsport {
        ForzaLayout.wear.encode(frame, into: &buffer, at: 0)
        buffer.store(trackOrdinal, at: ForzaLayout.trackOrdinal)
      }
    }
    buffer.store(UInt32(nearest: frame.arrivalTime * 1000), at: ForzaLayout.timestamp)
    try send(buffer.span.bytes)
  }

  private mutating func storeSled(_ frame: TelemetryFrame) {
    ForzaLayout.sled.encode(frame, into: &buffer, at: 0)
    buffer.store(Int32(1), at: ForzaLayout.isRaceOn)
    buffer.store(Float(frame.speed ?? 0), at: ForzaLayout.velocity + 8)
    buffer.store(carOrdinal, at: ForzaLayout.carOrdinal)
    buffer.store(Int32(1), at: ForzaLayout.drivetrain)
    buffer.store(Int32(6), at: ForzaLayout.cylinders)
  }

  private mutating func storeDash(_ frame: TelemetryFrame, _ base: Int) {
    ForzaLayout.dash.encode(frame, into: &buffer, at: base)
    let gear = frame.gear ?? 1
    let neutral = packet == .horizon ? ForzaLayout.neutral : 1
    buffer.store(
      gear < 0 ? 0 : gear == 0 ? neutral : UInt8(clamping: gear), at: base + ForzaLayout.Dash.gear)
    // Horizon sends a full tank for ever.
    let share = frame[.fuelLevel].map { $0 / max(1, frame[.fuelCapacity] ?? 100) } ?? 1
    buffer.store(Float(packet == .horizon ? 1 : share), at: base + ForzaLayout.Dash.fuel)
    let lap = Int(frame.lapNumber ?? 0)
    let way = (frame.lapDistance ?? 0) + Double(lap - 1) * trackLength
    buffer.store(Float(way), at: base + ForzaLayout.Dash.distance)
    buffer.store(Float(frame.bestLapTime ?? 0), at: base + ForzaLayout.Dash.bestLap)
    buffer.store(Float(frame.lastLapTime ?? 0), at: base + ForzaLayout.Dash.lastLap)
    buffer.store(Float(frame.currentLapTime ?? 0), at: base + ForzaLayout.Dash.currentLap)
    buffer.store(Float(frame.lapNumber == nil ? 0 : frame.gameTime), at: base + ForzaLayout.Dash.raceTime)
    buffer.store(UInt16(clamping: max(0, lap - 1)), at: base + ForzaLayout.Dash.lap)
    buffer.store(frame.racePosition ?? 0, at: base + ForzaLayout.Dash.place)
  }
}
