import Glibc

/// Puts a fault into the plan of a lap. A fault changes what the driver does; what it costs follows from the car.
struct FaultPlanner {
  let solver: LapSolver
  /// The same lap without faults.
  let clean: DrivenLap
  let bend: LapMaker.PlacedBend
  let features: BendFeatures

  /// Shortest and lightest braking that a fault of the brakes needs: m, share of the pedal.
  private static let leastBraking = 20
  private static let leastPeak = 0.3
  /// A straight worth the name: m at full throttle.
  private static let shortestStraight = 280
  /// Angle below which a bend has no apex to miss, degrees.
  private static let leastAngle = 28.0

  /// The station at which the fault is made, or `nil` where the bend leaves no room for it.
  func station(of fault: Fault) -> Double? {
    let lap = Double(clean.circuit.count)
    let brakes = brakingLength >= Self.leastBraking && features.peakBrake >= Self.leastPeak
    let exits = features.pickUp != nil && features.full != nil && !features.isFlat
    var place = bend.apex
    let fits: Bool
    switch fault.kind {
    case .brakeEarly, .coastBeforeBrake, .softBrake:
      fits = brakes && (features.brakeStart ?? 0) - 70 > Int(bend.earliest)
    case .lateBrake, .lockUp:
      fits =
        brakes && exits && brakingLength >= 40 && (features.brakeStart ?? 0) - 70 > Int(bend.earliest)
        && roomToFull >= 60
    case .doubleBrake:
      fits = brakes && longApproach && brakingLength >= 45
    case .overSlow: fits = !features.isFlat && (brakes || features.leastThrottle < 0.6)
    case .brakeDrag: fits = brakes && exits && (features.brakeEnd ?? 0) < (features.pickUp ?? 0) + 15
    case .longPause:
      let gap = Double((features.pickUp ?? 0) - (features.brakeEnd ?? 0))
      fits = brakes && exits && gap < 1.0 * clean.speed[features.slowest]
    case .lateThrottle, .slowToFull: fits = exits && roomToFull >= Int(fault.size) + 30
    case .earlyThenLift: fits = exits && roomToFull >= 60 && bend.end - bend.start > 25
    case .wideLine:
      fits = !features.isFlat && clean.circuit.bends[bend.index].angle >= Self.leastAngle
    case .fastLift:
      fits = features.isFlat && clean.circuit.bends[bend.index].angle >= 20
    case .straightLift:
      fits = exits && roomToFull >= Self.shortestStraight
      place = liftStation
    case .wheelspin: fits = exits && roomToFull >= 80 && clean.speed[features.slowest] < 36
    case .highGear: fits = exits && clean.car.gear(clean.speed[features.slowest]) + 1 <= clean.car.gears.count
    case .limiter:
      fits = exits && upshift != nil
      place = upshift.map(Double.init) ?? place
    }
    return fits && place < lap ? place : nil
  }

  /// Whether the stretch before the brake point leaves room for another braking.
  private var longApproach: Bool { (features.brakeStart ?? 0) - 100 > Int(bend.earliest) }

  private var brakingLength: Int { features.brakeStart.map { (features.brakeEnd ?? $0) - $0 } ?? 0 }

  /// Metres at full throttle after the bend.
  private var roomToFull: Int {
    guard let pickUp = features.pickUp, let end = features.fullEnd else { return 0 }
    return end - pickUp
  }

  private var liftStation: Double {
    guard let full = features.full, let end = features.fullEnd else { return bend.apex }
    return Double(full) + 0.35 * Double(end - full)
  }

  /// First upshift at full throttle after the bend, with room before the next braking.
  private var upshift: Int? {
    guard let full = features.full, let end = features.fullEnd, end - full > 120 else { return nil }
    return (full..<end - 100).first {
      clean.car.gear(clean.speed[$0]) < clean.car.gear(clean.speed[$0 + 1])
    }
  }

