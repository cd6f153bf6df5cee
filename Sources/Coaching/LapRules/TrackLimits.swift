public import Analysis

/// L8: the lap is lost; said at once, on the next straight.
public enum TrackLimits {
  public static let identifier = "limits"

  /// - Parameters:
  ///   - wide: how far beyond the corridor or the track's edge, m; `nil` where only the game knows.
  ///   - station: where it happened, m.
  public static func line(corner: Corner?, wide: Double?, station: Double) -> LapLine {
    let place = corner.map { station > $0.apex ? " at the exit" : " on the way in" } ?? ""
    let how = wide.map { "\(Wording.tenths(max(0, $0))) m wide" } ?? "off the track"
    return LapLine(
      rule: identifier, text: "\(corner.map { $0.name + ": lap" } ?? "Lap") lost — \(how)\(place)", priority: 95)
  }
}
