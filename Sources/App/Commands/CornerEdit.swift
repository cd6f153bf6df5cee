import Analysis
import History
import Timing

/// The part of `tenths corners` that changes the corners of a track.
enum CornerEdit {
  static func run(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands
    let history = try ListFilter.open(arguments)
    func track() throws -> TrackRecord { try TrackChoice.find(arguments.value("track"), in: history) }
    guard words[0] == "split" || !arguments.has("at") else {
      throw UsageError(message: "--at belongs to tenths corners split CORNER")
    }
    switch words[0] {
    case "rename" where words.count == 3: try rename(words[1], to: words[2], track(), history)
    case "split" where words.count == 2:
      guard let place = try arguments.number("at", in: -100_000...100_000) else {
        throw UsageError(message: "corners split needs the place: --at METRES from the line")
      }
      try split(words[1], at: place, track(), history)
    case "merge" where words.count == 3: try merge(words[1], words[2], track(), history)
    case "renumber" where words.count == 1: try renumber(track(), history)
    case "rename": throw UsageError(message: "corners rename takes a corner and its new name, as in rename T3 Hairpin")
    case "split": throw UsageError(message: "corners split takes one corner, as in split T3 --at 1250")
    case "merge": throw UsageError(message: "corners merge takes two corners that follow each other, as in merge T3 T4")
    case "renumber": throw UsageError(message: "corners renumber takes no operand")
    default:
      throw UsageError(
        message:
          "corners knows rename, split, merge and renumber, not \(Text.safe(words[0])); filter with --track, --car")
    }
    return ExitStatus.done
  }

  private static func rename(_ text: String, to name: String, _ track: TrackRecord, _ history: History) throws {
    let corners = try history.corners(track: track.id)
    let corner = try said(track) { () throws(CornerEditing.Problem) in try CornerEditing.find(text, in: corners) }
    let changed = try said(track) { () throws(CornerEditing.Problem) in
      try CornerEditing.rename(corners, number: corner.number, to: name)
    }
    try history.replace(corners: changed, track: track.id, remeasures: false)
    Console.out(
      "\(Text.safe(track.name)): \(Text.safe(corner.name)) is called \(Text.safe(name)) now\n"
        + undo("rename \(quoted(name)) \(quoted(corner.name))", track))
  }

  private static func split(_ text: String, at place: Double, _ track: TrackRecord, _ history: History) throws {
    let corners = try history.corners(track: track.id)
    let ground = try ground(track, history)
    let corner = try said(track) { () throws(CornerEditing.Problem) in try CornerEditing.find(text, in: corners) }
    let changed = try said(track) { () throws(CornerEditing.Problem) in
      try CornerEditing.split(
        corners, number: corner.number, at: place, on: ground.model, reference: ground.reference)
    }
    let known = Set(corners.map(\.number)).subtracting([corner.number])
    let parts = changed.filter { !known.contains($0.number) }.sorted { a, _ in a.number == corner.number }
    let measured = try replace(changed, track, history)
    Console.out(
      "\(Text.safe(track.name)): \(Text.safe(corner.name)) is split at \(Text.fixed(place, 0)) m into "
        + parts.map { "\(Text.safe($0.name)) (\(span($0)))" }.joined(separator: " and ") + measured
        + undo("merge " + parts.map { quoted($0.name) }.joined(separator: " "), track))
  }

  private static func merge(_ first: String, _ second: String, _ track: TrackRecord, _ history: History) throws {
    let corners = try history.corners(track: track.id)
    let ground = try ground(track, history)
    let pair = try said(track) { () throws(CornerEditing.Problem) in
      (try CornerEditing.find(first, in: corners), try CornerEditing.find(second, in: corners))
    }
    let changed = try said(track) { () throws(CornerEditing.Problem) in
      try CornerEditing.merge(
        corners, first: pair.0.number, second: pair.1.number, on: ground.model, reference: ground.reference)
    }
    guard let whole = changed.first(where: { $0.number == pair.0.number }) else { return }
    let measured = try replace(changed, track, history)
    Console.out(
      "\(Text.safe(track.name)): \(Text.safe(pair.0.name)) and \(Text.safe(pair.1.name)) are one corner now, "
        + "\(Text.safe(whole.name)) (\(span(whole)))" + measured
        + undo(
          "split \(quoted(whole.name)) --at \(Text.fixed((pair.0.end + max(pair.0.end, pair.1.start)) / 2, 0))", track))
  }

