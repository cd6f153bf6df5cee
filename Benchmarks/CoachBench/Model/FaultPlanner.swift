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

  var brakingLength: Int { features.brakeStart.map { (features.brakeEnd ?? $0) - $0 } ?? 0 }

  /// Metres at full throttle after the bend.
  private var roomToFull: Int {
    guard let pickUp = features.pickUp, let end = features.fullEnd else { return 0 }
    return end - pickUp
  }

  var liftStation: Double {
    guard let full = features.full, let end = features.fullEnd else { return bend.apex }
    return Double(full) + 0.35 * Double(end - full)
  }

  /// First upshift at full throttle after the bend, with room before the next braking.
  var upshift: Int? {
    guard let full = features.full, let end = features.fullEnd, end - full > 120 else { return nil }
    return (full..<end - 100).first {
      clean.car.gear(clean.speed[$0]) < clean.car.gear(clean.speed[$0 + 1])
    }
  }
}
