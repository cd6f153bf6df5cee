/// Where a history is exchanged, and how: the file `sync/settings.toml` beside it, then `TENTHS_SYNC_…` variables.
public struct SyncSettings: Sendable, Hashable {
  /// The kind of store; `nil` where none is set and nothing is ever connected.
  public var kind: String?
  /// The folder, the server's address, or the project.
  public var place = ""
  public var bucket = ""
  public var prefix = ""
  public var region = ""
  public var pathStyle: Bool?
  /// The identifier of the access key, or the address of the user.
  public var identifier = ""
  /// The secret itself; a file of its own is safer where others back this one up.
  public var secret = ""
  public var secretFile = ""
  public var sessionToken = ""
  /// The key of a Firebase project for its web applications.
  public var projectKey = ""
  /// A file of certificates to trust instead of the system's.
  public var authorities = ""
  public var allowsPlain = false
  /// Whether the dashboard exchanges by itself, and how often, s.
  public var isAutomatic = true
  public var interval = 300
  /// Whether it does so while a car is on track.
  public var whileDriving = false
  /// Greatest speed of sending, KB/s; 0 for as fast as it goes.
  public var sendLimit = 0
  /// Which laps come with their samples.
  public var car = ""
  public var track = ""
  /// Only laps of so many days; 0 for all.
  public var days = 0
  public var onlyBests = false
  public var onlySummaries = false
  /// Settings that all devices of the vault share, separated by blanks.
  public var shared = ""

  public init() {}

  /// Names of the settings, in the file as `name = …`, in the environment as `TENTHS_SYNC_NAME`.
  public static let names = [
    "kind", "place", "bucket", "prefix", "region", "path-style", "identifier", "secret", "secret-file", "session-token",
    "project-key",
    "authorities", "allow-plain", "automatic", "interval", "while-driving", "send-limit", "car", "track", "days",
    "only-bests", "only-summaries", "shared",
  ]

  /// Takes the file in.
  public mutating func read(_ text: String, file: String) throws(TOMLError) {
    for entry in try readTOML(text, file: file) {
      guard entry.table.isEmpty else {
        throw TOMLError(file: file, line: entry.line, problem: "the table [\(entry.table)] is unknown")
      }
      let text =
        switch entry.value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): String(flag)
        }
      if let problem = set(entry.key, text) { throw TOMLError(file: file, line: entry.line, problem: problem) }
    }
  }

  /// Takes the variables in.
  ///
  /// - Returns: what is wrong, one line a variable; never with the value of a secret.
  public mutating func readEnvironment(_ environment: (String) -> String?) -> [String] {
    var problems: [String] = []
    for name in Self.names {
      let variable = "TENTHS_SYNC_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
      guard let text = environment(variable), !text.isEmpty else { continue }
      if let problem = set(name, text) { problems.append("\(variable): \(problem)") }
    }
    return problems
  }

  /// Sets one setting from text and returns what is wrong with it, or `nil`.
  public mutating func set(_ name: String, _ text: String) -> String? {
    func flag(_ value: inout Bool) -> String? {
      guard let flag = Bool(text) else { return "\(name) is true or false" }
      value = flag
      return nil
    }
    func number(_ value: inout Int, _ range: ClosedRange<Int>) -> String? {
      guard let number = Int(text), range.contains(number) else {
        return "\(name) is a number from \(range.lowerBound) to \(range.upperBound)"
      }
      value = number
      return nil
    }
    switch name {
    case "kind": kind = text.isEmpty ? nil : text
    case "place": place = text
    case "bucket": bucket = text
    case "prefix": prefix = text
    case "region": region = text
    case "path-style":
      guard let flag = Bool(text) else { return "path-style is true or false" }
      pathStyle = flag
    case "identifier": identifier = text
    case "secret": secret = text
    case "secret-file": secretFile = text
    case "session-token": sessionToken = text
    case "project-key": projectKey = text
    case "authorities": authorities = text
    case "allow-plain": return flag(&allowsPlain)
    case "automatic": return flag(&isAutomatic)
    case "interval": return number(&interval, 10...86_400)
    case "while-driving": return flag(&whileDriving)
    case "send-limit": return number(&sendLimit, 0...1_000_000)
    case "car": car = text
    case "track": track = text
    case "days": return number(&days, 0...36_500)
    case "only-bests": return flag(&onlyBests)
    case "only-summaries": return flag(&onlySummaries)
    case "shared": shared = text
    default: return "there is no setting \(name); settings are \(Self.names.joined(separator: ", "))"
    }
    return nil
  }

  /// Takes a place as it is typed: a folder, `s3://bucket/prefix`, `gs://bucket/prefix`, `firestore://project/prefix`, or the address of
  /// a server of `tenths-hub`.
  ///
  /// - Returns: what is wrong, or `nil`.
  public mutating func take(place text: String) -> String? {
    func rest(_ scheme: String) -> (first: String, prefix: String)? {
      guard text.hasPrefix(scheme) else { return nil }
      let parts = text.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      var prefix = parts.count > 1 ? String(parts[1]) : ""
      if !prefix.isEmpty, !prefix.hasSuffix("/") { prefix += "/" }
      return (String(parts[0]), prefix)
    }
    (kind, place, bucket, prefix) = (nil, "", "", "")
    if let (bucket, prefix) = rest("s3://") ?? rest("gs://") {
      guard !bucket.isEmpty else { return "the bucket is missing, as in s3://my-bucket/laps" }
      kind = text.hasPrefix("s3://") ? "s3" : "gcs"
      (self.bucket, self.prefix) = (bucket, prefix)
    } else if let (project, prefix) = rest("firestore://") {
      guard !project.isEmpty else { return "the project is missing, as in firestore://my-project" }
      kind = "firestore"
      (place, self.prefix) = (project, prefix)
    } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
      kind = "rest"
      place = text
    } else if text.hasPrefix("/") || text.hasPrefix(".") {
      kind = "folder"
      place = text
    } else {
      return "it is no folder (begin with / or ./), no s3://, gs:// or firestore:// and no https:// address"
    }
    return nil
  }
}
