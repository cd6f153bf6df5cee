internal import Telemetry

/// Makes what a car measures of turning positive to the left. Loggers differ in their signs; the way the car drove does not.
enum TurnSigns {
  private static let channels: [Channel] = [.yawRate, .lateralAcceleration, .steering]
  /// s before and after a sample between which its direction is taken.
  private static let reach = 0.5
  /// m/s; slower than this a fix tells no direction.
  private static let slowest = 5.0
  /// A correlation weaker than this says nothing.
  private static let plain = 0.3

  static func correct(_ series: inout [Channel: [Float]], times: [Double]) {
    guard let x = series[.positionX], let z = series[.positionZ], times.count > 20 else { return }
    let left = turning(x, z, times)
    for channel in channels {
      guard let values = series[channel], correlation(left, values) < -plain else { continue }
      series[channel] = values.map { -$0 }
    }
  }

  /// Makes the steering positive to the left where the lateral acceleration is, for exports without a place on the globe.
  static func alignSteering(_ series: inout [Channel: [Float]]) {
    guard let lateral = series[.lateralAcceleration], let steering = series[.steering],
      correlation(lateral, steering) < -plain
    else { return }
    series[.steering] = steering.map { -$0 }
  }

  /// Yaw rate by the way driven, rad/s, positive to the left; not a number where it is not plain.
  private static func turning(_ x: [Float], _ z: [Float], _ times: [Double]) -> [Float] {
    var result = [Float](repeating: .nan, count: times.count)
    var before = 0
    var after = 0
    for index in times.indices {
      while times[index] - times[before] > reach { before += 1 }
      while after + 1 < times.count, times[after] - times[index] < reach { after += 1 }
      guard before < index, after > index else { continue }
      let (ax, az) = (Double(x[index] - x[before]), Double(z[index] - z[before]))
      let (bx, bz) = (Double(x[after] - x[index]), Double(z[after] - z[index]))
      let (first, second) = ((ax * ax + az * az).squareRoot(), (bx * bx + bz * bz).squareRoot())
      let (earlier, later) = (times[index] - times[before], times[after] - times[index])
      guard first > slowest * earlier, second > slowest * later else { continue }
      // South is positive: seen from above, a left turn goes against the sense from east to south.
      let sine = -(ax * bz - az * bx) / (first * second)
      result[index] = Float(sine / ((earlier + later) / 2))
    }
    return result
  }

  private static func correlation(_ a: [Float], _ b: [Float]) -> Double {
    var products = 0.0
    var squaresA = 0.0
    var squaresB = 0.0
    for index in a.indices where a[index].isFinite && b[index].isFinite {
      products += Double(a[index] * b[index])
      squaresA += Double(a[index] * a[index])
      squaresB += Double(b[index] * b[index])
    }
    let size = (squaresA * squaresB).squareRoot()
    return size > 0 ? products / size : 0
  }
}