  func apply(_ fault: Fault, to plan: inout DrivingPlan) {
    switch fault.kind {
    case .brakeEarly:
      guard let start = features.brakeStart, let end = features.brakeEnd else { return }
      // Nobody brakes a hairpin's whole braking distance too soon.
      let most = max(8, 0.4 * Double(end - start))
      plan.brakeEarlier(by: min(fault.size, most), from: start, to: end, speed: clean.speed)
    case .coastBeforeBrake: coast(fault.size, &plan)
    case .softBrake: brakeSoftly(fault.size, &plan)
    case .doubleBrake: brakeTwice(fault.size, &plan)
    case .lateBrake: brakeLate(fault.size, &plan)
    case .lockUp: lock(fault.size, &plan)
    case .overSlow: slowTooMuch(fault.size, &plan)
    case .brakeDrag: drag(fault.size, &plan)
    case .longPause: pause(fault.size, &plan)
    case .lateThrottle:
      guard let pickUp = features.pickUp else { return }
      plan.delayThrottle(from: pickUp, by: inTime(fault.size, 0.9), hold: 0.15)
    case .slowToFull:
      guard let pickUp = features.pickUp, let full = features.full else { return }
      let end = Double(full) + inTime(fault.size, 1.2)
      for index in plan.stations(Double(pickUp), end) {
        let share = (Double(index) - Double(pickUp)) / (end - Double(pickUp))
        plan.throttleCap[index] = min(plan.throttleCap[index], 0.25 + 0.72 * share)
      }
    case .earlyThenLift: openTooSoon(fault.size, &plan)
    case .wideLine: runWide(by: fault.size, around: bend.apex, &plan)
    case .fastLift:
      lift(at: bend.apex - 0.25 * (bend.end - bend.start), for: fault.size, to: 0.25, &plan)
    case .straightLift: lift(at: liftStation, for: fault.size, to: 0, &plan)
    case .wheelspin:
      guard let pickUp = features.pickUp else { return }
      let start = Double(pickUp) + 6
      for index in plan.stations(start, start + fault.size * clean.speed[pickUp]) { plan.driveEffect[index] = 0.45 }
    case .highGear:
      let end = features.full.map { Double($0) + 60 } ?? bend.end
      for index in plan.stations(bend.start - 20, end) { plan.gearOffset[index] = 1 }
    case .limiter: stayInGear(for: fault.size, &plan)
    }
  }

  /// Pulls the gear on to the limiter and stays there.
  private func stayInGear(for time: Double, _ plan: inout DrivingPlan) {
    guard let upshift else { return }
    let gear = clean.car.gear(clean.speed[upshift])
    let top = clean.car.gears[gear - 1]
    let gain = (top * top - clean.speed[upshift] * clean.speed[upshift]) / 2
    let start = Double(upshift)
    let end = start + gain / max(0.5, clean.acceleration[upshift]) + time * top
    for index in plan.stations(start, end) { plan.speedCap[index] = min(plan.speedCap[index], top) }
    // The foot does not know of the limiter: the throttle stays open on both sides of it, too.
    for index in plan.stations(start, end + 12) { plan.heldGear[index] = gear }
  }

  /// A distance, but no more than the car covers in a time at its slowest: in a hairpin 40 m would be seconds.
  private func inTime(_ distance: Double, _ most: Double) -> Double {
    min(distance, most * clean.speed[features.slowest])
  }

  private var brakingZone: (start: Double, end: Double) {
    (Double(features.brakeStart ?? Int(bend.start)), Double(features.brakeEnd ?? Int(bend.apex)))
  }

  /// Lifts too soon, brakes at the usual mark though slower already, and eases off when it was enough.
  private func coast(_ distance: Double, _ plan: inout DrivingPlan) {
    guard let start = features.brakeStart, let end = features.brakeEnd else { return }
    for index in plan.stations(Double(start) - distance - 3, Double(start)) { plan.throttleCap[index] = 0 }
    let speed = solver.solve(plan, entrySpeed: clean.speed[0]).speed[start]
    let same = (start..<end).first { clean.speed[$0] <= speed } ?? start
    plan.brakeEarlier(by: Double(same - start), from: same, to: end, speed: clean.speed)
  }

