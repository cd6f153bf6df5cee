import Compression
import Telemetry
internal import Vault

/// A column of numbers as compressed whole steps: quantised, differenced, zig-zag, variable length, Zstandard.
enum ColumnCoding {
  /// A packed column.
  struct Packed {
    var step: Double
    var origin: Double
    var count: Int
    /// Bytes before compression.
    var size: Int
    var data: [UInt8]
  }

  /// Largest error of a stored value is half of this; below what games resolve.
  static func step(of channel: Channel) -> Double {
    switch channel {
    case .positionX, .positionY, .positionZ, .lapDistance: 0.01
    case .speed, .velocityX, .velocityZ, .wheelSpeedFrontLeft, .wheelSpeedFrontRight, .wheelSpeedRearLeft,
      .wheelSpeedRearRight:
      0.01
    case .throttle, .brake, .clutch, .throttleApplied, .brakeApplied: 1.0 / 512
    case .steering, .yawRate: 0.002
    case .lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration: 0.02
    case .gear, .looseWheels: 1
    case .engineSpeed, .shiftLightStart, .engineSpeedLimit: 2
    case .fuelLevel, .fuelCapacity: 0.005
    case .tyreWearFrontLeft, .tyreWearFrontRight, .tyreWearRearLeft, .tyreWearRearRight, .brakeBias: 0.0005
    case .suspensionFrontLeft, .suspensionFrontRight, .suspensionRearLeft, .suspensionRearRight, .rideHeight: 0.0005
    case .boost, .oilPressure: 0.01
    case .energyStore: 1_000
    case .gapAhead, .gapToLeader: 0.001
    default: 0.1
    }
  }

  private static let level = 9

  /// Values of a column at most, and bytes of it before compression.
  private static let largestCount = 16_384
  static let largestSize = largestCount * 10

  /// Packs a column that comes from another device, after a look whether it can be read.
  static func packed(_ column: LapContent.Column) throws(HistoryError) -> Packed {
    let packed: Packed
    do {
      packed = Packed(
        step: column.step, origin: column.origin, count: column.count, size: column.bytes.count,
        data: try Zstandard.compress(column.bytes, level: level))
    } catch {
      throw HistoryError(kind: .damaged, message: "a column could not be packed: \(error)")
    }
    _ = try unpack(packed)
    return packed
  }

  /// Packs a column; values are differenced twice, since most channels move evenly.
  ///
  /// - Parameter origin: what the steps are counted from; the first value without it.
  static func pack(
    _ values: some Collection<Double>, step: Double, origin: Double? = nil
  ) throws(HistoryError) -> Packed {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 2)
    let origin = origin ?? values.first(where: \.isFinite) ?? 0
    var last: Int64 = 0
    var lastDifference: Int64 = 0
    for value in values {
      let offset = ((value.isFinite ? value : origin) - origin) / step
      let quantum = Int64(max(-1e15, min(1e15, offset)).rounded())
      let difference = quantum - last
      append(difference - lastDifference, to: &bytes)
      last = quantum
      lastDifference = difference
    }
    do {
      let data = try Zstandard.compress(bytes, level: level)
      return Packed(step: step, origin: origin, count: values.count, size: bytes.count, data: data)
    } catch {
      throw HistoryError(kind: .damaged, message: "a column could not be packed: \(error)")
    }
  }

  /// The values of a packed column.
  static func unpack(_ packed: Packed) throws(HistoryError) -> [Double] {
    guard (0...largestCount).contains(packed.count), (0...largestSize).contains(packed.size) else {
      throw HistoryError(kind: .damaged, message: "a column claims \(packed.count) values")
    }
    let bytes: [UInt8]
    do {
      bytes = try Zstandard.decompress(packed.data, count: packed.size)
    } catch {
      throw HistoryError(kind: .damaged, message: "a column does not unpack: \(error)")
    }
    var values: [Double] = []
    values.reserveCapacity(packed.count)
    var place = 0
    var last: Int64 = 0
    var difference: Int64 = 0
    for _ in 0..<packed.count {
      guard let change = read(bytes, &place) else {
        throw HistoryError(kind: .damaged, message: "a column ends after \(values.count) of \(packed.count) values")
      }
      difference &+= change
      last &+= difference
      values.append(packed.origin + Double(last) * packed.step)
    }
    return values
  }

  private static func append(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func read(_ bytes: [UInt8], _ place: inout Int) -> Int64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
      shift += 7
    }
    return nil
  }
}
