import Analysis
import Dashboard
import Glibc
import History
import Ingest
import Timing

/// What the dashboard asks of the history and wants changed in it, answered in the dashboard's words.
enum HistoryQuestions {
  /// More sessions than a life has.
  private static let everything = 1_000_000

  /// All sessions, the newest first.
  static func sessions(_ history: History) throws -> [SessionSummary] {
    var filter = HistoryFilter()
    filter.limit = everything
    let records = try history.sessions(filter)
    var bests: [[String?]: Double] = [:]
    func key(_ record: SessionRecord) -> [String?] { [record.track, record.car, record.driver] }
    for record in records {
      if let best = record.bestTime { bests[key(record)] = min(best, bests[key(record)] ?? .infinity) }
    }
    return records.map { record in
      SessionSummary(
        id: record.id, date: Text.date(record.startedAt), game: record.gameName, track: record.track ?? "–",
        car: record.car ?? "–", driver: record.driver, lapCount: record.lapCount, best: record.bestTime,
        isPersonalBest: record.bestTime.map { $0 == bests[key(record)] } ?? false, kind: record.kind ?? "",
        tags: record.tags, note: record.note ?? "", driverID: record.driverID, carID: record.carID,
        trackID: record.trackID)
    }
  }

  /// The laps of a session, in the order in which they were driven.
  static func laps(session: Int64, _ history: History) throws -> [LapSummary] {
    var filter = HistoryFilter()
    filter.session = session
    filter.limit = everything
    let records = try history.laps(filter)
    let best = records.filter(\.isEligible).compactMap(\.time).min()
    return records.map { record in
      LapSummary(
        id: record.id, number: record.number, time: record.time, sectors: record.sectors,
        kind: record.kind.rawValue, problems: record.flags.names.joined(separator: ", "),
        isBest: record.isEligible && record.time == best)
    }
  }

  /// The best lap of each session on a track, whoever drove it with whatever car, the fastest first.
  static func comparable(track: String, _ history: History) throws -> [ComparableLap] {
    var filter = HistoryFilter()
    filter.track = track
    filter.onlyEligible = true
    filter.limit = everything
    var bests: [Int64: LapRecord] = [:]
    for lap in try history.laps(filter) where lap.track == track && lap.time != nil {
      if let known = bests[lap.sessionID], (known.time ?? .infinity) <= (lap.time ?? .infinity) { continue }
      bests[lap.sessionID] = lap
    }
    return bests.values.sorted { ($0.time ?? .infinity, $0.id) < ($1.time ?? .infinity, $1.id) }.map { lap in
      let detail = [Text.date(lap.finishedAt), lap.driver, lap.car].compactMap(\.self)
      return ComparableLap(id: lap.id, number: lap.number, time: lap.time, detail: detail.joined(separator: " · "))
    }
  }

  /// The corners of a track as one driver takes them with one car.
  static func corners(_ key: CornerTable.Key, _ history: History) throws -> CornerTable {
    var filter = HistoryFilter()
    filter.track = key.track
    filter.car = key.car == "–" ? nil : key.car
    filter.driver = key.driver
    let found = try history.cornerReports(filter)
    // The filter of the history takes parts of names; another layout of the same circuit is another track.
    let corners = found.corners.filter { $0.track == key.track }
    return CornerTable(key: key, corners: corners.map(row), classes: found.classes.map(row))
  }

  private static func row(_ report: CornerReport) -> CornerTable.Row {
    let distance = report.apex.flatMap { apex in report.brakeStart.map { apex - $0 } }
    return CornerTable.Row(
      name: report.corner == 0 ? "all \(report.cornerClass.rawValue)" : report.name,
      cornerClass: report.cornerClass.rawValue, passages: report.passages, entrySpeed: report.entrySpeed,
      minimumSpeed: report.minimumSpeed, exitSpeed: report.exitSpeed,
      brakeDistance: distance.flatMap { $0 > 0 ? $0 : nil }, time: report.segmentTime, bestTime: report.bestTime,
      loss: report.loss)
  }

  /// Names a corner of a track.
  static func name(corner number: Int, _ name: String, of track: TrackModel, _ history: History) throws -> Notice {
    guard let id = try history.trackID(identifier: track.identifier) else {
      return Notice(.information, "the corner is called \(name) until the program ends: the track is not stored yet")
    }
    do {
      let changed = try CornerEditing.rename(try history.corners(track: id), number: number, to: name)
      try history.replace(corners: changed, track: id, remeasures: false)
      return Notice(.information, "the corner is called \(name) now")
    } catch let problem as CornerEditing.Problem {
      return Notice(.warning, CornerEdit.words(problem, on: Text.safe(track.name ?? "the track")))
    }
  }

  /// Changes the history and says what was done.
  static func perform(_ edit: HistoryEdit, _ history: History) throws -> Notice {
    let now = SystemClock.date()
    let change: ChangeRecord?
    switch edit {
    case .deleteSession(let id): change = try history.delete(session: id, at: now)
    case .deleteLap(let id): change = try history.delete(lap: id, at: now)
    case .setTags(let tags, let session): change = try history.set(tags: tags, session: session, at: now)
    case .setNote(let note, let session): change = try history.set(note: note, session: session, at: now)
    case .rename(.driver, let id, let name): change = try history.rename(.driver, id, to: name, at: now)
    case .rename(.car, let id, let name): change = try history.rename(.car, id, to: name, at: now)
    case .rename(.track, let id, let name): change = try TrackMerge.rename(track: id, to: name, in: history, at: now)
    case .undo:
      guard let undone = try history.undo() else { return Notice(.information, "there is nothing to take back") }
      return Notice(.information, "taken back: \(undone.title)")
    }
    return change.map { Notice(.information, "\($0.title) · u takes it back") }
      ?? Notice(.information, "nothing has changed")
  }
}
