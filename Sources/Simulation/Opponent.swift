import Telemetry

/// Another car of the simulated race: its pace, its stops and its fate are settled by the seed before it drives.
struct Opponent: Sendable {
  /// Where a car is at an instant.
  struct Place: Sendable {
    /// From 1; 0 on the way to the first crossing.
    var lap: Int
    /// m from the line.
    var station: Double
    /// s since the line.
    var lapTime: Double
    var pit = FieldCar.Pit.none
  }

  /// What a stop costs beside driving past, s, and how long the stretch beside the pit lane takes without one.
  static let stopLoss = 19.0
  private static let laneTime = 6.0
  /// Part of the way through the lane at which the car stands.
  private static let box = 0.4...0.6
  /// Share of pace lost by a lap on the same tyres.
  private static let ageLoss = 0.0004
  /// Wear by a lap, 0…1, on the medium tyre.
  private static let lapWear = 0.028

  let name: String
  let number: Int
  let team: String
  /// Time of a lap on new tyres as a multiple of the profile's.
  private let pace: Double
  private let seed: UInt64
  private let firstStop: Int
  private let stintLength: Int
  /// The lap in whose course the car gives up.
  let retirementLap: Int?
  private let compounds: [String]
  /// Moments at which laps begin, from lap 0 on.
  private var starts: [Double]

  /// - Parameter firstCrossing: s at which the first lap begins.
  init(
    name: String, number: Int, team: String, pace: Double, seed: UInt64, retirementLap: Int?, firstCrossing: Double,
    profile: LapProfile
  ) {
    self.name = name
    self.number = number
    self.team = team
    self.pace = pace
    self.seed = seed
    self.retirementLap = retirementLap
    var dice = Dice(seed: seed)
    firstStop = Int.random(in: 7...15, using: &dice)
    stintLength = Int.random(in: 12...18, using: &dice)
    compounds = ["soft", "medium", "hard"].shuffled(using: &dice)
    starts = []
    starts = [firstCrossing - profile.lapTime * factor(0), firstCrossing]
  }

  /// Whether the car comes out of the pits in a lap.
  func stops(beginning lap: Int) -> Bool { lap > firstStop && (lap - firstStop - 1) % stintLength == 0 }

  func stopCount(in lap: Int) -> Int { lap > firstStop ? 1 + (lap - firstStop - 1) / stintLength : 0 }

  func tyreAge(in lap: Int) -> Int {
    let stops = stopCount(in: lap)
    return lap - (stops > 0 ? firstStop + 1 + (stops - 1) * stintLength : 1)
  }

  func tyre(in lap: Int) -> String { compounds[stopCount(in: lap) % compounds.count] }

  func tyreWear(in lap: Int, share: Double) -> Double {
    let rate: Double =
      switch tyre(in: lap) {
      case "soft": 1.4
      case "hard": 0.7
      default: 1
      }
    return lap > 0 ? min(1, (Double(tyreAge(in: lap)) + share) * Self.lapWear * rate) : 0
  }

  /// How much longer than the profile's a lap takes, without a stop.
  private func factor(_ lap: Int) -> Double {
    var dice = Dice(seed: seed &+ UInt64(truncatingIfNeeded: lap) &* 104_729)
    return pace * (1 + 0.0015 * max(-2, min(2, dice.normal())) + Self.ageLoss * Double(max(0, tyreAge(in: lap))))
  }

  private func duration(_ lap: Int, _ profile: LapProfile) -> Double {
    profile.lapTime * factor(lap) + (stops(beginning: lap) ? Self.stopLoss : 0)
  }

  /// Makes the times of all laps up to the one under way at `time`.
  mutating func plan(until time: Double, _ profile: LapProfile) {
    while starts[starts.count - 1] <= time {
      starts.append(starts[starts.count - 1] + duration(starts.count - 1, profile))
    }
  }

  /// Moment at which a lap begins; it is planned.
  func start(of lap: Int) -> Double { starts[max(0, min(lap, starts.count - 1))] }

  /// Time of a complete lap, s, in whole milliseconds.
  func lapTime(_ lap: Int) -> Double { ((start(of: lap + 1) - start(of: lap)) * 1000).rounded() / 1000 }

  /// The car at a moment up to which it is planned.
  func place(at time: Double, _ profile: LapProfile) -> Place {
    let lap = starts.lastIndex { $0 <= time } ?? 0
    let elapsed = max(0, time - starts[lap])
    guard stops(beginning: lap) else {
      return Place(lap: lap, station: profile.station(at: elapsed / factor(lap)), lapTime: elapsed)
    }
    let inLane = Self.stopLoss + Self.laneTime * factor(lap)
    guard elapsed < inLane else {
      return Place(
        lap: lap, station: profile.station(at: (elapsed - Self.stopLoss) / factor(lap)), lapTime: elapsed)
    }
    let share = elapsed / inLane
    // Half the loss is standing still.
    let way = share < Self.box.lowerBound ? share : max(Self.box.lowerBound, share - 0.2)
    return Place(
      lap: lap, station: profile.station(at: way / 0.8 * Self.laneTime), lapTime: elapsed,
      pit: Self.box.contains(share) ? .box : .lane)
  }

  /// Moment at which the car passes a station of a lap that is planned.
  func passing(lap: Int, station: Double, _ profile: LapProfile) -> Double {
    let driving = profile.time(at: station) * factor(lap)
    guard stops(beginning: lap) else { return start(of: lap) + driving }
    let normal = profile.time(at: station)
    guard normal < Self.laneTime else { return start(of: lap) + Self.stopLoss + driving }
    let inLane = Self.stopLoss + Self.laneTime * factor(lap)
    let way = normal / Self.laneTime * 0.8
    return start(of: lap) + inLane * (way <= Self.box.lowerBound ? way : way + 0.2)
  }
}
