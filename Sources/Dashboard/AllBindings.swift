internal import Drawing

/// Every key of the dashboard, in the order of the footer. The first that applies to the view and is not disabled is taken.
let allBindings: [KeyBinding] =
  quitBindings + drivingBindings + driveBindings + coachBindings + compareBindings + historyBindings + mapBindings
  + teamBindings + speechBindings + replayBindings + listBindings + everywhereBindings

extension ViewKind {
  /// Views with a list to walk through.
  static let lists: Set<ViewKind> = [.coach, .history, .team]
  /// Views that show the car being driven.
  static let driving: Set<ViewKind> = [.drive, .map, .team, .coach]
  /// Views in which a replay can be steered.
  static let playing = driving.union([.compare])
}

/// The key of a character.
func key(_ text: Unicode.Scalar) -> Key { .character(text) }
