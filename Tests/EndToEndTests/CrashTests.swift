import Foundation
import Glibc
import History
import Testing
import Timing

/// The demo drive at full speed, killed at instants of chance: whatever was announced as stored is there afterwards.
@Suite struct CrashTests {
  /// `TENTHS_CRASHES` kills, as `make crash-test` sets it; a few in every run of the tests.
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["TENTHS_CRASHES"].flatMap { Int($0) } ?? 8
  private static let seed = environment["TENTHS_CRASH_SEED"].flatMap { UInt64($0) } ?? 1
  /// A history grows over so many kills, then a new one begins: the check reads the whole file each time.
  private static let killsPerHistory = 50
  /// s from the start to the kill: from before the history is opened to some laps after the first.
  private static let instants = 0.02...2.0

  /// s from the first announced lap to the kill, every fourth time: so that laps are stored before it on a slow machine too.
  private static let instantsAfterALap = 0.0...0.3

  @Test func killedAtAnyInstantNothingAnnouncedIsLost() throws {
    var chance = SplitMix(state: Self.seed)
    var figures = Figures()
    var scratch = try Scratch()
    var ledger = Ledger(path: scratch.path + "/demo.sqlite")
    for kill in 0..<Self.count {
      if kill > 0, kill.isMultiple(of: Self.killsPerHistory) {
        scratch = try Scratch()
        ledger = Ledger(path: scratch.path + "/demo.sqlite")
      }
      let waits = kill.isMultiple(of: 4)
      let delay = Double.random(in: waits ? Self.instantsAfterALap : Self.instants, using: &chance)
      let announced = try drive(for: delay, afterALap: waits, seed: kill, folder: scratch.path)
      figures.take(announced)
      figures.underWay += try ledger.check(announced, kill: kill, after: delay)
      if Self.count > 8, (kill + 1).isMultiple(of: 25) { print("crash-test: \(kill + 1) kills, \(figures.text)") }
    }
    print("crash-test: seed \(Self.seed), \(Self.count) kills: \(figures.text)")
    if Self.count > 100 {
      #expect(figures.underWay > 0, "no lap was under way in the journal: nothing was proved of it")
    }
    #expect(figures.laps > 0, "no lap was stored before a kill: nothing was proved")
  }

  /// Lets the demo drive, kills it; the numbers of the laps that it said are stored.
  private func drive(for delay: Double, afterALap: Bool, seed: Int, folder: String) throws -> [Int] {
    let output = folder + "/output.txt"
    try Data().write(to: URL(filePath: output))
    let file = try #require(FileHandle(forWritingAtPath: output))
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = [
      "demo", "--speed", "64", "--track", "harbour", "--seed", "\(seed)", "--plain", "--data", folder,
    ]
    process.environment = Program.environment(data: nil)
    process.standardOutput = file
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if afterALap {
      let last = Date(timeIntervalSinceNow: 60)
      while try announced(in: output).isEmpty, Date() < last { usleep(1_000) }
    }
    usleep(UInt32(delay * 1e6))
    #expect(process.isRunning, "the demo ended by itself")
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try file.close()
    return try announced(in: output)
  }

  private func announced(in output: String) throws -> [Int] {
    let text = try String(contentsOfFile: output, encoding: .utf8)
    // The line under way at the kill has no end and says nothing yet.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return lines.filter { $0.hasPrefix("Stored: lap ") }.compactMap { Int($0.dropFirst(12).dropLast()) }
  }
}

/// What has been announced in one history, drive by drive.
private struct Ledger {
  let path: String
  private var announced: [Int64: [Int]] = [:]

  init(path: String) { self.path = path }

  /// Demands a sound file that holds all that was ever announced in it.
  ///
  /// - Returns: how many laps were under way in the journal, 0 or 1.
  mutating func check(_ laps: [Int], kill: Int, after delay: Double) throws -> Int {
    let label = Comment(rawValue: "kill \(kill) after \(delay) s")
    guard FileManager.default.fileExists(atPath: path) else {
      #expect(laps.isEmpty, label)
      return 0
    }
    // A program that was killed before it made the tables leaves a file without them; then nothing may be announced.
    let history = try History(path: path)
    let check = try HistoryCheck(path: path)
    #expect(check.isSound, "\(label): \(check)")
    if !laps.isEmpty {
      let newest = try #require(try history.sessions(HistoryFilter()).map(\.id).max(), label)
      #expect(announced[newest] == nil, label)
      announced[newest] = laps
    }
    for (session, numbers) in announced {
      var filter = HistoryFilter()
      filter.session = session
      let stored = try history.laps(filter).filter { $0.kind.isComplete }
      for number in numbers {
        let lap = try #require(stored.first { $0.number == number }, "\(label): lap \(number) of session \(session)")
        // Of old sessions the row is enough: their samples were read after their own kill.
        guard session == announced.keys.max(), lap.time != nil else { continue }
        #expect(try history.loadLap(id: lap.id) != nil, label)
      }
    }
    // A date by which every entry is old: the program is known to be gone.
    let underWay = try history.recoverJournal(at: .greatestFiniteMagnitude)
    guard underWay > 0 else { return 0 }
    let newest = try #require(try history.sessions().map(\.id).max(), label)
    var filter = HistoryFilter()
    filter.session = newest
    let last = try #require(try history.laps(filter).last, label)
    #expect(underWay == 1 && last.kind == .partial && last.time == nil && !last.isEligible, label)
    return underWay
  }
}

private struct Figures {
  var laps = 0
  var withLaps = 0
  var kills = 0
  var underWay = 0

  mutating func take(_ announced: [Int]) {
    kills += 1
    laps += announced.count
    if !announced.isEmpty { withLaps += 1 }
  }

  var text: String { "\(laps) laps announced in \(withLaps) of \(kills) drives, \(underWay) laps under way kept" }
}

/// Random numbers that are the same for the same seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
