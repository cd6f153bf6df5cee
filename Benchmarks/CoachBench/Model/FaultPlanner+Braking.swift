extension FaultPlanner {
  /// Lifts too soon, brakes at the usual mark though slower already, and eases off when it was enough.
  func coast(_ distance: Double, _ plan: inout DrivingPlan) {
    guard let start = features.brakeStart, let end = features.brakeEnd else { return }
    for index in plan.stations(Double(start) - distance - 3, Double(start)) { plan.throttleCap[index] = 0 }
    let speed = solver.solve(plan, entrySpeed: clean.speed[0]).speed[start]
    let same = (start..<end).first { clean.speed[$0] <= speed } ?? start
    plan.brakeEarlier(by: Double(same - start), from: same, to: end, speed: clean.speed)
  }

  /// Too slow in the middle of a bend, nobody opens the throttle sooner for it.
  func waitForUsualThrottle(_ plan: inout DrivingPlan) {
    guard let end = features.brakeEnd, let pickUp = features.pickUp else { return }
    for index in plan.stations(Double(end), Double(pickUp)) {
      plan.throttleCap[index] = min(plan.throttleCap[index], 0.18)
    }
  }

  func brakeSoftly(_ share: Double, _ plan: inout DrivingPlan) {
    let zone = brakingZone
    for index in plan.stations(max(bend.earliest, zone.start - 250), zone.end) {
      plan.brakeStrength[index] -= share
      plan.throttleCap[index] = clean.plan.brakeBan[index] ? plan.throttleCap[index] : 1
    }
  }

  /// Brakes too soon, lets go, and brakes again for the bend.
  func brakeTwice(_ pause: Double, _ plan: inout DrivingPlan) {
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
  func brakeLate(_ metres: Double, _ plan: inout DrivingPlan) {
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

  func lock(_ time: Double, _ plan: inout DrivingPlan) {
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
  func recover(wide: Double, wait: Double, slower: Double, _ plan: inout DrivingPlan) {
    runWide(by: wide, around: bend.apex + 10, &plan)
    for index in plan.stations(bend.apex - 15, bend.end + 60) {
      plan.speedScale[index] *=
        1 - slower * DrivingPlan.bump(Double(index), start: bend.apex + 5, end: bend.apex + 15, rise: 20)
    }
    waitForUsualThrottle(&plan)
    if let pickUp = features.pickUp { plan.delayThrottle(from: pickUp - 5, by: 5 + inTime(wait, 0.8)) }
  }

  /// Off the line it is longer, and the tarmac gives less.
  func runWide(by distance: Double, around centre: Double, _ plan: inout DrivingPlan) {
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
  func slowTooMuch(_ share: Double, _ plan: inout DrivingPlan) {
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

  func drag(_ metres: Double, _ plan: inout DrivingPlan) {
    let distance = inTime(metres, 0.7)
    let zone = brakingZone
    for index in plan.stations(zone.end - 4, zone.end + distance) {
      plan.brakeFloor[index] = 0.10
      plan.throttleCap[index] = 0
    }
    waitForUsualThrottle(&plan)
  }
}
