internal import Telemetry

/// What columns of tables stand for by the word of the user, where their names do not say it.
public struct ColumnMapping: Sendable, Equatable {
  /// A column that was mapped.
  public struct Meaning: Sendable, Equatable {
    /// A channel's identifier, or one of `ColumnMapping.otherMeanings`.
    public var name: String
    /// The unit of its numbers; `nil` for the one that the file says.
    public var unit: String?
  }

  /// By the names of columns, without case and punctuation.
  private var meanings: [String: Meaning] = [:]

  /// What a column can be beside a channel.
  public static let otherMeanings = [
    "time", "latitude", "longitude", "distance", "lap", "currentLapTime", "lastLapTime", "brakePressure",
  ]

  public init() {}

  public var isEmpty: Bool { meanings.isEmpty }

  /// Maps a column; `false` where there is no such meaning.
  ///
  /// - Parameter meaning: as in `speed` or `speed km/h`.
  public mutating func map(_ column: String, to meaning: String) -> Bool {
    let words = meaning.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = words.first, Self.quantity(name) != nil else { return false }
    meanings[ChannelNames.key(column)] = Meaning(name: name, unit: words.count > 1 ? words[1] : nil)
    return true
  }

  func meaning(of column: String) -> (quantity: ChannelNames.Quantity, unit: String?)? {
    guard let found = meanings[ChannelNames.key(column)], let quantity = Self.quantity(found.name) else { return nil }
    return (quantity, found.unit)
  }

  private static func quantity(_ name: String) -> ChannelNames.Quantity? {
    switch name {
    case "time": .time
    case "latitude": .latitude
    case "longitude": .longitude
    case "distance": .distance
    case "lap": .lapNumber
    case "currentLapTime": .runningLapTime
    case "lastLapTime": .lapTime
    case "brakePressure": .brakePressure
    default: Channel(identifier: name).map { .channel($0) }
    }
  }
}
