import Telemetry
import Timing

extension CornerMeasurement {
  static func grip(of corner: Corner, segmentEnd: Double, lap: ClosedLap, into metrics: inout CornerMetrics) {
    wheels(of: corner, segmentEnd: segmentEnd, lap: lap, into: &metrics)
    if let throttle = lap.throttle, let applied = lap.column(.throttleApplied) {
      metrics.tractionAid = taken(throttle, applied, from: corner.start, to: segmentEnd, lap: lap)
    }
    if let brake = lap.brake, let applied = lap.column(.brakeApplied) {
      metrics.brakeAid = taken(brake, applied, from: corner.segmentStart, to: corner.end, lap: lap)
    }
  }

  /// What an aid took of a pedal, %·s.
  private static func taken(
    _ pedal: [Float], _ applied: [Float], from start: Double, to end: Double, lap: ClosedLap
  ) -> Double {
    lap.stations(from: start, to: end).reduce(0) { sum, station in
      sum + 100 * max(0, lap.value(pedal, station) - lap.value(applied, station)) * lap.stepTime(station)
    }
  }

  private static func wheels(
    of corner: Corner, segmentEnd: Double, lap: ClosedLap, into metrics: inout CornerMetrics
  ) {
    let wheels = Wheel.allCases.compactMap { wheel in
      lap.column(wheel.channel(from: .wheelSpeedFrontLeft)).map { (wheel, $0) }
    }
    guard wheels.count == Wheel.allCases.count else { return }
    if let brake = lap.brake {
      metrics.lockTime = 0
      for (wheel, speeds) in wheels {
        let time = lap.longestTime(from: corner.segmentStart, to: corner.end) { station in
          let speed = lap.speed(station)
          return speed > 5 && lap.value(brake, station) >= lockBrake
            && lap.value(speeds, station) < lockRatio * speed
        }
        if time > metrics.lockTime ?? 0 { (metrics.lockTime, metrics.lockWheel) = (time, wheel) }
      }
    }
    if let throttle = lap.throttle {
      metrics.spinTime = wheels.map { _, speeds in
        lap.longestTime(from: corner.start, to: segmentEnd) { station in
          let speed = lap.speed(station)
          return speed > 5 && lap.value(throttle, station) >= spinThrottle
            && lap.value(speeds, station) > spinRatio * speed
        }
      }.max()
    }
  }
}
