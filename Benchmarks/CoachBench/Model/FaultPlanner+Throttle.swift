extension FaultPlanner {
  /// Off the brake too soon, then no pedal until the throttle comes late.
  func pause(_ metres: Double, _ plan: inout DrivingPlan) {
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
  func openTooSoon(_ distance: Double, _ plan: inout DrivingPlan) {
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

  func lift(at station: Double, for time: Double, to pedal: Double, _ plan: inout DrivingPlan) {
    let speed = clean.speed[min(clean.speed.count - 1, max(0, Int(station)))]
    for index in plan.stations(station, station + time * speed) { plan.throttleCap[index] = pedal }
  }
}
