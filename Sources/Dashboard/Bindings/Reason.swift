internal import Engine
internal import Timing

/// Why a key does nothing just now, in words; `nil` where it works.
enum Reason {
  typealias Check = @Sendable (DashboardState) -> String?

  static let noCar: Check = { $0.isWaiting ? "no car is on the road yet" : nil }
  static let noFinding: Check = { $0.selectedFinding == nil ? "no finding is selected" : nil }
  static let noReplay: Check = { $0.replay == nil ? "nothing is being replayed" : nil }
  static let noTrack: Check = { $0.model.track?.line == nil ? "the track is not known yet" : nil }
  static let noCorner: Check = { MapView.selected($0) == nil ? "no corner is selected" : nil }
  static let noField: Check = { $0.field == nil ? "this game sends no other cars" : nil }
  static let noPair: Check = { $0.compare.pair == nil ? "no laps are being compared" : nil }
  static let noSession: Check = { state in
    state.history.list == .sessions && state.history.selectedSession != nil ? nil : "no session is selected"
  }
}
