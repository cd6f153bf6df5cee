import Coaching
import Database
import Engine
import Foundation
import Telemetry
import TestSupport
import Testing
import Timing

@testable import History

/// A history that is written in open formats and taken in again.
@Suite(.serialized) struct ArchiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Every row of every table that an archive holds, exact.
  private func contents(_ history: History) throws -> [String] {
    var lines: [String] = []
    for (table, columns) in try HistoryArchive.tables(history.connection) {
      let list = columns.map { "quote(\"\($0.name)\")" }.joined(separator: " || ',' || ")
      lines += try history.connection.rows("SELECT \(list) FROM \"\(table)\" ORDER BY 1") {
        "\(table): \($0.text(0) ?? "")"
      }
    }
    return lines
  }

  /// A history of chance: drivers, cars, tags, notes, resets, goals, findings, edits.
  private func random(_ random: inout SplitMix64, at path: String) throws -> History {
    let history = try History(path: path)
    let words = ["Zoë \"Z\" Müller", "Ana, B.", "line\nbreak", "東京 🏁", "tab\tand \\", "a"]
    for index in 0..<Int.random(in: 1...3, using: &random) {
      var key = Fixture.key
      key.driver = words.randomElement(using: &random) ?? "a"
      key.car = Bool.random(using: &random) ? words.randomElement(using: &random) : nil
      key.gameVersion = Bool.random(using: &random) ? "1.\(random.next() % 9)" : nil
      key.fingerprint = Bool.random(using: &random) ? "\(random.next())" : nil
      key.startedAt = Double.random(in: 0...2e9, using: &random)
      let session = try Fixture.fill(history, as: key, at: key.startedAt + 0.1)
      try history.set(tags: [words[index], "x"], session: session, at: 1)
      if Bool.random(using: &random) {
        try history.set(note: words.randomElement(using: &random) ?? "", session: session, at: 2)
      }
      let baseline = try #require(try history.baseline(ofSession: session))
      if Bool.random(using: &random) { try history.reset(baseline: baseline, at: .random(in: 0...2e9, using: &random)) }
      if let lap = try history.laps().randomElement(using: &random), Bool.random(using: &random) {
        try history.choose(lap: lap.id, baseline: baseline)
      }
      let goal = Goal(
        rule: "brake-later", metric: .brakeStart, corner: 3, cornerName: words[index], comparison: .atLeast,
        tolerance: 0.1 + 0.2, reference: .random(in: -1e3...1e3, using: &random), referenceLapNumber: nil)
      try history.store(goals: [goal], baseline: baseline, at: 3.25)
      try history.store(
        strategy: StrategyHistory(fuelPerLap: .random(in: 0...9, using: &random), lapTime: 1e-9), baseline: baseline,
        at: 4)
      let finding = Finding(
        rule: "late-throttle", corner: 2, cornerName: "T2", lapSerial: 3, lapNumber: 3, referenceLapNumber: 2,
        loss: 0.125,
        action: words[index], text: "…", evidence: [], seenOnLaps: [2, 3], confidence: 1.0 / 3, state: .repeated)
      try history.store(findings: [finding], session: session)
      if Bool.random(using: &random), let lap = try history.laps().randomElement(using: &random) {
        try history.delete(lap: lap.id, at: 5)
      }
    }
    if let track = try history.trackList().first {
      try history.rename(track: track.id, to: words.randomElement(using: &random) ?? "")
    }
    return history
  }

  @Test func whatIsTakenInIsEqualToWhatWasWritten() throws {
    try forAll(6) { random in
      let name = folder.path + "/\(random.next())"
      let history = try self.random(&random, at: ":memory:")
      let written = try HistoryArchive.write(history, to: name, program: "test")
      let other = try History(path: name + ".sqlite")
      let read = try HistoryArchive.read(name, into: other)
      let counts = try history.counts()
      return try contents(other) == contents(history) && other.integrity() == "ok"
        && (written.sessions, written.laps) == (counts.sessions, counts.laps)
        && (read.sessions, read.laps) == (counts.sessions, counts.laps)
        && (try other.laps()) == (try history.laps())
    }
  }

  @Test func samplesAreATableThatAnybodyReads() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    let name = folder.path + "/archive"
    _ = try HistoryArchive.write(history, to: name, program: "test")
    #expect(HistoryArchive.isOne(name) && !HistoryArchive.isOne(folder.path))
    let lap = try #require(try history.laps().first { $0.isEligible })
    let text = try String(contentsOfFile: name + "/samples/\(lap.sessionID)/\(lap.id).csv", encoding: .utf8)
    let columns = try #require(SampleTable.columns(text))
    let trace = try #require(try history.loadLap(id: lap.id)?.trace)
    #expect(columns["station"]?.count == trace.grid.count && columns["time"]?.count == trace.grid.count)
    let speeds = try #require(columns["speed"])
    for (written, stored) in zip(speeds, trace.columns[.speed] ?? []) {
      #expect(abs(written - Double(stored)) <= 0.0051)
    }
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: name + "/manifest.json"))) as? [String: Any]
    )
    #expect(manifest["schema"] as? String == "tenths.archive/1")
    let sessions = try String(contentsOfFile: name + "/tables/session.jsonl", encoding: .utf8)
    for line in sessions.split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
    #expect(throws: HistoryError.self) { _ = try HistoryArchive.write(history, to: name, program: "test") }
  }

  @Test func whatIsDamagedIsNamedAndNothingIsTakenIn() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    let name = folder.path + "/archive"
    _ = try HistoryArchive.write(history, to: name, program: "test")
    let files =
      ["manifest.json"] + (try FileManager.default.contentsOfDirectory(atPath: name + "/tables").map { "tables/" + $0 })
    try forAll(60) { random in
      let path = name + "/" + (files.randomElement(using: &random) ?? files[0])
      let whole = try Data(contentsOf: URL(filePath: path))
      guard !whole.isEmpty else { return true }
      var damaged = whole
      let place = Int(random.next() % UInt64(damaged.count))
      if Bool.random(using: &random) {
        damaged.removeSubrange(place...)
      } else {
        damaged[place] = UInt8(random.next() & 0xFF)
      }
      try damaged.write(to: URL(filePath: path))
      defer { try? whole.write(to: URL(filePath: path)) }
      let other = try History(path: ":memory:")
      do {
        _ = try HistoryArchive.read(name, into: other)
        return try other.integrity() == "ok"
      } catch {
        return try other.counts() == (0, 0) && contents(other).isEmpty
      }
    }
    #expect(throws: HistoryError(kind: .notEmpty(sessions: 1), message: ":memory:")) {
      _ = try HistoryArchive.read(name, into: history)
    }
  }

  @Test func linesOfAnyContentNeverTrap() {
    forAll(2_000) { random in
      let letters = Array("{}[]\",:nul0123456789.-+eE\\u12dDabcé \n")
      let text = String((0..<Int(random.next() % 40)).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
      guard let value = ArchiveJSON(text) else { return true }
      return ArchiveJSON(value.text) == value
    }
    #expect(ArchiveJSON("\"\\ud83c\\udfc1\"") == .string("🏁"))
    #expect(ArchiveJSON("\"\\ud83c\"") == nil && ArchiveJSON(String(repeating: "[", count: 100)) == nil)
    #expect(ArchiveJSON("9007199254740993")?.integer == 9_007_199_254_740_993)
  }

  @Test func numbersOfSamplesAreWrittenShortAndFoundAgain() {
    forAll(300) { random in
      let steps: [Double] = [0.0001, 0.01, 1.0 / 512, 0.002, 0.0005, 1, 2, 1_000, 0.1]
      let step = steps.randomElement(using: &random) ?? 1
      let origin = Double.random(in: -1e4...1e4, using: &random)
      let values = (0..<20).map { _ in origin + step * Double(Int.random(in: -50_000...50_000, using: &random)) }
      guard let packed = try? ColumnCoding.pack(values, step: step, origin: origin),
        let text = try? SampleTable.text([("c", packed)], spacing: 2), let read = SampleTable.columns(text)?["c"],
        let again = try? ColumnCoding.pack(read, step: step, origin: origin)
      else { return false }
      return again.data == packed.data && again.size == packed.size
    }
  }
}
