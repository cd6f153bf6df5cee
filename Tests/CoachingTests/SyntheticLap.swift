import Analysis
import Glibc
import Telemetry
import Timing

/// A lap of two kilometres with three like corners, drawn by its numbers: 60 m/s on the straights, braking from 120 m before each arc
/// for 90 m, 25 m/s until 50 m into it, and flat out from there.
///
/// Whatever is done 10 m too early or too late costs 10 · (1/25 − 1/60) s, and nothing else changes.
struct SyntheticLap: Sendable {
  static let grid = DistanceGrid(length: 2_000)
  /// Seconds that a metre at 25 m/s costs over one at 60 m/s.
  static let cost = 1.0 / 25 - 1.0 / 60
  static let arcs = [400.0, 1_000, 1_600]

  static let corners = arcs.enumerated().map { index, start in
    Corner(
      number: index + 1, name: "T\(index + 1)", direction: .left, cornerClass: .medium, start: start, apex: start + 40,
      end: start + 80, segmentStart: start - 200, complex: index + 1)
  }

  /// By corner's number, m.
  var brakesEarly: [Int: Double] = [:]
  var throttleLate: [Int: Double] = [:]
  /// Corners in which a front wheel locks.
  var locks: Set<Int> = []
  var stretches: [LapStretch] = []
  var kind = LapKind.pace
  var flags: LapFlags = []

  /// Time lost against a lap without faults, s.
  var loss: Double { (brakesEarly.values.reduce(0, +) + throttleLate.values.reduce(0, +)) * Self.cost }

  var trace: LapTrace {
    let grid = Self.grid
    var speed = Array(repeating: 60.0, count: grid.count)
    var throttle = Array(repeating: Float(1), count: grid.count)
    var brake = Array(repeating: Float(0), count: grid.count)
    var wheel = speed
    for (number, arc) in zip(1..., Self.arcs) {
      let braking = arc - 120 - (brakesEarly[number] ?? 0)
      let pickUp = arc + 50 + (throttleLate[number] ?? 0)
      for index in 0..<grid.count {
        let station = grid.station(index)
        guard station >= braking, station < pickUp + 150 else { continue }
        if station < pickUp {
          speed[index] = max(25, 60 - 35 * (station - braking) / 90)
          // Balanced in the arc: on neither pedal for no time at all.
          throttle[index] = station < braking + 90 ? 0 : 0.1
          brake[index] = station < braking + 90 ? 0.8 : 0
        } else {
          // At one power the cube of the speed grows evenly.
          speed[index] = cbrt(pow(25, 3) + (pow(60, 3) - pow(25, 3)) * (station - pickUp) / 150)
        }
        wheel[index] = locks.contains(number) && station < braking + 30 ? 0.5 * speed[index] : speed[index]
      }
    }
    var times = [0.0]
    for index in 1..<grid.count { times.append(times[index - 1] + grid.spacing * slowness(speed, index - 1)) }
    let end = times[grid.count - 1] + (grid.length - grid.station(grid.count - 1)) / 60
    let floats = speed.map(Float.init)
    return LapTrace(
      grid: grid, lapTime: end, time: times,
      columns: [
        .speed: floats, .throttle: throttle, .brake: brake, .wheelSpeedFrontLeft: wheel.map(Float.init),
        .wheelSpeedFrontRight: floats, .wheelSpeedRearLeft: floats, .wheelSpeedRearRight: floats,
      ], stretches: stretches)
  }

  private func slowness(_ speed: [Double], _ index: Int) -> Double { (1 / speed[index] + 1 / speed[index + 1]) / 2 }

  func lap(_ serial: Int, number: Int? = nil) -> Lap {
    let trace = trace
    return Lap(serial: serial, number: number ?? serial, kind: kind, flags: flags, time: trace.lapTime, trace: trace)
  }
}
