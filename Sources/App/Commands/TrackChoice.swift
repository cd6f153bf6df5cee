import Analysis
import History
import Timing

/// Finds the one track that a command is about.
enum TrackChoice {
  /// The track of a number or of a part of its name; without a text the only one there is.
  static func find(_ text: String?, in history: History) throws -> TrackRecord {
    var everything = HistoryFilter()
    everything.limit = .max
    let all = try history.trackList(everything)
    guard !all.isEmpty else {
      throw SettingsProblem(message: "the history holds no track yet: drive with tenths, or tenths import FILE")
    }
    guard let text else {
      guard all.count == 1 else { throw UsageError(message: "which track? say --track, one of: \(list(all))") }
      return all[0]
    }
    if let number = Int64(text), let track = all.first(where: { $0.id == number }) { return track }
    let wanted = text.lowercased()
    let exact = all.filter { $0.name.lowercased() == wanted }
    let near = exact.isEmpty ? all.filter { $0.name.lowercased().contains(wanted) } : exact
    guard let track = near.first else {
      throw UsageError(message: "there is no track \(Text.safe(text)); there are: \(list(all))")
    }
    guard near.count == 1 else {
      throw UsageError(message: "\(Text.safe(text)) may be any of: \(list(near)); give its number (tenths tracks)")
    }
    return track
  }

  private static func list(_ tracks: [TrackRecord]) -> String {
    let shown = tracks.prefix(8).map { "\($0.id) \(Text.safe($0.name))" }
    return shown.joined(separator: ", ") + (tracks.count > 8 ? ", …" : "")
  }
}