  private static func renumber(_ track: TrackRecord, _ history: History) throws {
    let corners = try history.corners(track: track.id)
    guard !corners.isEmpty else {
      throw SettingsProblem(message: "\(Text.safe(track.name)) has no corners yet: drive a lap on it")
    }
    let changed = CornerEditing.renumber(corners)
    let names = zip(corners, changed).filter { $0.name != $1.name }
    guard !names.isEmpty else {
      Console.out("\(Text.safe(track.name)): its corners are called T1 to T\(corners.count) already\n")
      return
    }
    try history.replace(corners: changed, track: track.id, remeasures: false)
    let list = names.map { "\(Text.safe($0.name)) → \(Text.safe($1.name))" }.joined(separator: ", ")
    Console.out(
      "\(Text.safe(track.name)): \(list)\n"
        + names.map { undo("rename \(quoted($1.name)) \(quoted($0.name))", track) }.reversed().joined())
  }

  // MARK: Helpers

  /// The track's model and the lap by which its corners are classed.
  private static func ground(
    _ track: TrackRecord, _ history: History
  ) throws -> (model: TrackModel, reference: LapTrace?) {
    guard let model = try history.track(id: track.id) else {
      throw SettingsProblem(message: "the line of \(Text.safe(track.name)) cannot be read; run tenths doctor")
    }
    let lap = try history.fastestLapID(track: track.id).flatMap { try history.loadCurrentLap(id: $0) }
    return (model, lap?.trace)
  }

  /// Stores the corners and measures the laps of the track by them; returns what to say of it.
  private static func replace(_ corners: [Corner], _ track: TrackRecord, _ history: History) throws -> String {
    try history.replace(corners: corners, track: track.id, remeasures: true)
    let outcome = try Reanalysis(path: history.path).run(track: track.id) { Console.progress($0, of: $1) }
    Console.endProgress()
    return "; \(outcome.measured) laps measured anew\n"
  }

  private static func span(_ corner: Corner) -> String {
    "\(Text.fixed(corner.start, 0))–\(Text.fixed(corner.end, 0)) m, \(corner.cornerClass.rawValue)"
  }

  private static func undo(_ words: String, _ track: TrackRecord) -> String {
    "undo: tenths corners \(words) --track \(quoted(track.name))\n"
  }

  /// A word as a shell takes it.
  private static func quoted(_ text: String) -> String {
    let safe = Text.safe(text)
    let isPlain = safe.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.+".contains($0)) }
    return isPlain && !safe.isEmpty
      ? safe : "'" + safe.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// Turns a problem of editing into words for the user.
  private static func said<Result>(
    _ track: TrackRecord, _ body: () throws(CornerEditing.Problem) -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      throw UsageError(message: words(error, on: Text.safe(track.name)))
    }
  }

  /// A problem of editing in words.
  static func words(_ problem: CornerEditing.Problem, on place: String) -> String {
    switch problem {
    case .unknown(let text): "\(place) has no corner \(Text.safe(text)); tenths corners --track lists them"
    case .outside(let name, let from, let to) where to > from:
      "\(Text.safe(name)) of \(place) can be split from \(Text.fixed(from, 0)) m to \(Text.fixed(to, 0)) m"
    case .outside(let name, _, _): "\(Text.safe(name)) of \(place) is too short to be split"
    case .notNeighbours(let first, let second):
      "\(Text.safe(second)) does not follow \(Text.safe(first)) on \(place); merge two neighbours in the order of the lap"
    case .nameTaken(let name): "\(place) has a corner \(Text.safe(name)) already; choose another name"
    case .nameEmpty: "a corner needs a name with at least one letter"
    }
  }
}
