import Glibc
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
  static func write(_ lap: Lap, to path: String) throws {
    let temporary = path + ".part"
    guard let file = fopen(temporary, "w") else {
      throw SettingsProblem(message: "\(Text.safe(path)) cannot be written: \(String(cString: strerror(errno)))")
    }
    let written = fputs(text(lap), file) >= 0
    guard fclose(file) == 0, written, rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw SettingsProblem(message: "\(Text.safe(path)) cannot be written: \(reason)")
    }
  }
}
