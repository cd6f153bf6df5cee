import Telemetry
import TestSupport
import Testing
import Timing

@testable import Analysis

/// A lap of a kilometre at 50 m/s, 2 m and 0.04 s from station to station, whose channels are functions of the station.
struct HandmadeTrace {
  var length = 1_000.0
  var channels: [Channel: (Double) -> Double] = [.speed: { _ in 50 }]
  /// m, positive left.
  var offset: ((Double) -> Double)?
  var holes: [ClosedRange<Double>] = []
  var stretches: [LapStretch] = []

  var trace: LapTrace {
    let grid = DistanceGrid(length: length)
    let stations = (0..<grid.count).map(grid.station)
    return LapTrace(
      grid: grid, lapTime: length / 50, time: stations.map { $0 / 50 },
      columns: channels.mapValues { value in stations.map { Float(value($0)) } },
      lateralOffset: offset.map { offset in stations.map { Float(offset($0)) } }, holes: holes, stretches: stretches)
  }
}

@Suite struct CornerMeasurementTests {
  /// A left-hander whose segment runs from 200 m to 800 m.
  private static func corner(_ direction: Corner.Direction = .left, shift: Double = 0) -> Corner {
    Corner(
      number: 1, name: "T1", direction: direction, cornerClass: .medium, start: 400 + shift, apex: 440 + shift,
      end: 480 + shift, segmentStart: 200 + shift, complex: 1)
  }

  /// A trapezoid: from 0 up to 1, and down again.
  private static func ramp(_ up: ClosedRange<Double>, _ down: ClosedRange<Double>) -> (Double) -> Double {
    { station in
      if station < up.lowerBound || station > down.upperBound { return 0 }
      if station < up.upperBound { return (station - up.lowerBound) / (up.upperBound - up.lowerBound) }
      if station > down.lowerBound { return (down.upperBound - station) / (down.upperBound - down.lowerBound) }
      return 1
    }
  }

  private static func isIn(_ range: Range<Double>, _ yes: Double = 1, else no: Double = 0) -> (Double) -> Double {
    { range.contains($0) ? yes : no }
  }

