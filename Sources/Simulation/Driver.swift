/// What a driver does wrong in one corner of one lap.
public enum Fault: Sendable, Hashable {
  /// Brakes this many metres too soon.
  case brakesEarly(Double)
  /// Takes this share off the corner's speed.
  case tooSlow(Double)
  /// Waits this many metres with the throttle.
  case lateThrottle(Double)
  /// Takes this many metres more to reach full throttle.
  case slowToFull(Double)
  /// Lifts for this many metres where the car could stay flat.
  case lifts(Double)
}

/// A fallible driver: small scatter everywhere, habits in some corners, and the odd clean lap.
public struct Driver: Sendable {
  public var seed: UInt64
  /// Habits: corner of the simulator's circuit (from 0) to fault, on most laps.
  public var habits: [Int: Fault]
  /// Share of passages in which a habit shows.
  public var habitShare = 0.85
  /// Laps on which the driver drives without habits, by number.
  public var cleanLaps: Set<Int> = [2]
  /// Habits that the driver has got rid of after a lap, by corner.
  public var learnt: [Int: Int] = [:]
  /// Scatter of a corner's speed and of the line, as one standard deviation: share and m.
  public var speedScatter = 0.006
  public var lineScatter = 0.5

  public init(seed: UInt64, habits: [Int: Fault] = [:]) {
    self.seed = seed
    self.habits = habits
  }

  /// The driver of the demo: three habits that cost about half a second, a clean second lap to show it, and one habit
  /// dropped on the way.
  public static func demo(seed: UInt64) -> Driver {
    var driver = Driver(seed: seed, habits: [0: .brakesEarly(12), 4: .lateThrottle(48), 8: .tooSlow(0.05)])
    driver.habitShare = 1
    driver.learnt = [0: 7]
    return driver
  }
}

/// Seeded numbers: the same drive on every machine.
struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// About normal, mean 0, deviation 1.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}
