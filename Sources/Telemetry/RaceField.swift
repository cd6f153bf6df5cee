/// Every car of a session as the game sends them, the user's own among them, with what holds for all of them.
///
/// Changes a few times a second and is handed over whole; a game that sends no other cars has none.
public struct RaceField: Sendable, Hashable {
  /// The cars in the order of the source.
  public var cars: [FieldCar] = []
  /// Time left in the session, s; `nil` where the session has none or the game does not say it.
  public var timeLeft: Double?
  /// Laps of the race.
  public var lapCount: Int?
  /// What the marshals show on the whole track.
  public var flag: TrackFlag?
  /// Weather in a word, as in `light rain`.
  public var weather: String?
  /// How the weather is expected to be, the nearest first.
  public var forecast: [WeatherForecast] = []

  public init() {}

  /// The user's own car.
  public var ownCar: FieldCar? { cars.first { $0.isOwn } }
}

/// A flag for the whole track, the gravest one where several are shown.
public enum TrackFlag: String, Sendable, Hashable, CaseIterable {
  case green
  case yellow
  case doubleYellow
  case virtualSafetyCar
  case safetyCar
  case red
  case white
  case chequered
}

/// The weather at a time to come.
public struct WeatherForecast: Sendable, Hashable {
  /// Time from now, s.
  public var after: Double
  /// Weather in a word.
  public var weather: String
  /// Probability of rain, 0…1; `nil` where the game does not say it.
  public var rain: Double?

  public init(after: Double, weather: String, rain: Double? = nil) {
    self.after = after
    self.weather = weather
    self.rain = rain
  }
}

/// One car of a session. What the game does not send is `nil`.
public struct FieldCar: Sendable, Hashable, Identifiable {
  /// Where the car is between the track and its box.
  public enum Pit: UInt8, Sendable, Hashable { case none, lane, box }

  /// What became of the car.
  public enum Status: UInt8, Sendable, Hashable { case running, garage, finished, retired, disqualified }

  /// The source's own number of the car: stays the same while the session lasts.
  public var id: Int
  /// Whether the user drives it.
  public var isOwn = false
  /// The driver's name.
  public var name: String
  /// The number on the car.
  public var number: Int?
  /// Team or car.
  public var team: String?
  /// Class in a race of several.
  public var category: String?
  /// Place in the race, from 1.
  public var place: Int?
  /// The lap being driven, from 1.
  public var lapNumber: Int?
  /// Distance along the lap, m.
  public var lapDistance: Double?
  /// Where the car is in the source's own coordinates.
  public var position: Position?
  /// m/s.
  public var speed: Double?
  /// Gap to the car ahead, s.
  public var gapAhead: Double?
  /// Gap to the leader, s.
  public var gapToLeader: Double?
  /// Laps behind the leader, where the game says it.
  public var lapsBehind: Int?
  /// Time of the lap under way, s.
  public var currentLapTime: Double?
  /// s.
  public var lastLapTime: Double?
  /// s.
  public var bestLapTime: Double?
  /// Times of the sectors of the lap under way as far as they are complete, s.
  public var sectors: [Double] = []
  /// Whether the game has declared the lap under way invalid.
  public var isLapInvalid = false
  /// Name of the tyre, as in `soft`.
  public var tyre: String?
  /// Laps driven with these tyres.
  public var tyreAge: Int?
  /// Wear of the worst tyre, 0 new … 1 gone.
  public var tyreWear: Double?
  public var pit = Pit.none
  public var pitStops: Int?
  /// Time penalties still to serve, s.
  public var penalty: Double?
  public var status = Status.running

  public init(id: Int, name: String) {
    self.id = id
    self.name = name
  }
}
