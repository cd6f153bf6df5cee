import Coaching
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct FuelTests {
  private func lap(_ used: Double?, kind: LapKind = .pace, flags: LapFlags = []) -> Lap {
    Lap(serial: 1, number: 1, kind: kind, flags: flags, time: 90, fuelUsed: used)
  }

  private func model(_ used: [Double], stored: Double? = nil) -> FuelModel {
    var model = FuelModel(stored: stored)
    for value in used { model.lapFinished(lap(value)) }
    return model
  }

  // MARK: Use of a lap

  @Test func theHistorySpeaksBeforeTheFirstLap() {
    #expect(FuelModel().use == nil)
    #expect(FuelModel(stored: 0).use == nil)
    #expect(FuelModel(stored: 2.5).use == FuelUse(perLap: 2.5, deviation: nil, laps: 0, isHistory: true))
    #expect(model([3.0], stored: 2.5).use == FuelUse(perLap: 3, deviation: nil, laps: 1, isHistory: false))
  }

  @Test func threeLapsAreUsedUntilThereAreFive() throws {
    let four = try #require(model([5, 3.0, 3.2, 3.1]).use)
    #expect(four.perLap == 3.1 && four.laps == 3)
    let deviation = try #require(four.deviation)
    #expect(abs(deviation - 1.4826 * 0.1) < 1e-9)
    let five = try #require(model([4.0, 3.9, 3.0, 3.2, 3.1]).use)
    #expect(five.perLap == 3.2 && five.laps == 5)
    #expect(model([5, 4.0, 3.9, 3.0, 3.2, 3.1]).use?.perLap == 3.2, "the last five")
  }

  @Test func lapsThatTellNothingAreLeftOut() {
    var model = model([3.0, 3.1, 3.2])
    for other in [
      lap(9, kind: .out), lap(9, kind: .in), lap(9, kind: .caution), lap(9, kind: .gridStart), lap(9, kind: .partial),
      lap(9, flags: .pit), lap(9, flags: .rewound), lap(9, flags: .teleport), lap(nil), lap(0), lap(.nan),
    ] {
      model.lapFinished(other)
    }
    #expect(model.use?.perLap == 3.1)
    model.lapFinished(lap(3.3, flags: [.slow, .offTrack, .gameInvalid]))
    #expect(model.use?.perLap == 3.2, "a slow or invalid lap burns fuel like another")
  }

  @Test func aLapOfHalfTheUseOrLessDoesNotCount() {
    #expect(model([3.0, 3.0, 1.5, 3.0]).use?.laps == 3)
    #expect(model([3.0, 3.0, 1.5, 1.5, 1.5]).use?.perLap == 3.0)
    #expect(model([3.0, 1.6, 1.6]).use?.perLap == 1.6)
  }

  @Test func theUseStaysWithinTheLapsItComesFrom() {
    forAll { random in
      let used = (0..<Int.random(in: 1...20, using: &random)).map { _ in Double.random(in: 0.5...4, using: &random) }
      guard let use = model(used).use else { return false }
      return use.perLap >= used.min()! && use.perLap <= used.max()! && use.laps <= 5 && (use.deviation ?? 0) >= 0
    }
  }

  // MARK: Within the lap

  private func trace(_ levels: [Float], throttle: [Float]? = nil) -> LapTrace {
    let grid = DistanceGrid(length: Double(levels.count - 1) * 10, spacing: 10)
    var columns: [Channel: [Float]] = [.fuelLevel: levels]
    columns[.throttle] = throttle
    return LapTrace(
      grid: grid, lapTime: 60, time: (0..<grid.count).map { 60 * Double($0) / Double(grid.count - 1) },
      columns: columns)
  }

  @Test func theProfileFollowsTheFlowAndNotTheDistance() throws {
    // Three quarters burn in the first half.
    let profile = try #require(FuelProfile(trace([10, 9.25, 8.5, 8.25, 8])))
    #expect(profile.share(at: 0) == 0 && profile.share(at: 40) == 1)
    #expect(abs(profile.share(at: 20) - 0.75) < 1e-6)
    #expect(abs(profile.share(at: 10) - 0.375) < 1e-6)
    var model = FuelModel(stored: 2)
    #expect(model.share(at: 20, length: 40) == 0.5, "in proportion without a profile")
    model.profile = profile
    let left = try #require(model.afterLap(level: 8.5, share: model.share(at: 20, length: 40)))
    #expect(abs(left - 8) < 1e-6)
    #expect(model.laps(in: 5) == 2.5)
  }

  @Test func aRefuelledOrUnmeasuredLapGivesNoProfile() {
    #expect(FuelProfile(trace([10, 9, 20, 19])) == nil)
    #expect(FuelProfile(trace([10, 10, 10])) == nil)
    let grid = DistanceGrid(length: 20, spacing: 10)
    #expect(FuelProfile(LapTrace(grid: grid, lapTime: 1, time: [0, 0.5, 1], columns: [:])) == nil)
  }

  @Test func theProfileNeverFalls() {
    forAll { random in
      var level: Float = 50
      let levels = (0..<40).map { _ -> Float in
        level -= Float.random(in: 0...0.1, using: &random)
        return level
      }
      guard let profile = FuelProfile(trace(levels)) else { return levels.first == levels.last }
      let shares = stride(from: -5.0, through: 400, by: 3).map(profile.share)
      return zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 } && shares.allSatisfy { (0...1).contains($0) }
    }
  }

  // MARK: The plan

  @Test func theNeedHoldsDistanceBadLuckAndReserve() {
    let use = FuelUse(perLap: 3, deviation: 0.1, laps: 5, isHistory: false)
    let plan = FuelPlan(level: 20, use: use, laps: 16, capacity: 60)
    #expect(plan.distance == 48)
    #expect(abs(plan.safety - (1.65 * 0.1 * 4 + 0.9)) < 1e-9)
    #expect(abs(plan.add - (plan.need - 20)) < 1e-9 && !plan.isCapped)
    #expect(abs(plan.marginLaps - (20 - plan.need) / 3) < 1e-9)
    #expect(plan.saveTarget == 1.25)
    #expect(!plan.coversDistance && FuelPlan(level: 48, use: use, laps: 16).coversDistance)
    let small = FuelPlan(level: 20, use: use, laps: 16, capacity: 45)
    #expect(small.add == 25 && small.isCapped)
    #expect(FuelPlan(level: 60, use: use, laps: 16).add == 0)
    #expect(FuelPlan(level: 5, use: use, laps: 0).saveTarget == nil)
  }

  @Test func whatIsAddedIsEnough() {
    forAll { random in
      let use = FuelUse(
        perLap: .random(in: 0.5...5, using: &random), deviation: .random(in: 0...0.3, using: &random), laps: 5,
        isHistory: false)
      let level = Double.random(in: 0...80, using: &random)
      let capacity = Double.random(in: 80...120, using: &random)
      let laps = Double.random(in: 0...60, using: &random)
      let plan = FuelPlan(level: level, use: use, laps: laps, capacity: capacity)
      guard plan.add >= 0, level + plan.add <= capacity + 1e-9 else { return false }
      return plan.isCapped || level + plan.add >= plan.need - 1e-9
    }
  }

  // MARK: Lift and coast

  private let zones = [
    BrakingZone(corner: "T1", fuelPerMetre: 0.001, fullThrottleLength: 800),
    BrakingZone(corner: "T3", fuelPerMetre: 0.001, fullThrottleLength: 200),
    BrakingZone(corner: "T8", fuelPerMetre: 0.001, fullThrottleLength: 600),
    BrakingZone(corner: "T9", fuelPerMetre: 0.001, fullThrottleLength: 70),
  ]

  @Test func theFewestCornersAtTheLongestStraightsAreAskedFor() throws {
    let lift = try #require(LiftAndCoast(saving: 0.078, zones: zones))
    #expect(lift.metres == 40 && lift.corners == ["T1", "T8"], "39 m, in steps of five")
    #expect(LiftAndCoast(saving: 0.2, zones: zones)?.corners == ["T1", "T8"])
    #expect(LiftAndCoast(saving: 0.2, zones: zones)?.metres == 100)
    let more = try #require(LiftAndCoast(saving: 0.24, zones: zones))
    #expect(more.metres == 80 && more.corners == ["T1", "T3", "T8"])
    #expect(LiftAndCoast(saving: 0.31, zones: zones) == nil, "more than a driver can bear")
    #expect(LiftAndCoast(saving: 0, zones: zones) == nil)
    #expect(LiftAndCoast(saving: 0.1, zones: []) == nil)
    #expect(LiftAndCoast(saving: 0.05, zones: [zones[0]])?.corners == ["T1"])
  }

  @Test func theLiftSavesWhatIsAskedFor() {
    forAll { random in
      let zones = (0..<Int.random(in: 1...8, using: &random)).map { number in
        BrakingZone(
          corner: "T\(number)", fuelPerMetre: .random(in: 0.0003...0.002, using: &random),
          fullThrottleLength: .random(in: 60...900, using: &random))
      }
      let saving = Double.random(in: 0.001...0.3, using: &random)
      guard let lift = LiftAndCoast(saving: saving, zones: zones) else { return true }
      let flow = zones.filter { lift.corners.contains($0.corner) }.reduce(0) { $0 + $1.fuelPerMetre }
      return flow * lift.metres >= saving - 1e-9 && lift.metres <= 100 && lift.corners.count <= 3
    }
  }

  @Test func theFlowIsMeasuredBeforeTheLift() throws {
    // 0.02 for each 10 m at full throttle from 100 to 400 m.
    var level: Float = 20
    var levels: [Float] = []
    var throttle: [Float] = []
    for index in 0...60 {
      let full = (10...40).contains(index)
      levels.append(level)
      throttle.append(full ? 1 : 0.4)
      level -= full ? 0.02 : 0.001
    }
    let trace = trace(levels, throttle: throttle)
    let zone = try #require(BrakingZone(corner: "T2", lift: 410, on: trace))
    #expect(abs(zone.fuelPerMetre - 0.002) < 2e-4)
    #expect((290...320).contains(zone.fullThrottleLength))
    #expect(BrakingZone(corner: "T1", lift: 120, on: trace) == nil, "too short a straight")
    #expect(BrakingZone(corner: "T2", lift: 410, on: self.trace(levels)) == nil, "no throttle channel")
  }
}
