import Analysis
import Database
import Engine
import Foundation
import History
import Telemetry
import Timing

/// A history of years: 200 000 laps in 5 000 sessions of 60 tracks, 40 cars and 8 drivers. Every lap has its row and its corners; only
/// every fiftieth has samples, since they change no list.
/// `TENTHS_LAPS` sets another number of laps; `TENTHS_LARGE` names a file that is kept and used again.
func largeHistoryBenchmark() throws -> [Measurement] {
  let environment = ProcessInfo.processInfo.environment
  let laps = environment["TENTHS_LAPS"].flatMap { Int($0) } ?? 200_000
  let folder = FileManager.default.temporaryDirectory.appending(path: "tenths-large-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = environment["TENTHS_LARGE"] ?? folder.appending(path: "history.sqlite").path
  var result: [Measurement] = []
  if !FileManager.default.fileExists(atPath: path) {
    let start = monotonic()
    try LargeHistory.write(to: path, laps: laps)
    result.append(Measurement(name: "large history written", value: monotonic() - start, unit: "s"))
  }
  let history = try History(path: path)
  let counts = try history.counts()
  result += [
    Measurement(name: "large history laps", value: Double(counts.laps), unit: "laps"),
    Measurement(name: "large history sessions", value: Double(counts.sessions), unit: "sessions"),
  ]
  let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  result.append(Measurement(name: "large history on disk", value: Double(size) / 1e6, unit: "MB"))
  func time(_ name: String, runs: Int = 21, _ body: () throws -> Int) throws {
    var count = 0
    let cost = try medianCost(runs: runs) { count = try body() }
    result.append(Measurement(name: "large history \(name), \(count) rows", value: cost.seconds * 1e3, unit: "ms"))
    result.append(Measurement(name: "large history \(name), processor", value: cost.processor * 1e3, unit: "ms"))
  }
  try time("open") {
    _ = try History(path: path)
    return 0
  }
  var filter = HistoryFilter()
  try time("laps, newest") { try history.laps(filter).count }
  try time("sessions, newest") { try history.sessions(filter).count }
  for key in History.lapSorts {
    filter.sort = ListSort(key)
    try time("laps by \(key.rawValue)") { try history.laps(filter).count }
    filter.sort = ListSort(key, isDescending: true)
    try time("laps by -\(key.rawValue)") { try history.laps(filter).count }
  }
  for key in History.sessionSorts {
    filter.sort = ListSort(key, isDescending: true)
    try time("sessions by -\(key.rawValue)") { try history.sessions(filter).count }
  }
  filter.sort = nil
  filter.offset = 100_000
  try time("laps from row 100 000 on") { try history.laps(filter).count }
  filter.offset = 0
  filter.track = "Circuit 12"
  try time("laps of a track") { try history.laps(filter).count }
  filter.car = "Car 3"
  filter.driver = "Driver 1"
  try time("laps of a track, car and driver") { try history.laps(filter).count }
  try time("sessions of a track, car and driver") { try history.sessions(filter).count }
  filter.sort = ListSort(.time)
  filter.onlyEligible = true
  try time("fastest laps of a track, car and driver") { try history.laps(filter).count }
  filter = HistoryFilter()
  filter.track = "nowhere"
  try time("laps of no track") { try history.laps(filter).count }
  filter = HistoryFilter()
  filter.session = 2_500
  try time("laps of a session") { try history.laps(filter).count }
  filter = HistoryFilter()
  try time("tracks") { try history.trackList(filter).count }
  try time("cars") { try history.cars(filter).count }
  try time("drivers") { try history.drivers(filter).count }
  try time("bests per track, car and driver") { try history.baselines(filter).count }
  filter.track = "Circuit 12"
  try time("corners of a track") { try history.cornerReports(filter).corners.count }
  result.append(Measurement(name: "large history memory", value: Double(residentKilobytes()) / 1e3, unit: "MB"))
  return result
}

/// Largest resident memory of this process, kB.
private func residentKilobytes() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

/// Writes a large history: one lap of each of 1 000 sessions as the program stores it, the others from those by statements of SQL, each
/// with a time and losses of its own.
private enum LargeHistory {
  static let trackCount = 60
  static let carCount = 40
  static let driverCount = 8
  static let lapsPerSession = 40
  static let baseCount = 1_000
  /// Every so manieth lap has samples.
  static let sampled = 50

  static func write(to path: String, laps: Int) throws {
    try writeBase(to: path)
    let connection = try Connection<HistoryError>(path: path)
    let copies = max(1, laps / lapsPerSession / baseCount)
    func columns(_ table: String, without left: [String]) throws -> String {
      try connection.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]) { $0.text(0) ?? "" }
        .filter { !left.contains($0) && !["uid", "pack", "in_cloud"].contains($0) }.joined(separator: ", ")
    }
    let session = try columns("session", without: ["id", "started_at"])
    let lap = try columns(
      "lap",
      without: [
        "id", "session_id", "serial", "number", "time", "finished_at", "eligible", "grid_length", "grid_spacing",
      ])
    let corner = try columns("lap_corner", without: ["lap_id", "loss", "segment_time", "finished_at", "usable"])
    let cornerOfBase = corner.split(separator: ", ").map { "c.\($0)" }.joined(separator: ", ")
    let lapOfBase = lap.split(separator: ", ").map { "l.\($0)" }.joined(separator: ", ")
    try connection.execute(
      """
      PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;
      BEGIN;
      CREATE TEMP TABLE copy (k INTEGER PRIMARY KEY);
      WITH RECURSIVE n (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k < \(copies) - 1)
        INSERT INTO copy SELECT k FROM n;
      CREATE TEMP TABLE serial (n INTEGER PRIMARY KEY);
      WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(lapsPerSession))
        INSERT INTO serial SELECT n FROM c;
      INSERT INTO session (id, started_at, \(session))
        SELECT id + k * \(baseCount), started_at + k * 4e7, \(session) FROM copy, session WHERE k > 0 AND id <= \(baseCount);
      INSERT INTO lap (id, session_id, serial, number, time, finished_at, eligible, grid_length, grid_spacing, \(lap))
        SELECT 1000000 + s.id * 100 + n, s.id, n + 1, n + 1, l.time + (abs(random()) % 8000) / 1000.0, s.started_at + n * 100, abs(random()) % 10 < 8,
          (SELECT grid_length FROM lap WHERE id = 1), (SELECT grid_spacing FROM lap WHERE id = 1), \(lapOfBase)
        FROM session s JOIN lap l ON l.id = (s.id - 1) % \(baseCount) + 1, serial WHERE n < \(lapsPerSession) OR s.id > \(baseCount);
      INSERT INTO lap_corner (lap_id, loss, segment_time, finished_at, usable, \(corner))
        SELECT l.id, c.loss + (abs(random()) % 1000) / 1000.0, c.segment_time + (abs(random()) % 1000) / 1000.0, l.finished_at,
          l.eligible, \(cornerOfBase)
        FROM lap l JOIN lap_corner c ON c.lap_id = (l.session_id - 1) % \(baseCount) + 1 WHERE l.id > \(baseCount);
      INSERT INTO lap_channel
        SELECT l.id, c.channel, c.step, c.origin, c.count, c.bytes, c.data
        FROM lap l JOIN lap_channel c ON c.lap_id = 1 WHERE l.id > \(baseCount) AND l.id % \(sampled) = 0;
      COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE);
      """)
  }

  private static func writeBase(to path: String) throws {
    let drive = Drive(laps: 3)
    guard let entry = drive.laps.last(where: { $0.lap.isEligible }), let model = drive.engine.model.track else {
      return
    }
    let history = try History(path: path)
    var random = Noise(state: 1)
    for index in 0..<baseCount {
      // Drivers have favourites: low numbers come more often.
      let track = Int(Double(trackCount) * random.unit() * random.unit())
      let car = Int(Double(carCount) * random.unit() * random.unit())
      let driver = Int(Double(driverCount) * random.unit() * random.unit())
      let key = SessionKey(
        driver: "Driver \(driver)", game: "demo", gameName: "Simulation", car: "Car \(car)", source: "live",
        startedAt: 1.5e9 + Double(index) * 40_000)
      guard let session = try history.begin(key) else { continue }
      let placed = TrackModel(
        identifier: "demo:\(track)", name: "Circuit \(track)", version: model.version, grid: model.grid,
        line: model.line,
        sectorStarts: model.sectorStarts, sectorsAreOfficial: model.sectorsAreOfficial,
        miniSectorStarts: model.miniSectorStarts)
      try history.store(track: placed, corners: drive.engine.model.corners, game: "demo", session: session)
      let lap = Lap(
        serial: 1, number: 1, kind: entry.lap.kind, flags: entry.lap.flags, time: entry.lap.time,
        sectors: entry.lap.sectors, topSpeed: entry.lap.topSpeed, minimumSpeed: entry.lap.minimumSpeed,
        fuelUsed: entry.lap.fuelUsed, trace: index == 0 ? entry.lap.trace : nil)
      try history.store(lap, comparison: entry.comparison, session: session, finishedAt: key.startedAt)
    }
  }
}

private struct Noise {
  var state: UInt64

  /// 0…1, the same in every run.
  mutating func unit() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }
}
