internal import Coaching
internal import Drawing
public import Engine
public import Telemetry

/// The six views, on the keys 1…6.
public enum ViewKind: Int, Sendable, CaseIterable {
  case drive = 1
  case compare
  case coach
  case history
  case map
  case team

  /// Name in the header.
  public var title: String {
    switch self {
    case .drive: "Drive"
    case .compare: "Compare"
    case .coach: "Coach"
    case .history: "History"
    case .map: "Map"
    case .team: "Team"
    }
  }
}

/// What lies over the view.
public enum Overlay: Sendable, Equatable {
  /// All keys, from a line on.
  case help(first: Int)
  /// What the program has said, from a line on.
  case log(first: Int)
  /// The settings, with the selected row.
  case settings(row: Int)
  /// The exchange with other computers, with the selected value.
  case sync(row: Int)
  /// The command line with what is typed so far.
  case command(LineEditor)
  /// The filter of the list in view while it is typed.
  case filter(LineEditor)
  /// A list to choose a lap of the comparison from, with the selected row.
  case chooseLap(slot: CompareSlot, row: Int)
  /// The channels of the comparison, with the selected row.
  case chooseChannels(row: Int)
}

/// Everything that the dashboard shows. Changed by `update` only; `draw` makes a canvas of it.
public struct DashboardState: Sendable {
  // What the program knows.
  public internal(set) var sample = LiveSample()
  public internal(set) var trace: LiveTrace?
  /// The lap so far while its track is not known.
  var driven = DrivenPath()
  public internal(set) var model = SessionModel()
  public internal(set) var field: RaceField?
  /// Time of day as text, as in `20:14:07`.
  public internal(set) var clock = ""
  public internal(set) var source: SourceStatus?
  public internal(set) var ports: [ListeningPort] = []
  public internal(set) var counters = Counters()
  public internal(set) var replay: ReplayStatus?
  public internal(set) var notice: Notice?
  public internal(set) var history = HistoryState()
  public internal(set) var compare = CompareState()
  /// The exchange with other computers.
  public internal(set) var sync = SyncState()

  // What the user chose.
  public internal(set) var view = ViewKind.drive
  public internal(set) var overlay: Overlay?
  public internal(set) var units: Units
  /// Names of the themes that `:theme` completes.
  public internal(set) var themes: [String]
  /// The settings as they are in force.
  public internal(set) var settings: [SettingRow] = []
  /// Decimals of lap times.
  public internal(set) var decimals = 3
  /// What the program has said, the newest last.
  var log: [LogLine] = []
  /// Commands that were given, the newest last.
  var commandHistory: [String] = []
  /// Which of them stands on the command line; `nil` for a new one.
  var recalled: Int?
  /// Whether the delta fills the screen.
  public internal(set) var isDeltaBig = false
  /// What the Drive view gives room to.
  public internal(set) var layout = DriveLayout.automatic
  /// Whether the live screen stands still; recording goes on.
  public internal(set) var isFrozen = false
  /// The selected row in the list of findings.
  public internal(set) var findingRow = 0
  /// Whether the Coach view explains itself instead of showing the numbers.
  public internal(set) var showsWhy = false
  /// Size of the screen, for mouse and paging.
  public internal(set) var width = 80
  public internal(set) var height = 24

  /// The selected game of the first screen; `nil` until the user selects one.
  public internal(set) var waitingRow: Int?
  /// What the Map view shows of the track.
  public internal(set) var map = MapState()
  /// What the Team view shows of the field.
  public internal(set) var team = TeamState()

  /// The state at the start: nothing has come yet.
  public init(units: Units = .metric, themes: [String] = ["dark", "light"]) {
    self.units = units
    self.themes = themes
  }

  /// The finding of the selected row.
  var selectedFinding: Finding? {
    let findings = CoachPanel.shown(model)
    return findings.indices.contains(findingRow) ? findings[findingRow] : nil
  }

  /// Whether the lap is drawn over the driven distance, for want of a track.
  var showsDriven: Bool { model.track == nil && driven.isDrawable }

  /// A lap time with as many decimals as the user wants.
  func lapTime(_ time: Double?) -> Figure { .time(time, decimals) }

  /// Where a view lies on the screen, for the mouse.
  var viewArea: Area {
    let hasBars = height >= 14 && width >= 40
    return Area(x: 0, y: hasBars ? 1 : 0, width: width, height: height - (hasBars ? replay == nil ? 2 : 3 : 0))
  }

  /// Whether no car data has come yet.
  var isWaiting: Bool { sample.state == .waiting && model.source == nil }
}
