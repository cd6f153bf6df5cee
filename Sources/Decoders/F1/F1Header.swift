internal import Telemetry

/// The start of every datagram of the F1 games.
struct F1Header: Sendable {
  /// Where the parts of the header are; 2023 made it five bytes longer.
  struct Layout: Sendable {
    var size = 29
    var packetKind = 6
    var sessionUID = 7
    var sessionTime = 15
    var frame = 19
    var overallFrame: Int? = 23
    var playerCar = 27
    var secondPlayerCar = 28
    var gameYear: Int? = 2

    init(year: UInt16) {
      guard year == 2022 else { return }
      size = 24
      packetKind = 5
      sessionUID = 6
      sessionTime = 14
      frame = 18
      overallFrame = nil
      playerCar = 22
      secondPlayerCar = 23
      gameYear = nil
    }
  }

  /// The player's index while he watches.
  static let noCar: UInt8 = 255

  var format: F1Format
  var kind: F1PacketKind
  var sessionUID: UInt64
  /// s, goes back on a flashback.
  var sessionTime: Float
  /// Goes back on a flashback.
  var frame: UInt32
  /// Never goes back; 2022 has none.
  var overallFrame: UInt32?
  var playerCar: UInt8

  /// Reads the header of a datagram whose size is that of its kind.
  init(_ datagram: RawSpan) throws(DecodeError) {
    let (format, kind) = try Self.identify(datagram)
    let layout = format.header
    self.format = format
    self.kind = kind
    sessionUID = datagram.integer(layout.sessionUID)
    sessionTime = datagram.float(layout.sessionTime)
    frame = datagram.integer(layout.frame)
    overallFrame = layout.overallFrame.map { datagram.integer($0) }
    playerCar = datagram.byte(layout.playerCar)
  }

  /// The format and kind of a datagram, whose length is then proved to be exactly theirs.
  static func identify(_ datagram: RawSpan) throws(DecodeError) -> (F1Format, F1PacketKind) {
    guard datagram.byteCount >= 2 else { throw .truncated(expected: 24, actual: datagram.byteCount) }
    guard let format = F1Format.of(datagram.integer(0)) else { throw .unknownPacket }
    guard datagram.byteCount >= format.header.size else {
      throw .truncated(expected: format.header.size, actual: datagram.byteCount)
    }
    guard let kind = F1PacketKind(rawValue: datagram.byte(format.header.packetKind)) else { throw .unknownPacket }
    let size = format.size(kind)
    guard datagram.byteCount >= size else { throw .truncated(expected: size, actual: datagram.byteCount) }
    guard size > 0, datagram.byteCount == size else { throw .unknownPacket }
    return (format, kind)
  }
}
