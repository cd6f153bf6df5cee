/// Makes a driver's laps one after the other, with and without faults, and knows what each fault cost.
public struct LapMaker: Sendable {
  /// Metres of the next lap that a lap looks ahead.
  static let outlook = 900

  public let circuit: Circuit
  public let car: RaceCar
  let style: DriverStyle
  let solver: LapSolver
  /// Speed of the ideal lap without any variation, m/s.
  let idealSpeed: [Double]
  /// Time of that lap, s.
  let idealLapTime: Double

  public init(circuit: Circuit, car: RaceCar, seed: Int) {
    self.circuit = circuit
    self.car = car
    style = DriverStyle(seed: seed)
    solver = LapSolver(circuit: circuit, car: car)
    let plan = DrivingPlan(count: circuit.count + Self.outlook)
    let first = solver.solve(plan, entrySpeed: 40)
    let ideal = solver.solve(plan, entrySpeed: first.speed[circuit.count])
    idealSpeed = Array(ideal.speed.prefix(circuit.count))
    idealLapTime = ideal.lapTime
  }

  /// A bend of this lap or of the stretch of the next one that is in sight, in stations of this lap.
  struct PlacedBend {
    let lap: Int
    let index: Int
    let start: Double
    let apex: Double
    let end: Double
    /// Apex of the bends before and after.
    let earliest: Double
    let latest: Double

    func features(_ lap: DrivenLap) -> BendFeatures {
      BendFeatures(lap, start: start, end: end, earliest: earliest, latest: latest)
    }
  }

  /// The bends in sight of a lap.
  func bends(lap: Int) -> [PlacedBend] {
    let all = circuit.bends.indices.map { (lap, $0, 0.0) } + circuit.bends.indices.map { (lap + 1, $0, circuit.length) }
    let length = circuit.length
    return all.compactMap { lap, index, shift in
      let bend = circuit.bends[index]
      guard bend.end + shift < Double(circuit.count + Self.outlook) - 150 else { return nil }
      let before = index > 0 ? circuit.bends[index - 1].apex : (circuit.bends.last?.apex ?? 0) - length
      let after =
        index + 1 < circuit.bends.count ? circuit.bends[index + 1].apex : (circuit.bends.first?.apex ?? 0) + length
      return PlacedBend(
        lap: lap, index: index, start: bend.start + shift, apex: bend.apex + shift, end: bend.end + shift,
        earliest: before + shift, latest: after + shift)
    }
  }

  /// What the driver does on a lap when he makes no mistake.
  func cleanPlan(lap: Int, entrySpeed: Double) -> DrivingPlan {
    var plan = DrivingPlan(count: circuit.count + Self.outlook)
    plan.offset = style.offsets(lap: lap, count: plan.count, speed: idealSpeed)
    let bends = bends(lap: lap)
    var from = 0
    for (position, bend) in bends.enumerated() {
      let passage = style.passage(lap: bend.lap, bend: bend.index)
      let next = position + 1 < bends.count ? (bend.end + bends[position + 1].start) / 2 : Double(plan.count)
      for index in plan.stations(Double(from), next) {
        plan.speedScale[index] = 1 + passage.speed
        plan.brakeStrength[index] = passage.brakeStrength
      }
      from = Int(next)
    }
    Self.soften(&plan.speedScale)
    let bare = solver.solve(plan, entrySpeed: entrySpeed)
    for bend in bends {
      let passage = style.passage(lap: bend.lap, bend: bend.index)
      let features = bend.features(bare)
      if let start = features.brakeStart, let end = features.brakeEnd {
        plan.brakeEarlier(by: passage.brakeMargin, from: start, to: end, speed: bare.speed)
        let begin = Double(start) - passage.brakeMargin
        let change = passage.changeTime * bare.speed[start]
        for index in plan.stations(begin - change, begin) { plan.throttleCap[index] = 0 }
      }
      if let pickUp = features.pickUp, !features.isFlat, features.full != nil {
        plan.delayThrottle(from: pickUp, by: passage.throttleDelay)
      }
    }
    return plan
  }

  /// Bends differ, but nothing jumps where one bend's stretch meets the next.
  private static func soften(_ values: inout [Double]) {
    let half = 15
    var sums = [0.0]
    for value in values { sums.append(sums[sums.count - 1] + value) }
    let count = values.count
    values = values.indices.map { index in
      let first = max(0, index - half)
      let last = min(count, index + half + 1)
      return (sums[last] - sums[first]) / Double(last - first)
    }
  }

  /// One lap with its faults.
  struct Result: Sendable {
    var driven: DrivenLap
    /// Faults that the lap has room for, and what each cost, s.
    var losses: [(fault: Fault, loss: Double, station: Double)]
  }

  /// Drives a lap.
  func lap(_ number: Int, entrySpeed: Double, faults: [Fault] = []) -> Result {
    let plan = cleanPlan(lap: number, entrySpeed: entrySpeed)
    let clean = solver.solve(plan, entrySpeed: entrySpeed)
    let placed = bends(lap: number)
    func planner(_ fault: Fault) -> FaultPlanner {
      let bend = placed[fault.bend]
      return FaultPlanner(solver: solver, clean: clean, bend: bend, features: bend.features(clean))
    }
    func drive(_ faults: [Fault]) -> DrivenLap {
      var faulted = plan
      for fault in faults { planner(fault).apply(fault, to: &faulted) }
      return solver.solve(faulted, entrySpeed: entrySpeed)
    }
    let fitting = faults.compactMap { fault in planner(fault).station(of: fault).map { (fault, $0) } }
    guard !fitting.isEmpty else { return Result(driven: clean, losses: []) }
    let driven = drive(fitting.map(\.0))
    let losses = fitting.indices.map { left -> (fault: Fault, loss: Double, station: Double) in
      let others = fitting.indices.filter { $0 != left }.map { fitting[$0].0 }
      let without = others.isEmpty ? clean : drive(others)
      return (fitting[left].0, driven.lapTime - without.lapTime, fitting[left].1)
    }
    return Result(driven: driven, losses: losses)
  }
}

extension DrivingPlan {
  /// Brakes sooner by some metres with the usual force, and eases off until the usual speed is met again at the end of braking.
  mutating func brakeEarlier(by shift: Double, from start: Int, to end: Int, speed: [Double]) {
    guard shift > 0 else { return }
    let length = Double(end - start)
    let easing = max(1.3 * shift, 0.75 * length)
    for index in stations(Double(start) - shift, Double(end)) {
      let left = Double(end - index)
      let here = shift * min(1, left / easing)
      let place = Double(index) + here
      let low = min(speed.count - 2, Int(place))
      let warped = speed[low] + (speed[low + 1] - speed[low]) * (place - Double(low))
      speedCap[index] = min(speedCap[index], warped)
    }
  }

  /// The throttle comes some metres later.
  mutating func delayThrottle(from pickUp: Int, by distance: Double, hold: Double = 0.15) {
    for index in stations(Double(pickUp), Double(pickUp) + distance) {
      throttleCap[index] = min(throttleCap[index], hold)
    }
  }
}
