/// What is known of a source apart from its samples: which game or logger, whose car, where, and what it can measure.
public struct SourceDescription: Sendable, Hashable {
  /// Id of the game or of the file format, as in `gt7`, `f1`, `iracing`.
  public var game: String
  /// The game's name for people.
  public var gameName: String
  /// Version of the game's packets or of its physics, where it says one; part of the key under which laps are compared.
  public var gameVersion: String?
  public var driver: String?
  public var car: String?
  /// The track with its layout, as in `Suzuka Circuit`; `nil` where only the shape can tell.
  public var track: String?
  /// Length of the lap by the source, m.
  public var trackLength: Double?
  /// Where sectors two and three start by the source, m from the line.
  public var sectorStarts: [Double]?
  /// Kind of session in words, as in `race`, `time trial`.
  public var session: String?
  /// Samples a second, nominal.
  public var sampleRate: Double
  /// What the source measures.
  public var capabilities: Capabilities
  /// Whether `Channel.steering` is a fraction of full lock instead of rad.
  public var steeringIsNormalised: Bool
  /// When the session started, s since 1970 (UTC), where the source says it.
  public var startDate: Double?

  public init(
    game: String, gameName: String, sampleRate: Double = 60, capabilities: Capabilities = [],
    steeringIsNormalised: Bool = false
  ) {
    self.game = game
    self.gameName = gameName
    self.sampleRate = sampleRate
    self.capabilities = capabilities
    self.steeringIsNormalised = steeringIsNormalised
  }
}

/// What a source can measure. A rule that needs what is missing here stays silent; it never sees a zero instead.
public struct Capabilities: OptionSet, Sendable, Hashable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Position in metres.
  public static let position = Capabilities(rawValue: 1 << 0)
  /// Lap distance by the game.
  public static let lapDistance = Capabilities(rawValue: 1 << 1)
  /// A clock of the lap under way.
  public static let liveLapTime = Capabilities(rawValue: 1 << 2)
  public static let steering = Capabilities(rawValue: 1 << 3)
  /// A brake with more than two values.
  public static let analogBrake = Capabilities(rawValue: 1 << 4)
  /// Pedals both before and after driving aids, or flags of the aids.
  public static let drivingAids = Capabilities(rawValue: 1 << 5)
  public static let wheelSlip = Capabilities(rawValue: 1 << 6)
  public static let tyreTemperature = Capabilities(rawValue: 1 << 7)
  public static let tyreWear = Capabilities(rawValue: 1 << 8)
  public static let fuel = Capabilities(rawValue: 1 << 9)
  /// The game says whether a lap counts.
  public static let lapValidity = Capabilities(rawValue: 1 << 10)
  /// The surface under each wheel.
  public static let surface = Capabilities(rawValue: 1 << 11)
  public static let pit = Capabilities(rawValue: 1 << 12)
  public static let pause = Capabilities(rawValue: 1 << 13)
  public static let rewind = Capabilities(rawValue: 1 << 14)
  /// Other cars.
  public static let opponents = Capabilities(rawValue: 1 << 15)
  /// Official sector times.
  public static let sectors = Capabilities(rawValue: 1 << 16)
  public static let weather = Capabilities(rawValue: 1 << 17)
  /// The position is a satellite receiver's and wanders by metres within minutes.
  public static let driftingPosition = Capabilities(rawValue: 1 << 18)
}
