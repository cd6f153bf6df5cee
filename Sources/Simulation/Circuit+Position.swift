import Glibc
import Telemetry

extension Circuit {
  /// The place at a station, m from the line, some metres to the left of it, as a game with z towards the reader sends it.
  func position(at station: Double, offset: Double) -> Position {
    let count = x.count
    let index = max(0, min(count - 1, Int(station)))
    let following = (index + 1) % count
    let share = max(0, min(1, station - Double(index)))
    return Position(
      x: x[index] + (x[following] - x[index]) * share - sin(heading[index]) * offset,
      y: height[index] + (height[following] - height[index]) * share,
      z: -(z[index] + (z[following] - z[index]) * share + cos(heading[index]) * offset))
  }
}
