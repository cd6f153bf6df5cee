internal import Engine
internal import Telemetry

/// What the Drive view gives room to.
public enum DriveLayout: String, Sendable, CaseIterable {
  /// As the kind of session says; practice where the game says none.
  case automatic
  case practice
  case qualifying
  case race

  /// In words, for the line that tells of a change.
  var words: String {
    switch self {
    case .automatic: "as the session asks"
    case .practice: "practice: traces, map and coach"
    case .qualifying: "qualifying: the lap, the map and who is faster"
    case .race: "race: gaps, the cars around, fuel and tyres"
    }
  }
}

extension DashboardState {
  /// The layout in force.
  var shownLayout: DriveLayout {
    guard layout == .automatic else { return layout }
    let session = model.source?.session?.lowercased() ?? ""
    // Without other cars to show, a race is driven as practice.
    guard field != nil || sample.frame.racePosition != nil else { return .practice }
    if session.contains("quali") || session.contains("shootout") { return .qualifying }
    if session.contains("race") || session.contains("sprint") { return .race }
    return .practice
  }
}