  private func measure(
    _ direction: Corner.Direction = .left, referenceTurnIn: Double? = nil,
    _ change: (inout HandmadeTrace) -> Void
  ) throws -> CornerMetrics {
    var lap = HandmadeTrace()
    change(&lap)
    return try #require(
      CornerMeasurement.measure(
        Self.corner(direction), segmentEnd: 800, on: lap.trace, referenceTurnIn: referenceTurnIn))
  }

  private func near(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-4) -> Bool {
    value.map { abs($0 - expected) <= tolerance } ?? false
  }

  // Braking.

  /// Up over 20 m from 300 m, down over 40 m from 381 m.
  private let pedal = Self.ramp(300...320, 381...421)

  @Test func brake() throws {
    let metrics = try measure {
      $0.channels[.brake] = pedal
      $0.channels[.speed] = { 50 - 0.2 * min(max(0, $0 - 300), 120) }
    }
    #expect(near(metrics.brakeStart, 301), "5 % of 20 m")
    #expect(near(metrics.brakeSpeed, 49.8))
    #expect(metrics.peakBrake == 1 && near(metrics.peakBrakeStation, 320, within: 2))
    #expect(near(metrics.brakeRise, 17.0 / 50), "from 301 m to 318 m")
    #expect(metrics.brakeRelease == 420, "the first station below 5 %")
    #expect(near(metrics.releaseTime, 30.0 / 50), "from 388 m to 418 m")
    #expect(metrics.brakePresses == 1)
    // 0.2 m/s a metre at 50 m a second.
    #expect(near(metrics.peakDeceleration, 10, within: 1e-3))
    #expect(near(metrics.segmentTime, 12))
  }

  @Test func aBrushOfThePedalIsNoBraking() throws {
    // 15 % for 0.1 s and more, or not.
    for (height, width, isBraking) in [
      (0.15, 8.0, true), (0.149, 8, false), (1, 8, true), (1, 4, false),
    ] {
      let metrics = try measure { $0.channels[.brake] = Self.isIn(300..<(300 + width), height) }
      #expect((metrics.brakeStart != nil) == isBraking, "\(height) over \(width) m")
      #expect(metrics.brakePresses == (isBraking ? 1 : 0))
    }
    #expect(try measure { _ in }.brakePresses == nil, "no channel")
    // Only up to 20 m after the apex.
    #expect(try measure { $0.channels[.brake] = Self.isIn(458..<480) }.brakeStart != nil)
    #expect(try measure { $0.channels[.brake] = Self.isIn(464..<480) }.brakeStart == nil)
  }

  @Test func twoPresses() throws {
    // Off from the station after the first press to the beginning of the second.
    for (pause, count) in [(12.0, 2), (8.0, 1)] {
      let metrics = try measure {
        $0.channels[.brake] = { (300..<320).contains($0) || (320 + pause..<360).contains($0) ? 0.8 : 0 }
      }
      #expect(metrics.brakePresses == count, "\(pause / 50) s")
      #expect(near(metrics.brakeStart, 298.125), "5 % of the step of 80 %")
      #expect(metrics.brakeRelease == 360, "of the last one")
    }
  }

  @Test func whoBrakesBeforeTheSegmentHasBegunThere() throws {
    let metrics = try measure { $0.channels[.brake] = Self.isIn(170..<330) }
    #expect(near(metrics.brakeStart, 168.1))
    #expect(try measure { $0.channels[.brake] = Self.isIn(60..<330) }.brakeStart == 120, "80 m at most")
  }

  @Test func liftAndGap() throws {
    let metrics = try measure {
      $0.channels[.brake] = Self.isIn(300..<420)
      $0.channels[.throttle] = { $0 < 291 || $0 > 460 ? 1 : 0 }
    }
    // Back from 298.1 m in steps of 2 m to where the throttle is half open.
    #expect(near(metrics.lift, 290.1))
    #expect(near(metrics.liftToBrakeGap, 8.0 / 50))
    #expect(near(metrics.coastBeforeBrake, 0.16), "292, 294, 296 and 298 m")
    let together = try measure {
      $0.channels[.brake] = Self.isIn(300..<420)
      $0.channels[.throttle] = { $0 < 310 ? 1 : 0 }
    }
    #expect(together.liftToBrakeGap == 0 && together.coastBeforeBrake == 0)
    let without = try measure {
      $0.channels[.brake] = { _ in 0 }
      $0.channels[.throttle] = { $0 < 291 || $0 > 460 ? 1 : 0 }
    }
    #expect(near(without.lift, 290.2), "90 % of the step, where nobody brakes")
    #expect(without.liftToBrakeGap == nil)
  }

  // Turning.

  @Test func turnInAndTrail() throws {
    let metrics = try measure {
      $0.channels[.steering] = Self.ramp(389...429, 460...480)
      $0.channels[.brake] = Self.isIn(300..<420)
    }
    #expect(metrics.turnIn == 396, "the first station with 15 % of the peak")
    #expect(metrics.trailLength == 24)
    #expect(near(metrics.trailShare, 12.0 / 60), "12 of 60 stations")
    #expect(near(metrics.steeringPeak, 1))
    let early = try measure {
      $0.channels[.steering] = Self.ramp(389...429, 460...480)
      $0.channels[.brake] = Self.isIn(300..<380)
    }
    #expect(early.trailLength == 0 && early.trailShare == 0)
  }

  @Test func turnInWithoutSteeringOrAgainstTheCornerBefore() throws {
    let lateral = try measure { $0.channels[.lateralAcceleration] = { 10 * Self.ramp(389...429, 460...480)($0) } }
    #expect(lateral.turnIn == 400, "a quarter of the peak")
    let chicane = try measure {
      $0.channels[.steering] = { $0 < 360 ? 0.5 : $0 < 410 ? -0.5 : 1 }
    }
    #expect(chicane.turnIn == 410)
    #expect(try measure { _ in }.turnIn == nil)
    let right = try measure(.right) { $0.channels[.steering] = { -Self.ramp(389...429, 460...480)($0) } }
    #expect(right.turnIn == 396 && near(right.steeringPeak, 1))
  }

  @Test func meansOverTheArc() throws {
    let metrics = try measure {
      $0.channels[.steering] = Self.isIn(400..<440, 0.5, else: 0.25)
      $0.channels[.lateralAcceleration] = Self.isIn(400..<440, 12, else: 6)
    }
    #expect(near(metrics.steeringMean, 0.375) && near(metrics.lateralMean, 9))
    let right = try measure(.right) {
      $0.channels[.steering] = { _ in -0.5 }
      $0.channels[.lateralAcceleration] = { _ in -8 }
    }
    #expect(near(right.steeringMean, 0.5) && near(right.lateralMean, 8))
  }

  @Test func counterSteer() throws {
    for (angle, time) in [(-0.2, 0.2), (-0.081, 0.2), (-0.079, 0)] {
      let metrics = try measure {
        $0.channels[.steering] = { (460..<470).contains($0) ? angle : $0 < 450 ? 1 : 0 }
      }
      #expect(near(metrics.counterSteerTime, time), "\(angle)")
    }
  }

  @Test func slide() throws {
    // 10 m/s² at 50 m/s are 0.2 rad/s of path.
    for (yaw, lateral, time) in [(0.25, 10.0, 0.4), (0.241, 10, 0.4), (0.239, 10, 0), (0.25, 4, 0), (0.25, 4.1, 0.4)] {
      let metrics = try measure {
        $0.channels[.lateralAcceleration] = { _ in lateral }
        $0.channels[.yawRate] = Self.isIn(440..<460, yaw, else: 0.05)
      }
      #expect(near(metrics.slideTime, time), "\(yaw) at \(lateral)")
    }
    #expect(try measure { $0.channels[.lateralAcceleration] = { _ in 10 } }.slideTime == nil)
  }

  @Test func offsets() throws {
    // 3 m left at turn-in, 1 m right at the apex, 4 m right at the exit; farthest left in the arc at 410 m.
    func place(_ station: Double) -> Double {
      switch station {
      case 380: 3
      case 410: 5
      case 440: -1
      case 480: -4
      default: 0
      }
    }
    let left = try measure(referenceTurnIn: 380) { $0.offset = place }
    #expect(left.turnInOffset == -3 && left.apexOffset == 1 && left.exitOffset == 4)
    #expect(left.insideStation == 410)
    let right = try measure(.right, referenceTurnIn: 380) { $0.offset = place }
    #expect(right.turnInOffset == 3 && right.apexOffset == -1 && right.exitOffset == -4)
    #expect(right.insideStation == 440)
    #expect(try measure { _ in }.apexOffset == nil)
  }

  // Speeds.

  @Test func speeds() throws {
    let metrics = try measure(referenceTurnIn: 390) {
      $0.channels[.speed] = { station in
        station < 424 ? 50 - 25 * max(0, station - 300) / 124 : station <= 436 ? 25 : 25 + (station - 436) / 10
      }
    }
    #expect(near(metrics.minimumSpeed, 25) && metrics.minimumSpeedStation == 430, "the middle of its shortest part")
    #expect(near(metrics.entrySpeed, 50 - 25 * 90 / 124))
    #expect(near(metrics.exitSpeed, 29.4) && near(metrics.laterExitSpeed, 39.4))
    #expect(near(metrics.topSpeed, 25 + 362.0 / 10), "at 798 m")
  }

  @Test func theSlowestPointIsAfterTheDriverActed() throws {
    // Slow out of the corner before, flat, and slow again.
    func lap(_ lap: inout HandmadeTrace) {
      lap.channels[.speed] = { $0 < 370 ? 20 : $0 < 420 ? 60 : $0 < 450 ? 30 : 50 }
      lap.channels[.throttle] = { $0 < 340 ? 0 : $0 < 400 ? 1 : 0 }
    }
    #expect(near(try measure { lap(&$0) }.minimumSpeed, 30))
    let blind = try measure {
      lap(&$0)
      $0.channels[.throttle] = nil
    }
    #expect(near(blind.minimumSpeed, 20))
  }

  // Throttle.

  @Test func throttle() throws {
    let metrics = try measure {
      $0.channels[.brake] = Self.isIn(300..<420)
      $0.channels[.throttle] = { $0 < 291 ? 1 : min(1, max(0, ($0 - 440) / 20)) }
      $0.channels[.speed] = { 25 + abs($0 - 430) / 10 }
    }
    #expect(near(metrics.throttlePickUp, 444) && near(metrics.fullThrottle, 459))
    #expect(near(metrics.coastBeforeThrottle, 0.44), "from 420 m to 440 m")
    #expect(metrics.minimumThrottle == 0)
    // From 340 m, 60 m before the arc, to the last station below 80 %.
    #expect(near(metrics.liftTime, 58 * 0.04))
    #expect(metrics.throttleDips == 0 && metrics.deepestDip == 0)
    #expect(near(metrics.runThrottleShare, 170 * 0.04 / 6.82, within: 1e-6))
  }

  @Test func aTouchOfTheThrottleIsNoPickUp() throws {
    // 0.3 s are 15 m.
    for (width, pickUp, full) in [(18.0, 438.4, 479.9), (14, 478.4, 480)] {
      let metrics = try measure {
        $0.channels[.throttle] = { (440..<(440 + width)).contains($0) || $0 >= 480 ? 1 : 0 }
        $0.channels[.speed] = { 25 + abs($0 - 430) / 10 }
      }
      #expect(near(metrics.throttlePickUp, pickUp), "\(width) m")
      #expect(near(metrics.fullThrottle, full), "held for half a second")
    }
  }

  @Test func dips() throws {
    for (depth, count) in [(0.3, 1), (0.16, 1), (0.14, 0)] {
      let metrics = try measure {
        $0.channels[.throttle] = { $0 < 440 ? 0 : (460..<470).contains($0) ? 0.6 - depth : $0 < 500 ? 0.6 : 1 }
        $0.channels[.speed] = { 25 + abs($0 - 430) / 10 }
      }
      #expect(metrics.throttleDips == count, "\(depth)")
      #expect(near(metrics.deepestDip, count > 0 ? depth : 0, within: 1e-6))
    }
    let twice = try measure {
      $0.channels[.throttle] = {
        $0 < 440 ? 0 : (450..<456).contains($0) ? 0.4 : (470..<476).contains($0) ? 0.2 : $0 < 500 ? 0.6 : 1
      }
      $0.channels[.speed] = { 25 + abs($0 - 430) / 10 }
    }
    #expect(twice.throttleDips == 2 && near(twice.deepestDip, 0.4, within: 1e-6))
  }

  @Test func flatAndLifted() throws {
    let flat = try measure { $0.channels[.throttle] = { _ in 1 } }
    #expect(flat.minimumThrottle == 1 && flat.liftTime == 0 && flat.runThrottleShare == 1)
    let lifted = try measure { $0.channels[.throttle] = Self.isIn(400..<420, 0.5, else: 1) }
    #expect(lifted.minimumThrottle == 0.5 && near(lifted.liftTime, 0.4))
    // A lift on the run: 25 stations of 50 m.
    let later = try measure { $0.channels[.throttle] = Self.isIn(600..<650, 0.5, else: 1) }
    let full = try #require(later.fullThrottle)
    #expect(near(later.runThrottleShare, 1 - 25 * 0.04 / ((800 - full) / 50), within: 1e-6))
    #expect(try measure { _ in }.minimumThrottle == nil)
  }

  // Engine.

  @Test func gearLimiterAndShifts() throws {
    let metrics = try measure {
      $0.channels[.speed] = { 25 + abs($0 - 430) / 10 }
      $0.channels[.throttle] = { $0 < 440 ? 0 : 1 }
      $0.channels[.gear] = { $0 < 500 ? 2 : $0 < 700 ? 3 : 4 }
      $0.channels[.engineSpeedLimit] = { _ in 8_000 }
      $0.channels[.engineSpeed] = { station in
        (600..<620).contains(station) ? 7_961 : station == 698 ? 7_500 : station == 496 ? 7_100 : 5_000
      }
    }
    #expect(metrics.gear == 2)
    #expect(near(metrics.limiterTime, 0.4))
    #expect(near(metrics.upshiftSpeed, 7_300), "the mean of 7100 and 7500")
    let under = try measure {
      $0.channels[.throttle] = { _ in 0.9 }
      $0.channels[.gear] = { $0 < 700 ? 3 : 4 }
      $0.channels[.engineSpeedLimit] = { _ in 8_000 }
      $0.channels[.engineSpeed] = { _ in 8_000 }
    }
    #expect(under.limiterTime == 0 && under.upshiftSpeed == nil, "not at full throttle")
    let down = try measure {
      $0.channels[.throttle] = { _ in 1 }
      $0.channels[.gear] = { $0 < 700 ? 4 : 3 }
      $0.channels[.engineSpeed] = { _ in 8_000 }
    }
    #expect(down.upshiftSpeed == nil && down.limiterTime == nil && down.gear == 4)
  }

  // Grip.

  private func wheels(_ lap: inout HandmadeTrace, _ wheel: Wheel, _ factor: Double, _ range: Range<Double>) {
    for other in Wheel.allCases {
      lap.channels[other.channel(from: .wheelSpeedFrontLeft)] =
        other == wheel ? Self.isIn(range, 50 * factor, else: 50) : { _ in 50 }
    }
  }

  @Test(arguments: Wheel.allCases) func lock(wheel: Wheel) throws {
    for (factor, pedal, time) in [(0.5, 1.0, 0.4), (0.84, 1, 0.4), (0.86, 1, 0), (0.5, 0.21, 0.4), (0.5, 0.19, 0)] {
      let metrics = try measure {
        $0.channels[.brake] = Self.isIn(300..<420, pedal)
        wheels(&$0, wheel, factor, 320..<340)
      }
      #expect(near(metrics.lockTime, time), "\(factor) at \(pedal)")
      #expect(metrics.lockWheel == (time > 0 ? wheel : nil))
    }
  }

  @Test(arguments: Wheel.allCases) func spin(wheel: Wheel) throws {
    for (factor, pedal, time) in [(1.5, 1.0, 0.4), (1.13, 1, 0.4), (1.11, 1, 0), (1.5, 0.41, 0.4), (1.5, 0.39, 0)] {
      let metrics = try measure {
        $0.channels[.throttle] = { _ in pedal }
        wheels(&$0, wheel, factor, 500..<520)
      }
      #expect(near(metrics.spinTime, time), "\(factor) at \(pedal)")
    }
  }

  @Test func gripNeedsFourWheels() throws {
    let metrics = try measure {
      $0.channels[.brake] = Self.isIn(300..<420)
      wheels(&$0, .frontLeft, 0.5, 320..<340)
      $0.channels[.wheelSpeedRearRight] = nil
    }
    #expect(metrics.lockTime == nil && metrics.spinTime == nil)
  }

  @Test func aids() throws {
    let metrics = try measure {
      $0.channels[.throttle] = { _ in 1 }
      $0.channels[.throttleApplied] = Self.isIn(500..<520, 0.5, else: 1)
      $0.channels[.brake] = Self.isIn(300..<420)
      $0.channels[.brakeApplied] = { (300..<420).contains($0) ? (340..<350).contains($0) ? 0.75 : 1 : 0 }
    }
    #expect(near(metrics.tractionAid, 50 * 0.4), "half of the pedal for 0.4 s")
    #expect(near(metrics.brakeAid, 25 * 0.2))
    #expect(try measure { $0.channels[.throttle] = { _ in 1 } }.tractionAid == nil)
  }

  // The ring.

  @Test func aCornerOverTheLineIsMeasuredLikeAnyOther() throws {
    func lap(_ shift: Double) -> HandmadeTrace {
      func moved(_ value: @escaping (Double) -> Double) -> (Double) -> Double {
        { station in
          let place = (station - shift).truncatingRemainder(dividingBy: 1_000)
          return value(place < 0 ? place + 1_000 : place)
        }
      }
      return HandmadeTrace(
        channels: [
          .speed: moved { 25 + abs($0 - 430) / 10 }, .brake: moved(Self.ramp(300...320, 381...421)),
          .throttle: moved { $0 < 291 ? 1 : min(1, max(0, ($0 - 440) / 20)) },
          .steering: moved(Self.ramp(389...429, 460...480)),
        ], offset: moved { $0 / 100 })
    }
    let usual = try #require(
      CornerMeasurement.measure(Self.corner(), segmentEnd: 800, on: lap(0).trace, referenceTurnIn: nil))
    for shift in [560.0, 600, 700] {
      let metrics = try #require(
        CornerMeasurement.measure(
          Self.corner(shift: shift), segmentEnd: 800 + shift, on: lap(shift).trace, referenceTurnIn: nil))
      let stations: Set<String> = [
        "brakeStart", "lift", "peakBrakeStation", "brakeRelease", "turnIn", "minimumSpeedStation", "throttlePickUp",
        "fullThrottle", "insideStation",
      ]
      for metric in CornerMetric.all {
        let expected = metric.get(usual).map { $0 + (stations.contains(metric.name) ? shift : 0) }
        let value = metric.get(metrics)
        #expect((value == nil) == (expected == nil), "\(metric.name)")
        if let value, let expected { #expect(abs(value - expected) < 1e-3, "\(metric.name) with \(shift)") }
      }
    }
  }

  @Test func aHoleHidesTheCorner() {
    for (hole, isHidden) in [(790.0...810, true), (190.0...210, true), (800.0...900, false), (100.0...200, false)] {
      let trace = HandmadeTrace(holes: [hole]).trace
      let metrics = CornerMeasurement.measure(Self.corner(), segmentEnd: 800, on: trace, referenceTurnIn: nil)
      #expect((metrics == nil) == isHidden, "\(hole)")
    }
    let bare = HandmadeTrace(channels: [:]).trace
    #expect(CornerMeasurement.measure(Self.corner(), segmentEnd: 800, on: bare, referenceTurnIn: nil) == nil)
  }
}
