import Analysis
import History
import Timing

/// Puts corners of a table that was written by hand in place of those that were found on a lap. COACHING 6.2.
enum CornerUpgrade {
  /// Where the corners of a track come from, as far as a lap on it tells.
  static func origin(of corners: [Corner], on track: TrackModel, lap: LapTrace?) -> CornerOrigin {
    guard let lap, let authored = AuthoredCorners.corners(of: track, reference: lap),
      authored.map(\.apex) == corners.map(\.apex)
    else { return .detected }
    return .authored
  }

  /// Upgrades tracks whose circuit has a table by now; their laps are to be measured anew.
  ///
  /// - Parameter track: only this one.
  static func run(in history: History, track: Int64? = nil) throws {
    for record in try history.trackList(everything) where record.cornerOrigin == .detected {
      guard track == nil || record.id == track, let model = try history.track(id: record.id),
        let id = try history.fastestLapID(track: record.id), let lap = try history.loadCurrentLap(id: id)?.trace,
        let authored = AuthoredCorners.corners(of: model, reference: lap)
      else { continue }
      try history.store(track: model, corners: authored, origin: .authored, game: record.game, session: nil)
    }
  }

  private static var everything: HistoryFilter {
    var filter = HistoryFilter()
    filter.limit = 1_000_000
    return filter
  }
}
