import Analysis
import Engine
import Timing

/// The engine's part for every frame of five laps, their ends with resampling, corners and coaching included.
func engineBenchmark() -> [Measurement] {
  let (source, frames) = Drive.frames(laps: 5)
  var times: [Double] = []
  let seconds = medianSeconds(runs: 5) {
    let engine = TelemetryEngine(source: source)
    times.removeAll(keepingCapacity: true)
    for frame in frames {
      let start = monotonic()
      _ = engine.ingest(frame)
      engine.events.removeAll(keepingCapacity: true)
      times.append(monotonic() - start)
    }
  }
  let each = Distribution(times.map { $0 * 1e6 })
  return [
    Measurement(name: "engine per frame", value: seconds / Double(frames.count) * 1e6, unit: "µs"),
    Measurement(name: "engine per frame p99", value: each[0.99], unit: "µs"),
    Measurement(name: "engine longest frame", value: each.maximum, unit: "µs"),
  ]
}

/// Two laps of Fuji Speedway over each other: the delta at every station and all corners with their phases.
func compareBenchmark() -> [Measurement] {
  let drive = Drive(laps: 4)
  let corners = drive.engine.model.corners
  guard let lap = drive.eligible.last?.trace, let reference = drive.eligible.first?.trace, !corners.isEmpty else {
    return []
  }
  let rounds = 20
  let seconds = medianSeconds {
    for _ in 0..<rounds {
      let comparison = LapComparer.compare(lap, with: reference, corners: corners)
      precondition(comparison?.corners.isEmpty == false)
    }
  }
  return [
    Measurement(name: "compare two laps", value: seconds / Double(rounds) * 1e3, unit: "ms"),
    Measurement(name: "compare two laps: corners", value: Double(corners.count), unit: "corners"),
  ]
}
