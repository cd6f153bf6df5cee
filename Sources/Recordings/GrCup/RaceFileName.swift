/// What the names of files and folders of a race series say: track, race and what the file holds, in whatever order and however divided.
public struct RaceFileName: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case telemetry
    case lapStart
    case lapEnd
    case lapTime
    case timing
    case weather
    case bestLaps
    case results
  }

  public private(set) var kind: Kind?
  /// The race of the weekend, from 1.
  public private(set) var race: Int?
  /// Name of the track, as in `Indianapolis Motor Speedway`.
  public private(set) var track: String?

  /// Words that are no part of a track's name.
  private static let filler: Set<String> = [
    "data", "sample", "samples", "csv", "gz", "anonymized", "race", "races", "lap", "laps", "start", "end", "time",
    "times", "telemetry", "files", "dataset", "raw", "logs", "official", "gr", "cup", "vehicles", "results",
    "export", "uploads", "upload", "analysisendurancewithsections", "weather", "provisional", "best", "by",
    "driver", "class", "tmp", "home", "work", "downloads", "shared", "grcup", "events", "sessions", "season", "three",
    "column", "wide", "part",
  ]
  /// Names of tracks that are no words.
  private static let shortNames: [String: String] = ["cota": "COTA", "vir": "VIR"]

  /// - Parameter folders: the folders in which the file lies, the nearest first.
  public init(_ name: String, folders: [String] = []) {
    let words = Self.words(name)
    kind = Self.kind(words)
    race = Self.race(words) ?? folders.lazy.compactMap { Self.race(Self.words($0)) }.first
    track = Self.track(words)
    // A file that names no track lies in a folder that does.
    for folder in folders where track == nil { track = Self.track(Self.words(folder)) }
  }

  private static func words(_ text: String) -> [String] {
    var plain = text.lowercased()
    for ending in [".gz", ".csv", ".tsv", ".txt"] where plain.hasSuffix(ending) {
      plain = String(plain.dropLast(ending.count))
    }
    return plain.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func kind(_ words: [String]) -> Kind? {
    let joined = words.joined(separator: "_")
    if joined.contains("lap_start") { return .lapStart }
    if joined.contains("lap_end") { return .lapEnd }
    if joined.contains("lap_time") { return .lapTime }
    if joined.contains("telemetry") { return .telemetry }
    if joined.contains("analysisendurance") { return .timing }
    if joined.contains("weather") { return .weather }
    if joined.contains("best_10") { return .bestLaps }
    if joined.contains("results") { return .results }
    return nil
  }

  private static func race(_ words: [String]) -> Int? {
    for (index, word) in words.enumerated() {
      if word == "race", index + 1 < words.count, let number = Int(words[index + 1]), number < 100 { return number }
      if word.first == "r" || word.hasPrefix("race"), let number = Int(word.drop { $0.isLetter }), number < 100 {
        return number
      }
    }
    return nil
  }

  private static func track(_ words: [String]) -> String? {
    let kept = words.filter { word in
      // Words with digits are numbers of files, races and chassis.
      !filler.contains(word) && !word.contains(where: \.isNumber)
    }
    guard !kept.isEmpty else { return nil }
    return kept.map { shortNames[$0] ?? $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
  }
}