  /// Too slow in the middle of a bend, nobody opens the throttle sooner for it.
  private func waitForUsualThrottle(_ plan: inout DrivingPlan) {
    guard let end = features.brakeEnd, let pickUp = features.pickUp else { return }
    for index in plan.stations(Double(end), Double(pickUp)) {
      plan.throttleCap[index] = min(plan.throttleCap[index], 0.18)
    }
  }

  private func brakeSoftly(_ share: Double, _ plan: inout DrivingPlan) {
    let zone = brakingZone
    for index in plan.stations(max(bend.earliest, zone.start - 250), zone.end) {
      plan.brakeStrength[index] -= share
      plan.throttleCap[index] = clean.plan.brakeBan[index] ? plan.throttleCap[index] : 1
    }
  }

  /// Brakes too soon, lets go, and brakes again for the bend.
  private func brakeTwice(_ pause: Double, _ plan: inout DrivingPlan) {
    let zone = brakingZone
    let speed = clean.speed[Int(zone.start)]
    let begin = zone.start - (pause + 0.25) * speed
    for index in plan.stations(begin, begin + 0.35 * speed) { plan.brakeFloor[index] = 0.55 }
    for index in plan.stations(begin - 3, zone.start + 60) {
      plan.throttleCap[index] = 0
      plan.speedCap[index] = RaceCar.fastest
    }
  }

  /// Brakes too late: the car runs wide, is slow where it should be fast again, and the throttle has to wait.
  private func brakeLate(_ metres: Double, _ plan: inout DrivingPlan) {
    let distance = min(metres, 0.25 * Double(brakingLength))
    let zone = brakingZone
    for index in plan.stations(zone.start - 30, zone.start + distance) {
      plan.brakeBan[index] = true
      plan.speedCap[index] = RaceCar.fastest
      plan.throttleCap[index] = Double(index) > zone.start + distance - 5 ? 0 : 1
    }
    for index in plan.stations(zone.start + distance, zone.end) {
      plan.brakeStrength[index] = 0.98
      plan.speedCap[index] = RaceCar.fastest
    }
    recover(wide: 0.8 + 0.12 * distance, wait: 2 + 0.9 * distance, slower: 0.008 + 0.003 * distance, &plan)
  }

  private func lock(_ time: Double, _ plan: inout DrivingPlan) {
    let zone = brakingZone
    let start = zone.start + 0.45 * (zone.end - zone.start)
    for index in plan.stations(zone.start, zone.end) { plan.speedCap[index] = RaceCar.fastest }
    for index in plan.stations(start, min(zone.end, start + time * clean.speed[Int(start)])) {
      plan.brakeEffect[index] = 0.6
    }
    // The brake point is the usual one: he did not know of the lock-up when he braked.
    for index in plan.stations(zone.start - 60, zone.start) { plan.brakeBan[index] = true }
    recover(wide: 0.8 + 1.5 * time, wait: 3 + 12 * time, slower: 0.01 + 0.03 * time, &plan)
  }

  /// After too fast an entry: past the apex, slower and later on the throttle.
  private func recover(wide: Double, wait: Double, slower: Double, _ plan: inout DrivingPlan) {
    runWide(by: wide, around: bend.apex + 10, &plan)
    for index in plan.stations(bend.apex - 15, bend.end + 60) {
      plan.speedScale[index] *=
        1 - slower * DrivingPlan.bump(Double(index), start: bend.apex + 5, end: bend.apex + 15, rise: 20)
    }
    waitForUsualThrottle(&plan)
    if let pickUp = features.pickUp { plan.delayThrottle(from: pickUp - 5, by: 5 + inTime(wait, 0.8)) }
  }

  /// Off the line it is longer, and the tarmac gives less.
  private func runWide(by distance: Double, around centre: Double, _ plan: inout DrivingPlan) {
    let outside = clean.circuit.bends[bend.index].isLeft ? -1.0 : 1.0
    let half = min(40, 0.3 * (bend.end - bend.start))
    // As slowly as a car changes sides at its speed.
    let rise = max(60, 2.8 * clean.speed[features.slowest])
    for index in plan.stations(centre - half - rise, centre + half + rise) {
      let share = DrivingPlan.bump(Double(index), start: centre - half, end: centre + half, rise: rise)
      plan.offset[index] += outside * distance * share
      plan.gripScale[index] *= 1 - 0.012 * distance * share
    }
  }

