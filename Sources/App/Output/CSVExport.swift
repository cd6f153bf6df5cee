import Telemetry
import Timing

/// A lap as comma separated values: one row a station, the units in the header.
enum CSVExport {
  /// The document.
  static func text(_ lap: Lap) -> String {
    guard let trace = lap.trace else { return "" }
    let channels = Channel.allCases.filter { trace.columns[$0] != nil }
    var lines = ["distance [m]", "time [s]"]
    lines += channels.map { $0.unit.isEmpty ? $0.identifier : "\($0.identifier) [\($0.unit)]" }
    var text = lines.joined(separator: ",") + "\n"
    for index in 0..<trace.grid.count {
      var row = [Text.fixed(trace.grid.station(index), 1), Text.fixed(trace.time[index], 4)]
      for channel in channels { row.append(Text.fixed(Double(trace.columns[channel]?[index] ?? 0), 4)) }
      text += row.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Writes the document; an existing file is replaced only once the new one is whole.
  static func write(_ lap: Lap, to path: String) throws { try OutputFile.write(Array(text(lap).utf8), to: path) }
}
