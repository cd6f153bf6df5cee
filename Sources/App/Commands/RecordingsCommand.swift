import Recordings

struct RecordingsCommand: Command {
  let name = "recordings"
  let summary = "tracks and races of a folder or a bucket, as the names of its files say"
  let operands = "[PATH…]"
  let options = [
    CommandOption("track", value: "TEXT", "only tracks with this in their name"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    let paths = arguments.operands.isEmpty ? RecordingPlaces.usual.map { [$0] } ?? [] : arguments.operands
    guard !paths.isEmpty else {
      throw UsageError(message: "recordings needs a folder or a bucket; or set TENTHS_RECORDINGS to one")
    }
    var found = FoundRecordings()
    for path in paths {
      let files = try RecordingPlaces.files(for: path)
      for file in try files.files(under: path) { found.add(file, folders: files.folders(of: file)) }
    }
    let races = found.races(track: arguments.value("track"))
    if arguments.has("json") {
      Console.out(JSON.object([("schema", .string("tenths.recordings/1")), ("races", .array(races.map(json)))]).text)
      return ExitStatus.done
    }
    guard !races.isEmpty else {
      Console.out("no recordings there\n")
      return ExitStatus.done
    }
    Console.out(
      Text.table(
        ["track", "race", "files", "holds"],
        races.map { race in
          [Text.safe(race.track ?? "–"), race.race.map { "\($0)" } ?? "–", "\(race.files.count)", race.kinds]
        }, right: [2]))
    return ExitStatus.done
  }

  private func json(_ race: FoundRecordings.Race) -> JSON {
    .object([
      ("track", .optional(race.track)), ("race", .optional(race.race)),
      ("files", .array(race.files.map { .string($0) })),
    ])
  }
}

/// Recordings by what their names say, before anything of them is read.
struct FoundRecordings {
  struct Race: Equatable {
    var track: String?
    /// Of the weekend, from 1.
    var race: Int?
    var files: [String]
    fileprivate var kindNames: Set<String> = []

    var kinds: String { kindNames.sorted().joined(separator: ", ") }
  }

  private struct Name: Hashable {
    var track: String?
    var race: Int?
  }

  private var found: [Name: Race] = [:]

  /// - Parameter folders: in which the file lies, the nearest first.
  mutating func add(_ path: String, folders: [String]) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let lower = file.lowercased()
    guard
      allRecordingFormats.contains(where: {
        $0.suffixes.contains { lower.hasSuffix($0) || lower.hasSuffix($0 + ".gz") }
      })
    else { return }
    let name = RaceFileName(file, folders: folders)
    let key = Name(track: name.track, race: name.race)
    found[key, default: Race(track: name.track, race: name.race, files: [])].files.append(path)
    found[key]?.kindNames.insert(name.kind?.rawValue ?? "recording")
  }

  /// By track and race.
  func races(track: String? = nil) -> [Race] {
    found.values
      .filter { race in track.map { (race.track ?? "").lowercased().contains($0.lowercased()) } ?? true }
      .sorted { ($0.track ?? "", $0.race ?? 0) < ($1.track ?? "", $1.race ?? 0) }
  }
}
