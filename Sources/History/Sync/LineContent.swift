internal import Vault

/// A line of a track as the content of a pack: a head of text, then the two packed columns.
struct LineContent: Equatable {
  var length: Double
  var spacing: Double
  var sectors: String
  var isOfficial: Bool
  var miniSectors: String
  var leftSign: Double
  var line: [UInt8]
  var corridor: [UInt8]

  private static let title = "tenths line 1"

  init(
    length: Double, spacing: Double, sectors: String, isOfficial: Bool, miniSectors: String, leftSign: Double,
    line: [UInt8], corridor: [UInt8]
  ) {
    self.length = length
    self.spacing = spacing
    self.sectors = sectors
    self.isOfficial = isOfficial
    self.miniSectors = miniSectors
    self.leftSign = leftSign
    self.line = line
    self.corridor = corridor
  }

  var encoded: [UInt8] {
    let head = [
      Self.title, "\(length)", "\(spacing)", sectors, isOfficial ? "1" : "0", miniSectors, "\(leftSign)",
      "\(line.count)", "\(corridor.count)", "",
    ].joined(separator: "\n")
    return Array(head.utf8) + line + corridor
  }

  init?(_ bytes: [UInt8]) {
    var lines: [String] = []
    var place = 0
    while lines.count < 9 {
      guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")),
        let text = String(validating: bytes[place..<end], as: UTF8.self)
      else { return nil }
      lines.append(text)
      place = end + 1
    }
    guard lines[0] == Self.title, let length = Double(lines[1]), length > 0, length.isFinite,
      let spacing = Double(lines[2]), spacing > 0, let leftSign = Double(lines[6]), let lineSize = Int(lines[7]),
      let corridorSize = Int(lines[8]), lineSize >= 0, corridorSize >= 0, lineSize <= bytes.count,
      corridorSize <= bytes.count, place + lineSize + corridorSize == bytes.count
    else { return nil }
    self.init(
      length: length, spacing: spacing, sectors: lines[3], isOfficial: lines[4] == "1", miniSectors: lines[5],
      leftSign: leftSign, line: Array(bytes[place..<place + lineSize]), corridor: Array(bytes[(place + lineSize)...]))
  }
}

/// The record of a line: of which track it is, and where it lies.
struct LineValue {
  var track: Identifier
  var pack: PackIdentifier

  /// From the bytes of a value, or from an encoded one with its kind before them.
  init?(_ bytes: [UInt8]) {
    let plain = bytes.count == Identifier.size + PackIdentifier.size + 1 ? Array(bytes.dropFirst()) : bytes
    guard plain.count == Identifier.size + PackIdentifier.size, let track = Identifier(plain),
      let pack = PackIdentifier(Array(plain.dropFirst(Identifier.size)))
    else { return nil }
    self.track = track
    self.pack = pack
  }
}
