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

  /// Drives a lap without mistakes.
  func cleanLap(_ number: Int, entrySpeed: Double) -> CleanLap {
    let plan = cleanPlan(lap: number, entrySpeed: entrySpeed)
    return CleanLap(
      solver: solver, plan: plan, driven: solver.solve(plan, entrySpeed: entrySpeed), bends: bends(lap: number),
      entrySpeed: entrySpeed)
  }
}
