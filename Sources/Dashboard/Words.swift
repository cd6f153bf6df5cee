internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// What the numbers of an instant mean in words and roles, the same in every panel.
enum Words {
  /// Gain, loss or neither for a time against the reference; what rounds to zero is neither.
  static func role(ofDelta delta: Double) -> Role { delta <= -0.005 ? .gain : delta >= 0.005 ? .loss : .bright }

  /// Why there is no delta, and what to do about it.
  static func reason(_ state: DashboardState) -> (short: String, long: String)? {
    if state.isFrozen { return nil }
    // A number that stands still must not look like one that is true.
    if isSilent(state) { return ("no data", "the game sends nothing: all values are the last ones") }
    switch state.sample.state {
    case .live: return nil
    case .waiting: return ("waiting", "waiting for the car")
    case .paused: return ("paused", "the game is paused")
    case .pit: return ("pit", "in the pit lane")
    case .outLap: return ("out lap", "the delta starts at the line")
    case .learning: return ("learning", "drive one whole lap of this track")
    case .noReference: return ("no reference", "one clean lap, and the delta begins")
    case .offLine: return ("off line", "back on the road, and the delta goes on")
    }
  }

  /// What the coach says at a verbosity.
  static func verbosity(_ verbosity: Coach.Verbosity) -> String {
    switch verbosity {
    case .off: "nothing"
    case .strategy: "fuel, tyres and lost laps only"
    case .focus: "the one thing to work on"
    case .all: "everything that it finds"
    }
  }

  /// Whether the source has stopped sending.
  static func isSilent(_ state: DashboardState) -> Bool { state.source?.silentFor != nil }

  /// The flag that is out, the strongest first.
  static func flag(_ flags: FrameFlags) -> (text: String, role: Role)? {
    if flags.contains(.redFlag) { return ("RED FLAG", .flagRed) }
    if flags.contains(.safetyCar) { return ("SAFETY CAR", .flagYellow) }
    if flags.contains(.yellowFlag) { return ("YELLOW FLAG", .flagYellow) }
    if flags.contains(.blueFlag) { return ("BLUE FLAG", .flagBlue) }
    if flags.contains(.chequeredFlag) { return ("FINISH", .flagWhite) }
    return nil
  }

  /// A flag for the whole track in words.
  static func flag(_ flag: TrackFlag) -> String {
    switch flag {
    case .green: "green"
    case .yellow: "yellow flag"
    case .doubleYellow: "double yellow"
    case .virtualSafetyCar: "virtual safety car"
    case .safetyCar: "safety car"
    case .red: "red flag"
    case .white: "white flag"
    case .chequered: "finished"
    }
  }

  /// The colour of a flag; `nil` where nothing is out.
  static func role(ofFlag flag: TrackFlag?) -> Role? {
    switch flag {
    case .yellow, .doubleYellow, .virtualSafetyCar, .safetyCar: .flagYellow
    case .red: .flagRed
    case .white, .chequered: .flagWhite
    case .green, nil: nil
    }
  }

  /// The title role of a frame that a flag colours.
  static func frameRole(_ state: DashboardState) -> Role { flag(state.sample.frame.flags)?.role ?? .frame }

  /// A tyre's temperature in °C: cold, in its window, hot, too hot.
  static func role(ofTyre temperature: Double) -> Role {
    temperature < 60 ? .speed : temperature < 100 ? .text : temperature < 115 ? .warning : .loss
  }

  /// The reference as it is named everywhere: its label, its time and its lap where the label does not say them; without
  /// what does not fit into `room` cells.
  static func versus(_ state: DashboardState, room: Int = .max) -> String? {
    guard let reference = state.model.reference else { return nil }
    let label = "vs \(reference.label)"
    var full = label
    if let time = reference.lap.time, !reference.label.contains(":") { full += " \(Figure.time(time).text)" }
    // The number of a stored lap says nothing in this session.
    let isOwn = state.model.laps.contains { $0.serial == reference.lap.serial && $0.time == reference.lap.time }
    let numbered = isOwn && !reference.label.contains("lap ") ? "\(full) lap \(reference.lap.number)" : full
    return [numbered, full, label].first { cellWidth(of: $0) <= room }
  }

  /// A name in camel case as words: `minimumSpeed` as `minimum speed`.
  static func spaced(_ name: String) -> String {
    var words = ""
    for character in name {
      if character.isUppercase, !words.isEmpty { words.append(" ") }
      words.append(contentsOf: character.lowercased())
    }
    return words
  }

  /// A text that begins with a small letter.
  static func lowercased(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }

  /// A text that begins with a capital.
  static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
