internal import Telemetry

/// Packet 6: pedals, steering, engine and tyres of every car. Offsets from a car's record.
struct F1CarTelemetryLayout: Sendable {
  static let speed = 0
  static let dragReduction = 18
  /// Pressures come in pounds per square inch.
  static let kilopascalsPerPSI: Float = 6.894757
  /// Surfaces 3 to 8: rock, gravel, mud, sand, grass, water. Tarmac, kerbs, concrete, cobbles and metal are none of them.
  static let looseSurfaces: ClosedRange<UInt8> = 3...8
  static let grass: UInt8 = 7

  let stride: Int
  let table: BinaryTable
  let surfaces: Int

  init(year: UInt16) {
    // 2026 keeps the engine's temperature in one byte, so what follows moves up by one.
    let isShort = year >= 2026
    let shift = isShort ? 1 : 0
    stride = 60 - shift
    surfaces = 56 - shift
    table = BinaryTable(
      [
        BinaryField(Self.speed, .unsigned16, .speed, scale: 1 / 3.6),
        BinaryField(2, .float32, .throttle),
        BinaryField(6, .float32, .steering, scale: -1),
        BinaryField(10, .float32, .brake),
        BinaryField(14, .unsigned8, .clutch, scale: 0.01),
        BinaryField(15, .signed8, .gear),
        BinaryField(16, .unsigned16, .engineSpeed),
        BinaryField(38, isShort ? .unsigned8 : .unsigned16, .waterTemperature),
      ]
        + BinaryTable.wheels(22, .unsigned16, .brakeTemperatureFrontLeft, order: f1WheelOrder)
        + BinaryTable.wheels(30, .unsigned8, .tyreTemperatureFrontLeft, order: f1WheelOrder)
        + BinaryTable.wheels(
          40 - shift, .float32, .tyrePressureFrontLeft, scale: Self.kilopascalsPerPSI, order: f1WheelOrder))
  }

  /// Reads a car's record at `base` into the frame.
  func decode(_ packet: RawSpan, at base: Int, into frame: inout TelemetryFrame) {
    table.decode(packet, at: base, into: &frame)
    if packet.byte(base + Self.dragReduction) != 0 { frame.flags.insert(.dragReduction) }
    var loose = 0
    for wheel in 0..<4 where Self.looseSurfaces.contains(packet.byte(base + surfaces + wheel)) { loose += 1 }
    frame.set(.looseWheels, Float(loose))
    if loose >= 3 { frame.flags.insert(.offTrack) }
  }

  /// Writes a car's record.
  func encode(_ frame: TelemetryFrame, into buffer: inout [UInt8], at base: Int) {
    table.encode(frame, into: &buffer, at: base)
    buffer.store(UInt8(frame.flags.contains(.dragReduction) ? 1 : 0), at: base + Self.dragReduction)
    let loose = Int(nearest: frame[.looseWheels] ?? 0)
    for wheel in 0..<4 { buffer.store(wheel < loose ? Self.grass : 0, at: base + surfaces + wheel) }
  }
}
