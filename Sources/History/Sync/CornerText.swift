internal import Analysis

/// The corners of a track as the text of a record: a line each, in the order of the lap, numbers exact.
enum CornerText {
  static func text(_ corners: [Corner]) -> String {
    corners.map { corner in
      [
        "\(corner.number)", corner.name.replacing("\t", with: " ").replacing("\n", with: " "),
        corner.direction.rawValue, corner.cornerClass.rawValue, "\(corner.start)", "\(corner.apex)", "\(corner.end)",
        "\(corner.segmentStart)", "\(corner.complex)", "\(corner.turnedAngle)", corner.isCoachable ? "1" : "0",
      ].joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// `nil` where a line cannot be read.
  static func corners(_ text: String) -> [Corner]? {
    var corners: [Corner] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 11, let number = Int(parts[0]), let direction = Corner.Direction(rawValue: String(parts[2])),
        let cornerClass = Corner.Class(rawValue: String(parts[3])), let start = Double(parts[4]),
        let apex = Double(parts[5]), let end = Double(parts[6]), let segmentStart = Double(parts[7]),
        let complex = Int(parts[8]), let turnedAngle = Double(parts[9])
      else { return nil }
      corners.append(
        Corner(
          number: number, name: String(parts[1]), direction: direction, cornerClass: cornerClass, start: start,
          apex: apex, end: end, segmentStart: segmentStart, complex: complex, turnedAngle: turnedAngle,
          isCoachable: parts[10] == "1"))
    }
    return corners
  }
}
