/// Where the samples come from just now.
public struct SourceStatus: Sendable, Equatable {
  /// Where the samples are made.
  public enum Kind: Sendable { case live, replay, demo }

  public var kind: Kind
  /// The game's or the file's name.
  public var name: String
  /// Samples a second as measured.
  public var rate: Double
  /// Seconds since the last sample, once they are worth mentioning.
  public var silentFor: Double?

  public init(kind: Kind, name: String, rate: Double, silentFor: Double? = nil) {
    self.kind = kind
    self.name = name
    self.rate = rate
    self.silentFor = silentFor
  }
}

/// A port on which a game is awaited.
public struct ListeningPort: Sendable, Equatable {
  public var gameName: String
  public var port: Int
  /// What to switch on in the game, one line.
  public var setup: String
  /// Why nothing can be heard here, with the remedy; `nil` when all is well.
  public var problem: String?

  public init(gameName: String, port: Int, setup: String, problem: String? = nil) {
    self.gameName = gameName
    self.port = port
    self.setup = setup
    self.problem = problem
  }
}

/// Totals in the footer.
public struct Counters: Sendable, Equatable {
  /// Laps stored in this session.
  public var stored: Int
  /// Samples lost for want of time.
  public var dropped: Int
  /// Datagrams that were no telemetry.
  public var refused: Int

  public init(stored: Int = 0, dropped: Int = 0, refused: Int = 0) {
    self.stored = stored
    self.dropped = dropped
    self.refused = refused
  }
}

/// How far a replay is.
public struct ReplayStatus: Sendable, Equatable {
  /// Seconds from the start.
  public var position: Double
  public var duration: Double
  public var speed: Double
  public var isPaused: Bool

  /// Whether there is nothing left to play.
  var isAtEnd: Bool { duration > 0 && position >= duration }

  public init(position: Double, duration: Double, speed: Double, isPaused: Bool) {
    self.position = position
    self.duration = duration
    self.speed = speed
    self.isPaused = isPaused
  }
}

/// One line of the program for the user; it stays until the next key or the next notice.
public struct Notice: Sendable, Equatable {
  /// How much it matters.
  public enum Kind: Sendable { case information, warning, error }

  public var kind: Kind
  public var text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
