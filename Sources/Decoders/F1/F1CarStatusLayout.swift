internal import Telemetry

/// Packet 7: fuel, energy, aids and flags of every car. Offsets from a car's record.
struct F1CarStatusLayout: Sendable {
  static let pitLimiter = 4
  static let fuelCapacity = 9
  static let visualCompound = 26
  static let tyreAge = 27
  static let flag = 28

  enum Flag {
    static let blue: Int8 = 2
    static let yellow: Int8 = 3
  }

  let stride: Int
  let networkPaused: Int
  private let table: BinaryTable
  private let fuel = BinaryTable([
    BinaryField(5, .float32, .fuelLevel),
    BinaryField(fuelCapacity, .float32, .fuelCapacity),
  ])

  init(year: UInt16) {
    stride = year == 2022 ? 47 : year >= 2026 ? 59 : 55
    networkPaused = stride - 1
    table = BinaryTable([
      BinaryField(3, .unsigned8, .brakeBias, scale: 0.01),
      BinaryField(17, .unsigned16, .engineSpeedLimit),
      BinaryField(year == 2022 ? 29 : 37, .float32, .energyStore),
    ])
  }

  /// The word for a compound as it is marked on the tyre; 15 and 19 to 22 are those of Formula 2.
  static func tyreName(_ compound: UInt8) -> String? {
    switch compound {
    case 16, 20: "soft"
    case 17, 21: "medium"
    case 18, 22: "hard"
    case 19: "super soft"
    case 7: "intermediate"
    case 8, 15: "wet"
    default: nil
    }
  }

  /// The number of a compound by its word, for the encoder; 0 where there is no such word.
  static func compound(_ name: String?) -> UInt8 {
    ([16, 17, 18, 7, 8, 19] as [UInt8]).first { tyreName($0) == name } ?? 0
  }

  /// What a car's record says beside channels.
  static let ownFlags: FrameFlags = [.pitLimiter, .blueFlag, .yellowFlag]

  /// Reads a car's record at `base`; replaces the flags that only this packet sets.
  func decode(_ packet: RawSpan, at base: Int, into frame: inout TelemetryFrame) {
    table.decode(packet, at: base, into: &frame)
    // A driver who keeps his telemetry to himself is sent with a tank of 0.
    if packet.float(base + Self.fuelCapacity) > 0 {
      fuel.decode(packet, at: base, into: &frame)
    } else {
      frame.remove(.fuelLevel)
      frame.remove(.fuelCapacity)
    }
    frame.flags.subtract(Self.ownFlags)
    if packet.byte(base + Self.pitLimiter) != 0 { frame.flags.insert(.pitLimiter) }
    switch packet.integer(base + Self.flag, as: Int8.self) {
    case Flag.blue: frame.flags.insert(.blueFlag)
    case Flag.yellow: frame.flags.insert(.yellowFlag)
    default: break
    }
  }

  /// Writes a car's record.
  func encode(_ frame: TelemetryFrame, into buffer: inout [UInt8], at base: Int) {
    table.encode(frame, into: &buffer, at: base)
    fuel.encode(frame, into: &buffer, at: base)
    buffer.store(UInt8(frame.flags.contains(.pitLimiter) ? 1 : 0), at: base + Self.pitLimiter)
    let flag = frame.flags.contains(.yellowFlag) ? Flag.yellow : frame.flags.contains(.blueFlag) ? Flag.blue : 0
    buffer.store(flag, at: base + Self.flag)
  }
}
