import Analysis
import Coaching
import History
import Timing

/// What a stored session was: its review, its evenness, its goals, and the way over the sessions before it.
struct SessionDigest {
  var session: SessionRecord
  var review: SessionReview
  var figures: SessionFigures
  var cleanness: Cleanness
  var consistency: Consistency?
  var pattern: LossPattern?
  /// The corner that is driven least evenly, with its robust deviation, s.
  var leastSteady: (name: String, deviation: Double)?
  /// What each corner has cost lately under this key, s a lap, the dearest first.
  var cornerLosses: [(name: String, loss: Double)]
  /// The newest of each kind, open ones first.
  var goals: [Goal]
  /// Sessions of the same key up to this one, the oldest first, with their figures.
  var way: [(session: SessionRecord, figures: SessionFigures)]
  var progress: Progress
  private let names: [Int: String]

  /// Sessions that are looked back upon.
  private static let lookBack = 10

  /// - Throws: `SettingsProblem` for a session that holds nothing to sum up.
  init(session id: Int64?, in history: History) throws {
    var filter = HistoryFilter()
    filter.session = id
    filter.limit = 1
    guard let session = try history.sessions(filter).first else {
      throw SettingsProblem(
        message: id.map { "the history has no session \($0); tenths sessions lists them" }
          ?? "the history holds no session yet: drive with tenths, or tenths import FILE")
    }
    guard let baseline = try history.baseline(ofSession: session.id), let record = try history.baseline(id: baseline)
    else {
      throw SettingsProblem(
        message: "session \(session.id) has no lap on a known track: one complete lap is needed to know it")
    }
    self.session = session
    let corners = try history.corners(track: record.trackID)
    let names = Dictionary(corners.map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
    self.names = names
    let key = BaselineKey(
      game: record.game, gameVersion: record.gameVersion, track: record.track, car: record.car ?? "",
      driver: record.driver)
    let before = try history.sessions(baseline: baseline).prefix { $0.id != session.id }
    way = []
    progress = Progress(key: key)
    for earlier in before.suffix(Self.lookBack - 1) + [session] {
      let material = try Material(earlier, key: key, corners: corners, history)
      way.append((earlier, material.figures))
      _ = progress.add(material.figures)
    }
    let material = try Material(session, key: key, corners: corners, history)
    figures = material.figures
    cleanness = Cleanness(material.laps)
    consistency = Consistency(laps: material.laps, passages: material.passages)
    pattern = LossPattern(material.passages)
    leastSteady = consistency?.leastSteady.flatMap { corner in
      corner.segmentTime.map { (names[corner.corner] ?? "T\(corner.corner)", $0) }
    }
    cornerLosses = try history.statistics(baseline: baseline).sorted { $0.loss > $1.loss }
      .map { (names[$0.corner] ?? "T\($0.corner)", $0.loss) }
    var kinds: Set<String> = []
    let newest = try history.goals(baseline: baseline).filter { kinds.insert($0.identifier).inserted }
    goals = newest.filter { $0.state == .open } + newest.filter { $0.state != .open }
    var all = SessionReview.Material(track: record.track, car: record.car ?? "", session: figures)
    all.previous = way.dropLast().last?.figures
    all.previousBest = before.compactMap(\.bestTime).min()
    let findings = try history.findings(session: session.id)
    all.fixed = findings.filter { $0.state == .fixed }.map(\.cornerName)
    all.findings = findings.filter { ![.fixed, .retracted].contains($0.state) }.map { finding in
      ReviewFinding(
        cornerName: finding.cornerName, text: finding.text,
        phase: allRules.first { $0.identifier == finding.rule }?.place ?? "", loss: finding.loss)
    }
    all.leastSteady = leastSteady.map { (cornerName: $0.name, deviation: $0.deviation) }
    all.pattern = pattern
    review = SessionReview(all)
  }

  /// Name of a corner.
  func name(_ corner: Int) -> String { names[corner] ?? "T\(corner)" }

  /// The laps of a session with the clean passages of their corners.
  private struct Material {
    var laps: [Lap]
    var passages: [CornerPassageFigures]
    var figures: SessionFigures

    init(_ session: SessionRecord, key: BaselineKey, corners: [Corner], _ history: History) throws {
      var filter = HistoryFilter()
      filter.session = session.id
      filter.limit = 100_000
      laps = try history.laps(filter).map { Lap($0) }
      passages = try history.passages(session: session.id).compactMap { entry in
        entry.passage.isUsable ? entry.passage.figures(lapSerial: entry.lapSerial) : nil
      }
      figures = SessionFigures(
        key: key, laps: laps, passages: passages, cornerIdeal: Self.cornerIdeal(passages, corners: corners))
    }

    /// Sum of the best passages; `nil` where a corner has none.
    private static func cornerIdeal(_ passages: [CornerPassageFigures], corners: [Corner]) -> Double? {
      var best: [Int: Double] = [:]
      for passage in passages { best[passage.corner] = min(best[passage.corner] ?? .infinity, passage.segmentTime) }
      let coachable = corners.filter(\.isCoachable)
      let times = coachable.compactMap { best[$0.number] }
      return !coachable.isEmpty && times.count == coachable.count ? times.reduce(0, +) : nil
    }
  }
}
