import Glibc

/// The speed that a driver will have at each metre of one lap, his mistakes included.
struct LapPlan: Sendable {
  /// m/s at each metre.
  var speed: [Double]
  /// Throttle limit at each metre, 0…1, where the driver holds back.
  var throttleLimit: [Double]
  /// Metres from the line at each metre, positive left.
  var offset: [Double]

  /// Corners of the circuit, by where the curvature is felt.
  struct Bend: Sendable {
    var start: Int
    var end: Int
    var apex: Int
  }

  static func bends(of circuit: Circuit) -> [Bend] {
    let count = circuit.curvature.count
    var found: [Bend] = []
    var start: Int?
    for index in 0...count {
      let bent = index < count && abs(circuit.curvature[index]) > 0.004
      if bent, let begun = start, circuit.curvature[index] * circuit.curvature[begun + 1] < 0 {
        found.append(bend(from: begun, to: index, circuit))
        start = index
      } else if bent, start == nil {
        start = index
      } else if !bent, let begun = start {
        if index - begun > 12 { found.append(bend(from: begun, to: index, circuit)) }
        start = nil
      }
    }
    return found
  }

  private static func bend(from start: Int, to end: Int, _ circuit: Circuit) -> Bend {
    let apex = (start..<end).max { abs(circuit.curvature[$0]) < abs(circuit.curvature[$1]) } ?? start
    return Bend(start: start, end: end, apex: apex)
  }

  /// Plans one lap.
  /// - Parameter entrySpeed: m/s at the line; `nil` for a flying lap like this one before it.
  init(
    circuit: Circuit, car: Car, driver: Driver, lap: Int, fuel: Double, wear: Double, entrySpeed: Double?
  ) {
    let count = circuit.curvature.count
    var dice = Dice(seed: driver.seed &+ UInt64(truncatingIfNeeded: lap) &* 7_919)
    let bends = Self.bends(of: circuit)
    var scale = [Double](repeating: 1, count: count)
    throttleLimit = [Double](repeating: 1, count: count)
    for bend in bends {
      let factor = 1 - 0.006 + driver.speedScatter * max(-2, min(2, dice.normal()))
      for index in bend.start..<bend.end { scale[index] = factor }
    }
    var limit = (0..<count).map {
      car.cornerSpeed(curvature: circuit.curvature[$0], fuel: fuel, wear: wear) * scale[$0]
    }
    var brakesEarly: [(Bend, Double)] = []
    for (number, fault) in driver.habits.sorted(by: { $0.key < $1.key }) where number < bends.count {
      let happens = Double.random(in: 0..<1, using: &dice) < driver.habitShare
      let size = 0.85 + 0.3 * Double.random(in: 0..<1, using: &dice)
      guard happens, !driver.cleanLaps.contains(lap), lap <= driver.learnt[number] ?? .max else { continue }
      let bend = bends[number]
      switch fault {
      case .brakesEarly(let metres): brakesEarly.append((bend, metres * size))
      case .tooSlow(let share):
        for index in bend.start..<bend.end { limit[index] *= 1 - share * size }
      case .lateThrottle(let metres): Self.hold(bend, Int(metres * size), 0, &throttleLimit)
      case .slowToFull(let metres): Self.hold(bend, Int(metres * size), 0.5, &throttleLimit)
      case .lifts(let metres):
        for step in 0..<Int(metres * size) { throttleLimit[(bend.start + step) % count] = 0.3 }
      }
    }
    speed = limit
    Self.brake(&speed, circuit: circuit, car: car, fuel: fuel, wear: wear)
    for (bend, metres) in brakesEarly { Self.shift(&speed, before: bend, metres: Int(metres)) }
    Self.accelerate(
      &speed, circuit: circuit, car: car, fuel: fuel, wear: wear, throttle: throttleLimit, entry: entrySpeed)
    offset = Self.line(count: count, scatter: driver.lineScatter, dice: &dice)
  }

  /// Keeps the throttle back from where the car could take it again.
  private static func hold(_ bend: Bend, _ metres: Int, _ level: Double, _ throttle: inout [Double]) {
    let first = max((bend.apex + bend.end) / 2, bend.end - 15)
    for step in 0..<max(0, metres + 10) { throttle[(first + step) % throttle.count] = level }
  }

  /// Backwards: no faster than the brakes can take off before what comes. Twice around, as the lap has no end.
  private static func brake(_ speed: inout [Double], circuit: Circuit, car: Car, fuel: Double, wear: Double) {
    let count = speed.count
    let total = car.mass + 0.75 * fuel
    for step in stride(from: 2 * count - 1, through: 0, by: -1) {
      let index = step % count
      let next = speed[(index + 1) % count]
      let grip = car.grip(speed: next, fuel: fuel, wear: wear)
      let sideways = min(grip, next * next * abs(circuit.curvature[index]))
      let along = (grip * grip - sideways * sideways).squareRoot() * car.brakeShare * 0.8
      let slowing = along + car.drag * next * next / total
      speed[index] = min(speed[index], (next * next + 2 * slowing).squareRoot())
    }
  }

  /// Moves the braking before a bend by some metres.
  private static func shift(_ speed: inout [Double], before bend: Bend, metres: Int) {
    let count = speed.count
    let limit = speed
    for back in 0..<350 {
      let index = (bend.apex - back + 2 * count) % count
      var least = Double.infinity
      for ahead in 0...metres where back - ahead >= 0 { least = min(least, limit[(index + ahead) % count]) }
      speed[index] = min(speed[index], least)
    }
  }

  /// Forwards: no faster than the engine and the rear tyres allow.
  private static func accelerate(
    _ speed: inout [Double], circuit: Circuit, car: Car, fuel: Double, wear: Double, throttle: [Double], entry: Double?
  ) {
    let count = speed.count
    let total = car.mass + 0.75 * fuel
    var current = entry ?? speed[count - 1]
    for turn in 0..<(entry == nil ? 2 : 1) {
      for index in 0..<count {
        let grip = car.grip(speed: current, fuel: fuel, wear: wear)
        let sideways = min(grip, current * current * abs(circuit.curvature[index]))
        let traction = (grip * grip - sideways * sideways).squareRoot() * 0.55
        let drive = car.fullThrottle(speed: current, fuel: fuel) + car.drag * current * current / total
        let pull = min(drive * throttle[index], traction) - car.drag * current * current / total
        let next = max(5, (current * current + 2 * pull).squareRoot())
        speed[index] = min(speed[index], next.isNaN ? 5 : next)
        current = speed[index]
      }
      if turn == 0, entry == nil { current = speed[count - 1] }
    }
  }

  /// A slow wander about the line, the same at both ends of the lap.
  private static func line(count: Int, scatter: Double, dice: inout Dice) -> [Double] {
    let knots = max(4, count / 90)
    var values = (0..<knots).map { _ in scatter * dice.normal() }
    values[0] = 0
    return (0..<count).map { index in
      let place = Double(index) / Double(count) * Double(knots)
      let first = Int(place) % knots
      let share = place - Double(Int(place))
      let smooth = (1 - cos(.pi * share)) / 2
      return values[first] + (values[(first + 1) % knots] - values[first]) * smooth
    }
  }
}
