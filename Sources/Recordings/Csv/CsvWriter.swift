public import Telemetry

/// Writes a drive as a wide table: one row a frame, one column a channel, the unit of each in brackets behind its name.
///
/// The first lines begin with `#` and say what the drive was; a number that is absent leaves its cell empty. Times are seconds by the
/// source's own clock, `flags` is the sum of the bits of `FrameFlags`, and floating-point numbers are as short as they can be to be read
/// back as the same number.
public enum CsvWriter {
  /// - Parameter startDate: when the clock stood at zero, s since 1970 (UTC).
  public static func file(source: SourceDescription, frames: [TelemetryFrame], startDate: Double?) -> [UInt8] {
    let channels = frames.reduce(ChannelSet()) { $0.union($1.presence) }.channels
    var text = head(source, startDate)
    text += "time [s],lap,currentLapTime [s],lastLapTime [s],flags"
    for channel in channels { text += ",\(channel.identifier)\(unit(of: channel))" }
    text += "\n"
    var bytes = Array(text.utf8)
    bytes.reserveCapacity(bytes.count + frames.count * (40 + channels.count * 9))
    for frame in frames {
      var row = "\(frame.gameTime),"
      if let lap = frame.lapNumber { row += "\(lap)" }
      row += ","
      if let time = frame.currentLapTime { row += "\(time)" }
      row += ","
      if let time = frame.lastLapTime { row += "\(time)" }
      row += ",\(frame.flags.rawValue)"
      for channel in channels {
        row += ","
        guard frame.presence.contains(channel) else { continue }
        row += channel.isDiscrete ? "\(Int(frame.rawValue(channel)))" : "\(frame.rawValue(channel))"
      }
      row += "\n"
      bytes.append(contentsOf: row.utf8)
    }
    return bytes
  }

  private static func unit(of channel: Channel) -> String {
    if !channel.unit.isEmpty { return " [\(channel.unit)]" }
    return channel.isDiscrete ? "" : " [0-1]"
  }

  private static func head(_ source: SourceDescription, _ startDate: Double?) -> String {
    let pairs = DriveHead.pairs(source, startDate: startDate).map { "# \($0.key): \($0.value)\n" }
    return TenthsCsv.firstLine + "\n" + pairs.joined()
  }
}
