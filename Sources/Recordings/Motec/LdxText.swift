internal import Glibc

/// Makes the `.ldx` file with the beacons of a log.
enum LdxText {
  /// - Parameter times: s since the log began, in order.
  static func make(_ times: [Double]) -> [UInt8] {
    var lines = [
      "<?xml version=\"1.0\"?>", "<LDXFile Locale=\"English_United Kingdom.1252\" DefaultLocale=\"C\" Version=\"1.6\">",
      " <Layers>", "  <Layer>", "   <MarkerBlock>", "    <MarkerGroup Name=\"Beacons\" Index=\"0\">",
    ]
    for (index, time) in times.enumerated() {
      lines.append(
        "     <Marker Version=\"100\" ClassName=\"BCN\" Name=\"\(index), id=99\" Flags=\"13\" Time=\"\(max(0, time) * 1e6)\"/>"
      )
    }
    lines += ["    </MarkerGroup>", "   </MarkerBlock>", "   <RangeBlock/>", "  </Layer>", "  <Details>"]
    // Out lap and in lap count, as in the files of other programs.
    lines.append("   <String Id=\"Total Laps\" Value=\"\(times.count + 1)\"/>")
    let laps = zip(times.dropFirst(), times).map { $0 - $1 }
    if let best = laps.indices.min(by: { laps[$0] < laps[$1] }) {
      lines.append("   <String Id=\"Fastest Time\" Value=\"\(clock(laps[best]))\"/>")
      lines.append("   <String Id=\"Fastest Lap\" Value=\"\(best + 1)\"/>")
    }
    lines += ["  </Details>", " </Layers>", "</LDXFile>", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// `m:ss.fff`.
  private static func clock(_ seconds: Double) -> String {
    let milliseconds = Int((max(0, min(seconds, 1e9)) * 1000).rounded())
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(milliseconds / 60_000):\(padded(milliseconds / 1000 % 60, 2)).\(padded(milliseconds % 1000, 3))"
  }
}
