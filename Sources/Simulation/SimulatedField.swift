public import Telemetry

/// The cars around the one that the user sees driven: one circuit, different pace, and gaps, places and stops that follow from it.
///
/// The same seed gives the same race. A picture of the field costs some microseconds.
public struct SimulatedField: Sendable {
  /// Cars of the field, the user's own among them.
  public static let usualCount = 20

  private static let names = [
    "Almeida", "Bergmann", "Castellani", "Duval", "Eriksen", "Falk", "Grimaud", "Hoshino", "Ivers", "Jankowski",
    "Kowalczyk", "Lindqvist", "Moreau", "Nakagawa", "Okafor", "Pellegrini", "Quiroga", "Rasmussen", "Santoro",
    "Tremblay", "Ueda", "Vasquez", "Whitlock", "Yilmaz",
  ]
  private static let teams = [
    "Kestrel", "Northwind", "Halcyon", "Meridian", "Ironbridge", "Sable", "Corvid", "Lanterne", "Ostrava", "Tern",
  ]
  private static let ownNumber = 27
  /// s between two cars at the start.
  private static let startGap = 0.8
  /// s for which the flag is yellow after a car has stopped.
  private static let yellowTime = 25.0
  private static let weathers = ["clear", "light cloud", "overcast", "light rain"]
  /// s between two changes of the weather.
  private static let weatherPeriod = 1200.0

  private let circuit: Circuit
  private let profile: LapProfile
  private let laps: Int?
  private let seed: UInt64
  private let own: Int
  private var opponents: [Opponent]
  private var passings: OwnPassings

  /// - Parameters:
  ///   - count: cars of the field, 2 to 24, the user's own among them.
  ///   - laps: laps of the race; `nil` for as long as one likes.
  ///   - startBefore: m before the line at which the user's run-up begins, as of `Simulation`.
  public init(
    circuit: Circuit, car: Car = Car(), seed: UInt64, count: Int = usualCount, laps: Int? = nil,
    startBefore: Double = 400
  ) {
    let profile = LapProfile(circuit: circuit, car: car)
    let count = max(2, min(Self.names.count, count))
    var dice = Dice(seed: seed)
    let own = count / 2
    let names = Self.names.shuffled(using: &dice)
    let numbers = (1...99).filter { $0 != Self.ownNumber }.shuffled(using: &dice)
    let unlucky = (0..<count).filter { $0 != own }.randomElement(using: &dice)
    let crossing = profile.lapTime - profile.time(at: circuit.length - startBefore)
    passings = OwnPassings(length: circuit.length)
    self.circuit = circuit
    self.profile = profile
    self.laps = laps
    self.seed = seed
    self.own = own
    opponents = (0..<count).filter { $0 != own }.map { slot in
      // The grid is about the order of pace.
      let pace = 0.993 + 0.032 * Double(slot) / Double(count) + Double.random(in: -0.003...0.003, using: &dice)
      return Opponent(
        name: names[slot], number: numbers[slot], team: Self.teams[slot / 2 % Self.teams.count], pace: pace,
        seed: dice.next(), retirementLap: slot == unlucky ? Int.random(in: 6...20, using: &dice) : nil,
        firstCrossing: crossing + Self.startGap * Double(slot - own), profile: profile)
    }
  }

  /// The field at the instant of a frame of the user's own car; frames come in order.
  public mutating func field(with frame: TelemetryFrame, driver: String = "You") -> RaceField {
    let time = frame.gameTime
    passings.follow(frame)
    var field = RaceField()
    field.lapCount = laps
    var standings: [Standing] = []
    for index in opponents.indices {
      opponents[index].plan(until: time, profile)
      standings.append(standing(of: index, at: time))
    }
    standings.append(ownStanding(frame, driver: driver))
    standings.sort { $0.isAhead(of: $1) }
    let leader = standings[0]
    for index in standings.indices {
      standings[index].car.place = index + 1
      guard standings[index].car.status == .running else { continue }
      let gap = passing(of: leader, at: standings[index]).map { max(0, time - $0) }
      standings[index].car.gapToLeader = index == 0 ? 0 : gap
      standings[index].car.lapsBehind = Int(leader.progress - standings[index].progress)
      if index > 0 {
        standings[index].car.gapAhead = passing(of: standings[index - 1], at: standings[index]).map {
          max(0, time - $0)
        }
      }
    }
    field.cars = standings.map(\.car).sorted { $0.id < $1.id }
    let stopped = standings.contains { $0.stopped.map { time - $0 < Self.yellowTime } ?? false }
    field.flag = stopped ? .yellow : .green
    addWeather(at: time, &field)
    return field
  }

  /// A car with what its place follows from.
  private struct Standing {
    var car: FieldCar
    var opponent: Int?
    var lap: Int
    var station: Double
    /// Laps driven.
    var progress: Double
    /// When it crossed the line at the end of the race.
    var finished: Double?
    /// When it gave up.
    var stopped: Double?

