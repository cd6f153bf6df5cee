import Glibc

/// What the driver means to do at each metre of a lap and of the first stretch of the next one.
struct DrivingPlan: Sendable {
  /// Side of the line, m, positive left.
  var offset: [Double]
  /// Grip and target speed in the bends against what the car could do.
  var gripScale: [Double]
  var speedScale: [Double]
  /// Share of the grip that the brakes may use.
  var brakeStrength: [Double]
  /// Brakes work this well: less with locked wheels.
  var brakeEffect: [Double]
  /// The brake stays on by at least this share of the grip.
  var brakeFloor: [Double]
  /// The driver does not brake here, whatever comes.
  var brakeBan: [Bool]
  /// The throttle goes no further, or no less far.
  var throttleCap: [Double]
  var throttleFloor: [Double]
  /// The driven wheels spin: this share of the pedal drives the car.
  var driveEffect: [Double]
  /// No faster than this, m/s, whether or not the car could.
  var speedCap: [Double]
  /// Gears above the right one.
  var gearOffset: [Int]
  /// The engine is held on its limiter in the gear that it was in.
  var heldGear: [Int]

  init(count: Int) {
    offset = Array(repeating: 0, count: count)
    gripScale = Array(repeating: 1, count: count)
    speedScale = gripScale
    brakeStrength = Array(repeating: 0.92, count: count)
    brakeEffect = gripScale
    brakeFloor = offset
    brakeBan = Array(repeating: false, count: count)
    throttleCap = gripScale
    throttleFloor = offset
    driveEffect = gripScale
    speedCap = Array(repeating: RaceCar.fastest, count: count)
    gearOffset = Array(repeating: 0, count: count)
    heldGear = gearOffset
  }

  var count: Int { offset.count }

  /// The stations of a stretch that the plan has.
  func stations(_ start: Double, _ end: Double) -> Range<Int> {
    let first = min(count, max(0, Int(start.rounded())))
    return first..<max(first, min(count, Int(end.rounded())))
  }

  /// Adds a bump that rises over `rise` m before `start` and falls over as much after `end`.
  static func bump(_ station: Double, start: Double, end: Double, rise: Double) -> Double {
    let beyond = max(start - station, station - end)
    guard beyond > 0 else { return 1 }
    return beyond >= rise ? 0 : 0.5 + 0.5 * cos(.pi * beyond / rise)
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
