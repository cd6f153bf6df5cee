extension FaultPlanner {
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
  func stayInGear(for time: Double, _ plan: inout DrivingPlan) {
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
  func inTime(_ distance: Double, _ most: Double) -> Double {
    min(distance, most * clean.speed[features.slowest])
  }

  var brakingZone: (start: Double, end: Double) {
    (Double(features.brakeStart ?? Int(bend.start)), Double(features.brakeEnd ?? Int(bend.apex)))
  }
}
