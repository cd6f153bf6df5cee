internal import Telemetry

/// How a number lies in a packet; all little-endian.
enum BinaryType: UInt8, Sendable {
  case unsigned8
  case signed8
  case unsigned16
  case signed16
  case unsigned32
  case signed32
  case float32

  var size: Int {
    switch self {
    case .unsigned8, .signed8: 1
    case .unsigned16, .signed16: 2
    case .unsigned32, .signed32, .float32: 4
    }
  }
}

/// One number of a packet and the channel it feeds: channel = stored × `scale` + `addend`.
struct BinaryField: Sendable {
  var offset: Int
  var type: BinaryType
  var channel: Channel
  var scale: Float
  var addend: Float

  init(_ offset: Int, _ type: BinaryType, _ channel: Channel, scale: Float = 1, addend: Float = 0) {
    self.offset = offset
    self.type = type
    self.channel = channel
    self.scale = scale
    self.addend = addend
  }
}

/// The numbers of a packet, or of one car's record in it, that become channels as they are.
///
/// A game is described by such tables, so that decoding and encoding cannot disagree and no closure is called for a field.
struct BinaryTable: Sendable {
  let fields: [BinaryField]
  /// Bytes from the base that a packet must have.
  let extent: Int

  init(_ fields: [BinaryField]) {
    self.fields = fields
    extent = fields.reduce(0) { max($0, $1.offset + $1.type.size) }
  }

  static func + (left: BinaryTable, right: [BinaryField]) -> BinaryTable { BinaryTable(left.fields + right) }

  /// Four fields that follow each other in the order front left, front right, rear left, rear right.
  static func wheels(
    _ offset: Int, _ type: BinaryType, _ first: Channel, scale: Float = 1, addend: Float = 0,
    order: [Wheel] = Wheel.allCases
  ) -> [BinaryField] {
    order.enumerated().map { index, wheel in
      BinaryField(offset + index * type.size, type, wheel.channel(from: first), scale: scale, addend: addend)
    }
  }

  /// Reads every field; the packet has at least `base + extent` bytes, which the caller has checked.
  func decode(_ packet: RawSpan, at base: Int, into frame: inout TelemetryFrame) {
    for field in fields {
      let offset = base &+ field.offset
      let stored: Float =
        switch field.type {
        case .unsigned8: Float(packet.byte(offset))
        case .signed8: Float(packet.integer(offset, as: Int8.self))
        case .unsigned16: Float(packet.integer(offset, as: UInt16.self))
        case .signed16: Float(packet.integer(offset, as: Int16.self))
        case .unsigned32: Float(packet.integer(offset, as: UInt32.self))
        case .signed32: Float(packet.integer(offset, as: Int32.self))
        case .float32: packet.float(offset)
        }
      frame.set(field.channel, stored * field.scale + field.addend)
    }
  }

  /// Writes every field, 0 for a channel that the frame lacks; the buffer has at least `base + extent` bytes.
  func encode(_ frame: TelemetryFrame, into buffer: inout [UInt8], at base: Int) {
    for field in fields {
      let offset = base + field.offset
      let value = frame[field.channel].map { ($0 - Double(field.addend)) / Double(field.scale) } ?? 0
      switch field.type {
      case .unsigned8: buffer.store(UInt8(nearest: value), at: offset)
      case .signed8: buffer.store(Int8(nearest: value), at: offset)
      case .unsigned16: buffer.store(UInt16(nearest: value), at: offset)
      case .signed16: buffer.store(Int16(nearest: value), at: offset)
      case .unsigned32: buffer.store(UInt32(nearest: value), at: offset)
      case .signed32: buffer.store(Int32(nearest: value), at: offset)
      case .float32: buffer.store(Float(value), at: offset)
      }
    }
  }
}
