import Analysis
import Cryptography
import Engine
import Foundation
import History
import Telemetry
import Timing

/// Storing a lap of Fuji Speedway with all its channels, as it finishes, and reading it again; in a file on disk.
func historyBenchmark() throws -> [Measurement] { try measureHistory("history", lock: { _ in }) }

/// The same in a history that is locked.
func lockedHistoryBenchmark() throws -> [Measurement] {
  try measureHistory("locked history") { path in
    _ = try History(path: path)
    _ = try HistoryLock.lock(path, passphrase: SecretBytes(Array("a passphrase".utf8)), cost: .interactive)
  }
}

private func measureHistory(_ name: String, lock: (String) throws -> Void) throws -> [Measurement] {
  let drive = Drive(laps: 3)
  guard let entry = drive.laps.last(where: { $0.lap.isEligible }), let track = drive.engine.model.track else {
    return []
  }
  let folder = FileManager.default.temporaryDirectory.appending(path: "tenths-bench-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appending(path: "history.sqlite").path
  try lock(path)
  let history = try History(path: path)
  let session = try history.begin(
    SessionKey(driver: "A", game: "demo", gameName: "Simulation", car: "GT3", source: "live", startedAt: 0))
  guard let session else { return [] }
  try history.store(track: track, corners: drive.engine.model.corners, game: "demo", session: session)
  var last: Int64 = 0
  var serial = 0
  let count = 41
  let insert = try medianSeconds(runs: count) {
    // A session has one lap of a serial number.
    serial += 1
    let lap = Lap(
      serial: serial, number: entry.lap.number, kind: entry.lap.kind, flags: entry.lap.flags, time: entry.lap.time,
      sectors: entry.lap.sectors, topSpeed: entry.lap.topSpeed, minimumSpeed: entry.lap.minimumSpeed,
      fuelUsed: entry.lap.fuelUsed, trace: entry.lap.trace)
    last = try history.store(lap, comparison: entry.comparison, session: session, finishedAt: 1)
  }
  let load = try medianSeconds(runs: count) {
    let lap = try history.loadLap(id: last)
    precondition(lap?.trace != nil)
  }
  let list = try medianSeconds(runs: count) {
    let laps = try history.laps()
    precondition(laps.count == count + 1)
  }
  let stale = try history.staleLaps(engine: .max)
  let anew = try medianSeconds(runs: 5) {
    let measured = try stale.map { lap in
      let trace = try history.loadCurrentLap(id: lap.id)?.trace
      let comparison = trace.flatMap { own in
        entry.lap.trace.flatMap { LapComparer.compare(own, with: $0, corners: drive.engine.model.corners) }
      }
      return History.Remeasured(lap: lap, passages: comparison?.corners.map { Passage($0, isEvidence: true) })
    }
    try history.replace(measured)
  }
  let open = try medianSeconds(runs: count) { _ = try History(path: path) }
  return [
    Measurement(name: "\(name) insert a lap", value: insert * 1e3, unit: "ms"),
    Measurement(name: "\(name) load a lap", value: load * 1e3, unit: "ms"),
    Measurement(name: "\(name) list of \(count + 1) laps", value: list * 1e3, unit: "ms"),
    Measurement(name: "\(name) measure a lap anew", value: anew * 1e3 / Double(max(1, stale.count)), unit: "ms"),
    Measurement(name: "\(name) open", value: open * 1e3, unit: "ms"),
    Measurement(
      name: "\(name) channels of the lap", value: Double(entry.lap.trace?.columns.count ?? 0), unit: "channels"),
  ]
}
