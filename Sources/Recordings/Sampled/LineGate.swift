internal import Glibc

/// A line across the track, by its middle and the way the cars go over it.
struct LineGate: Sendable {
  /// m on the plane of the recording.
  var x: Double
  var z: Double
  /// Direction of travel, of length 1.
  var directionX: Double
  var directionZ: Double
  /// m to either side of the middle.
  var halfWidth: Double

  /// s; a car does not come round sooner.
  private static let shortestLap = 10.0
  /// s and m between two samples over which a crossing is still believed.
  private static let longestStep = 2.5

  /// The times at which the car crossed it the right way, on the line between the samples on both sides.
  func crossings(x east: [Float], z south: [Float], times: [Double]) -> [Double] {
    var found: [Double] = []
    var last: Int?
    for index in times.indices where east[index].isFinite && south[index].isFinite {
      defer { last = index }
      guard let last, times[index] - times[last] <= Self.longestStep else { continue }
      let before = along(Double(east[last]), Double(south[last]))
      let after = along(Double(east[index]), Double(south[index]))
      guard before < 0, after >= 0 else { continue }
      let share = before / (before - after)
      let place = (
        x: Double(east[last]) + share * Double(east[index] - east[last]),
        z: Double(south[last]) + share * Double(south[index] - south[last])
      )
      guard abs(beside(place.x, place.z)) <= halfWidth else { continue }
      let time = times[last] + share * (times[index] - times[last])
      if let previous = found.last, time - previous < Self.shortestLap { continue }
      found.append(time)
    }
    return found
  }

  private func along(_ x: Double, _ z: Double) -> Double { (x - self.x) * directionX + (z - self.z) * directionZ }

  private func beside(_ x: Double, _ z: Double) -> Double { (z - self.z) * directionX - (x - self.x) * directionZ }
}
