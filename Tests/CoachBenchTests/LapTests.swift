import Testing

@testable import CoachBench

@Suite struct LapTests {
  private static let maker = LapMaker(circuit: .barcelona, car: .gt, seed: 5)
  private static let lap = maker.cleanLap(2, entrySpeed: maker.idealSpeed[0])
  private static let clean = lap.driven

  private static func faulted(_ kind: Fault.Kind, bend: Int, share: Double = 0.6) -> CleanLap.Result {
    let size = kind.sizes.lowerBound + share * (kind.sizes.upperBound - kind.sizes.lowerBound)
    return lap.with([Fault(kind: kind, bend: bend, size: size)])
  }

  @Test(arguments: CircuitTests.all) func lapTimesAreThoseOfACar(circuit: Circuit) {
    let times = RaceCar.all.map { LapMaker(circuit: circuit, car: $0, seed: 1).idealLapTime }
    for time in times { #expect((circuit.length / 62...circuit.length / 34).contains(time)) }
    #expect(times[2] < times[0] && times[0] < times[1])
  }

  /// The pedals, put into the car's equation of motion, give the speed that was driven.
  @Test(arguments: RaceCar.all.indices) func pedalsMoveTheCar(index: Int) {
    let car = RaceCar.all[index]
    let maker = LapMaker(circuit: .monza, car: car, seed: 5)
    let lap = maker.cleanLap(1, entrySpeed: maker.idealSpeed[0]).driven
    var worst = 0.0
    var energy = 0.0
    for station in 10..<lap.circuit.count {
      let speed = lap.speed[station]
      let engine = car.drive(speed, gear: car.gear(speed)) + RaceCar.engineBraking
      let force =
        lap.throttle[station] * engine - lap.brake[station] * car.pedalDeceleration - car.drag(speed)
        - RaceCar.engineBraking
      worst = max(worst, abs(force - lap.acceleration[station]))
      energy += force * lap.path.stretch[station]
    }
    // The last percents of the throttle are rounded to full.
    #expect(worst < 0.8)
    let gained = (lap.speed[lap.circuit.count] * lap.speed[lap.circuit.count] - lap.speed[10] * lap.speed[10]) / 2
    #expect(abs(energy - gained) < 0.02 * Double(lap.circuit.count))
  }

  @Test(arguments: RaceCar.all.indices) func tyresAreNotAskedForMoreThanTheyHave(index: Int) {
    let car = RaceCar.all[index]
    let maker = LapMaker(circuit: .suzuka, car: car, seed: 3)
    let lap = maker.cleanLap(1, entrySpeed: maker.idealSpeed[0]).driven
    for station in 0..<lap.circuit.count {
      let speed = lap.speed[station]
      let side = speed * speed * lap.path.curvature[station]
      let along = lap.acceleration[station] + car.drag(speed)
      #expect((side * side + along * along).squareRoot() < 1.12 * car.grip(speed))
    }
  }

  @Test func feetTakeTime() {
    let lap = Self.clean
    for station in 10..<lap.circuit.count {
      let time = lap.time[station + 1] - lap.time[station]
      #expect(abs(lap.brake[station + 1] - lap.brake[station]) < 0.1 + 15 * time)
      #expect(lap.throttle[station] == 0 || lap.brake[station] == 0)
      #expect((0...1).contains(lap.throttle[station]) && (0...1).contains(lap.brake[station]))
    }
  }

  @Test func cleanLapsVary() {
    let laps = (1...12).map { Self.maker.cleanLap($0, entrySpeed: Self.maker.idealSpeed[0]).driven.lapTime }
    let mean = laps.reduce(0, +) / Double(laps.count)
    let deviation = (laps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(laps.count - 1)).squareRoot()
    #expect((0.05...0.5).contains(deviation))
  }

  @Test func oneSeedIsOneDriver() {
    let other = LapMaker(circuit: .barcelona, car: .gt, seed: 5)
    #expect(other.cleanLap(2, entrySpeed: other.idealSpeed[0]).driven.speed == Self.clean.speed)
    let stranger = LapMaker(circuit: .barcelona, car: .gt, seed: 6)
    #expect(stranger.cleanLap(2, entrySpeed: stranger.idealSpeed[0]).driven.speed != Self.clean.speed)
  }

  /// A mistake leaves alone what came before it, and in the end the lap is the usual one again.
  @Test(arguments: Fault.Kind.allCases) func faultChangesItsPlaceOnly(kind: Fault.Kind) throws {
    let placed = Self.maker.bends(lap: 2)
    for bend in Self.maker.circuit.bends.indices {
      let result = Self.faulted(kind, bend: bend)
      guard result.losses.first != nil else { continue }
      let before = max(0, Int(placed[bend].earliest) - 140)
      #expect(Array(result.driven.speed[..<before]) == Array(Self.clean.speed[..<before]), "bend \(bend + 1)")
      let after = bend + 3
      guard after < placed.count, placed[after].apex < Self.maker.circuit.length else { continue }
      let place = Int(placed[after].apex)
      #expect(abs(result.driven.speed[place] - Self.clean.speed[place]) < 0.2, "bend \(bend + 1)")
    }
  }

  @Test(arguments: Fault.Kind.allCases) func biggerFaultCostsMore(kind: Fault.Kind) throws {
    guard kind.sizes.lowerBound < kind.sizes.upperBound else { return }
    let bends = Self.maker.circuit.bends.indices
    let pairs = bends.compactMap { bend -> (Double, Double)? in
      guard let small = Self.faulted(kind, bend: bend, share: 0).losses.first?.loss,
        let large = Self.faulted(kind, bend: bend, share: 1).losses.first?.loss
      else { return nil }
      return (small, large)
    }
    try #require(!pairs.isEmpty, "Barcelona has a place for every mistake")
    #expect(pairs.count { $0.1 > $0.0 - 0.01 } * 10 >= pairs.count * 8)
    #expect(pairs.allSatisfy { $0.0 > -0.1 && $0.1 < 1.2 })
  }

  @Test func lossIsTheDifferenceThatTheFaultMakes() throws {
    let first = Fault(kind: .brakeEarly, bend: 3, size: 20)
    let second = Fault(kind: .lateThrottle, bend: 9, size: 25)
    let both = Self.lap.with([first, second])
    try #require(both.losses.count == 2)
    let alone = Self.lap.with([second])
    #expect(both.losses[0].loss == both.driven.lapTime - alone.driven.lapTime)
    let sum = both.losses.reduce(0) { $0 + $1.loss }
    #expect(abs(sum - (both.driven.lapTime - Self.clean.lapTime)) < 0.01)
  }
}