    func isAhead(of other: Standing) -> Bool {
      if (stopped == nil) != (other.stopped == nil) { return stopped == nil }
      if let finished, let end = other.finished { return finished < end }
      if (finished == nil) != (other.finished == nil) { return finished != nil }
      return progress == other.progress ? car.id < other.car.id : progress > other.progress
    }
  }

  /// When one car was where another one is now; `nil` where nobody knows any more.
  private func passing(of ahead: Standing, at behind: Standing) -> Double? {
    guard let index = ahead.opponent else { return passings.time(lap: behind.lap, station: behind.station) }
    return opponents[index].passing(lap: behind.lap, station: behind.station, profile)
  }

  private func standing(of index: Int, at time: Double) -> Standing {
    let opponent = opponents[index]
    var car = FieldCar(id: index < own ? index : index + 1, name: opponent.name)
    car.number = opponent.number
    car.team = opponent.team
    var moment = time
    var stopped: Double?
    var finished: Double?
    if let lap = opponent.retirementLap {
      // It stops a third of the way round.
      let end = opponent.passing(lap: lap, station: circuit.length / 3, profile)
      if opponent.start(of: lap) < time, end <= time {
        stopped = end
        moment = end
        car.status = .retired
      }
    }
    if stopped == nil, let laps, opponent.start(of: laps + 1) <= time {
      finished = opponent.start(of: laps + 1)
      moment = (finished ?? time).nextDown
      car.status = .finished
    }
    let place = opponent.place(at: moment, profile)
    let share = place.station / circuit.length
    car.lapNumber = place.lap
    car.lapDistance = place.station
    car.currentLapTime = place.lapTime
    car.pit = place.pit
    car.pitStops = opponent.stopCount(in: place.lap)
    car.tyre = opponent.tyre(in: place.lap)
    car.tyreAge = max(0, opponent.tyreAge(in: place.lap))
    car.tyreWear = opponent.tyreWear(in: place.lap, share: share)
    car.speed = stopped != nil || place.pit == .box ? 0 : place.pit == .lane ? 22 : profile.speed(at: place.station)
    car.position = circuit.position(at: place.station, offset: Double(car.id % 5) - 2)
    if place.lap > 1 || finished != nil {
      let last = finished == nil ? place.lap - 1 : place.lap
      car.lastLapTime = opponent.lapTime(last)
      car.bestLapTime = (1...last).map { opponent.lapTime($0) }.min()
    }
    if place.lap > 0, finished == nil {
      var before = opponent.start(of: place.lap)
      for station in circuit.sectorStarts where place.station >= station {
        let passed = opponent.passing(lap: place.lap, station: station, profile)
        car.sectors.append(((passed - before) * 1000).rounded() / 1000)
        before = passed
      }
    }
    return Standing(
      car: car, opponent: index, lap: place.lap, station: place.station, progress: Double(place.lap) + share,
      finished: finished, stopped: stopped)
  }

  private func ownStanding(_ frame: TelemetryFrame, driver: String) -> Standing {
    var car = FieldCar(id: own, name: driver)
    car.isOwn = true
    car.number = Self.ownNumber
    car.team = Self.teams[own / 2 % Self.teams.count]
    let lap = Int(frame.lapNumber ?? 0)
    let station = max(0, frame.lapDistance ?? 0)
    car.lapNumber = lap
    car.lapDistance = station
    car.position = frame.position
    car.speed = frame.speed
    car.currentLapTime = frame.currentLapTime
    car.lastLapTime = frame.lastLapTime
    car.bestLapTime = frame.bestLapTime
    car.sectors = [frame.firstSectorTime, frame.secondSectorTime].compactMap { $0 }
    car.tyre = "medium"
    car.tyreAge = max(0, lap - 1)
    car.tyreWear = frame[.tyreWearFrontLeft]
    car.pitStops = 0
    let isOver = laps.map { lap > $0 } ?? false
    if isOver { car.status = .finished }
    return Standing(
      car: car, lap: lap, station: station, progress: Double(lap) + station / circuit.length,
      finished: isOver ? passings.time(lap: lap, station: 0) ?? frame.gameTime : nil)
  }

  /// It clouds over and clears again, at the same moments for one seed.
  private func addWeather(at time: Double, _ field: inout RaceField) {
    let phase = Int(time / Self.weatherPeriod) + Int(seed % 7)
    func number(_ step: Int) -> Int {
      let turn = (phase + step) % (2 * Self.weathers.count - 2)
      return turn < Self.weathers.count ? turn : 2 * Self.weathers.count - 2 - turn
    }
    field.weather = Self.weathers[number(0)]
    let next = Self.weatherPeriod - time.truncatingRemainder(dividingBy: Self.weatherPeriod)
    field.forecast = (0..<3).map { step in
      let weather = number(step + 1)
      // Whole minutes, as games forecast.
      let after = ((next + Double(step) * Self.weatherPeriod) / 60).rounded(.up) * 60
      return WeatherForecast(after: after, weather: Self.weathers[weather], rain: [0.02, 0.1, 0.3, 0.7][weather])
    }
  }
}
