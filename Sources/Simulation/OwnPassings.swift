import Telemetry

/// When the user's own car passed which place, so that the gaps of the cars behind it are known.
struct OwnPassings: Sendable {
  /// m between two places that are kept.
  private static let spacing = 25.0

  /// Length of the lap, m.
  let length: Double
  /// Moments by lap, then by place.
  private var laps: [[Double]] = []
  private var last: (lap: Int, station: Double, time: Double)?

  init(length: Double) { self.length = length }

  /// Takes the next frame.
  mutating func follow(_ frame: TelemetryFrame) {
    let lap = Int(frame.lapNumber ?? 0)
    let station = max(0, frame.lapDistance ?? 0)
    guard lap >= 0, lap < 100_000 else { return }
    defer { last = (lap, station, frame.gameTime) }
    while laps.count <= lap { laps.append([]) }
    var before = (station: 0.0, time: frame.gameTime - (frame.currentLapTime ?? 0))
    if let last, last.lap == lap {
      before = (last.station, last.time)
    } else if let last, last.lap + 1 == lap {
      // The rest of the lap before, and the line itself.
      fill(last.lap, from: (last.station, last.time), to: (length + Self.spacing, before.time))
    }
    fill(lap, from: before, to: (station, frame.gameTime))
  }

  private mutating func fill(
    _ lap: Int, from before: (station: Double, time: Double), to after: (station: Double, time: Double)
  ) {
    let count = Int(after.station / Self.spacing) + 1
    // Beyond the line there is only the line.
    let stretch = min(after.station, length) - before.station
    while laps[lap].count < count {
      let place = Double(laps[lap].count) * Self.spacing
      let share = stretch > 0 ? max(0, min(1, (place - before.station) / stretch)) : 1
      laps[lap].append(before.time + (after.time - before.time) * share)
    }
  }

  /// When the car was at a station of a lap; `nil` where it has not been.
  func time(lap: Int, station: Double) -> Double? {
    guard laps.indices.contains(lap), station >= 0 else { return nil }
    let place = station / Self.spacing
    let index = Int(place)
    guard index < laps[lap].count else { return nil }
    let first = laps[lap][index]
    let next: Double
    if index + 1 < laps[lap].count {
      next = laps[lap][index + 1]
    } else if let last, last.lap == lap, last.station > station {
      let stretch = last.station - Double(index) * Self.spacing
      return stretch > 0 ? first + (last.time - first) * (station - Double(index) * Self.spacing) / stretch : first
    } else {
      return first
    }
    return first + (next - first) * (place - Double(index))
  }
}