  /// Takes too much speed off from the usual brake point: with more force where there is some left, else for longer.
  private func slowTooMuch(_ share: Double, _ plan: inout DrivingPlan) {
    let middle = Double(features.slowest)
    let half = max(6, 0.25 * (bend.end - bend.start))
    // Too slow from the end of braking on, not only at the slowest point.
    let first = min(middle - half, Double(features.brakeEnd ?? features.slowest) - 5)
    for index in plan.stations(first - 25, middle + half + 25) {
      plan.speedScale[index] *=
        1 - share * DrivingPlan.bump(Double(index), start: first, end: middle + half, rise: 25)
    }
    guard let start = features.brakeStart else { return }
    waitForUsualThrottle(&plan)
    let approach = max(bend.earliest + 10, Double(start) - 60)
    let zone = plan.stations(approach, middle)
    for index in zone where plan.speedCap[index] < RaceCar.fastest && index > start + 5 {
      plan.speedCap[index] = RaceCar.fastest
    }
    var (low, high) = (0.5, 1.0)
    var trial = plan
    for _ in 0..<6 {
      let strength = (low + high) / 2
      for index in zone { trial.brakeStrength[index] = strength }
      let begins = solver.brakingStart(trial, below: clean.speed, in: zone) ?? start
      if begins < start + 5 { low = strength } else { high = strength }
    }
    for index in zone {
      plan.brakeStrength[index] = high
      if index < start, clean.brake[index] == 0 { plan.brakeBan[index] = true }
    }
    // Until the usual brake point the lap is the usual one.
    for index in plan.stations(approach, Double(start)) {
      plan.speedCap[index] = min(plan.speedCap[index], clean.speed[index])
    }
  }

  private func drag(_ metres: Double, _ plan: inout DrivingPlan) {
    let distance = inTime(metres, 0.7)
    let zone = brakingZone
    for index in plan.stations(zone.end - 4, zone.end + distance) {
      plan.brakeFloor[index] = 0.10
      plan.throttleCap[index] = 0
    }
    waitForUsualThrottle(&plan)
  }

  /// Off the brake too soon, then no pedal until the throttle comes late.
  private func pause(_ metres: Double, _ plan: inout DrivingPlan) {
    let distance = inTime(metres, 0.7)
    let zone = brakingZone
    let pickUp = Double(features.pickUp ?? features.slowest)
    for index in plan.stations(zone.end - distance, zone.end) {
      plan.speedScale[index] *= 0.985
      let ahead = min(index + Int(distance / 2), clean.speed.count - 1)
      plan.speedCap[index] = min(plan.speedCap[index], clean.speed[ahead])
    }
    for index in plan.stations(zone.end - distance, pickUp + distance) { plan.throttleCap[index] = 0 }
  }

  /// Opens the throttle before the car can take it, runs wide with it, and has to let go until the bend is over.
  private func openTooSoon(_ distance: Double, _ plan: inout DrivingPlan) {
    guard let pickUp = features.pickUp else { return }
    let place = Double(pickUp)
    let end = place + 2 + inTime(distance, 0.7)
    for index in plan.stations(place - 14, place + 2) {
      plan.throttleFloor[index] = 0.42
      plan.throttleCap[index] = 1
    }
    for index in plan.stations(place + 2, end) { plan.throttleCap[index] = 0.08 }
    // Faster than the line would allow: that is why it runs wide.
    for index in plan.stations(place - 20, end) { plan.speedScale[index] *= 1.04 }
    runWide(by: 0.6 + 0.03 * distance, around: bend.end, &plan)
  }

  private func lift(at station: Double, for time: Double, to pedal: Double, _ plan: inout DrivingPlan) {
    let speed = clean.speed[min(clean.speed.count - 1, max(0, Int(station)))]
    for index in plan.stations(station, station + time * speed) { plan.throttleCap[index] = pedal }
  }
}
