import Analysis
import CoachBench
import Coaching
import Engine
import Telemetry
import Timing

/// What the coach costs on seven kilometres at 60 Hz: the usual frame with projection, delta and rules, and the end of a lap with
/// everything: resampling, all corners, every rule on the last passages, fuel, tyres and goals.
func coachBenchmark() -> [Measurement] {
  let (source, frames) = SampleDrive.spa(laps: 8)
  let engine = TelemetryEngine(source: source)
  var usual: [Double] = []
  var ends: [Double] = []
  for frame in frames {
    let start = monotonic()
    let isHeavy = engine.begin(frame)
    let middle = monotonic()
    _ = engine.complete(frame)
    let end = monotonic()
    let finished = engine.events.contains { event in
      if case .lapFinished(let lap, _) = event { lap.kind.isComplete } else { false }
    }
    engine.events.removeAll(keepingCapacity: true)
    if finished { ends.append((end - middle) * 1e3) } else if !isHeavy { usual.append((end - start) * 1e6) }
  }
  let frame = Distribution(usual)
  let end = Distribution(ends.dropFirst(2))
  return [
    Measurement(name: "coached frame p50", value: frame[0.5], unit: "µs"),
    Measurement(name: "coached frame p99", value: frame[0.99], unit: "µs"),
    Measurement(name: "coached lap end p50", value: end[0.5], unit: "ms"),
    Measurement(name: "coached lap end max", value: end.maximum, unit: "ms"),
  ] + partsBenchmark(engine, frames)
}

/// Projection and delta of one frame alone.
private func partsBenchmark(_ engine: TelemetryEngine, _ frames: [TelemetryFrame]) -> [Measurement] {
  guard let line = engine.model.track?.line, let reference = engine.model.reference?.lap.trace else { return [] }
  let lap = Array(frames.suffix(8_000))
  var projector = Projector(line: line)
  var stations: [Double] = []
  let projecting = medianSeconds {
    stations.removeAll(keepingCapacity: true)
    for frame in lap {
      let velocity = frame[.velocityX].flatMap { x in frame[.velocityZ].map { (x, $0) } }
      guard let place = frame.position else { continue }
      if let found = projector.project(place, velocity: velocity, elapsed: 1 / 60) { stations.append(found.station) }
    }
  }
  var tracker = DeltaTracker()
  var sum = 0.0
  let reading = medianSeconds {
    for (index, station) in stations.enumerated() {
      let read = tracker.read(station: station, lapTime: Double(index) / 60, reference: reference, step: 1 / 60)
      sum += read?.raw ?? 0
    }
  }
  precondition(sum.isFinite)
  return [
    Measurement(name: "project a frame", value: projecting / Double(lap.count) * 1e6, unit: "µs"),
    Measurement(name: "delta of a frame", value: reading / Double(max(1, stations.count)) * 1e6, unit: "µs"),
  ]
}
