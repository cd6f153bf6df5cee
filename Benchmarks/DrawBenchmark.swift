import Dashboard
import Drawing
import Engine
import Screen
import Telemetry

/// Frames of the dashboard at 200 × 50 during a lap with a reference, one for every sample: drawn on the canvas, compared
/// with what the terminal shows, written into a sink. And the same frame drawn whole.
func drawBenchmark() -> [Measurement] {
  let (source, frames) = Drive.frames(laps: 4)
  let engine = TelemetryEngine(source: source)
  var state = DashboardState()
  var canvas = Canvas(width: 200, height: 50)
  var written = 0
  var painter = DiffPainter { bytes in
    written += bytes.count
    return true
  }
  _ = update(&state, .resized(width: 200, height: 50))
  _ = update(
    &state, .source(SourceStatus(kind: .live, name: source.gameName, rate: 60, silentFor: nil)))
  var revision = -1
  var times: [Double] = []
  var sizes: [Double] = []
  var drawTimes: [Double] = []
  for (index, frame) in frames.enumerated() {
    let sample = engine.ingest(frame)
    let isLapUnderTest = frame.lapNumber == 4
    let start = monotonic()
    if index % 60 == 0 { _ = update(&state, .clock("20:14:\(index / 60 % 60 + 10)")) }
    if engine.model.revision != revision {
      revision = engine.model.revision
      _ = update(&state, .model(engine.model))
    }
    _ = update(&state, .sample(sample, engine.liveTrace))
    guard isLapUnderTest else { continue }
    draw(state, on: &canvas)
    let drawn = monotonic()
    written = 0
    _ = painter.paint(canvas, theme: .dark)
    let end = monotonic()
    times.append((end - start) * 1e6)
    drawTimes.append((drawn - start) * 1e6)
    sizes.append(Double(written))
  }
  var full = 0
  let redraw = medianSeconds(runs: 101) {
    painter.invalidate()
    draw(state, on: &canvas)
    written = 0
    _ = painter.paint(canvas, theme: .dark)
    full = written
  }
  let time = Distribution(times)
  let size = Distribution(sizes.dropFirst())
  return [
    Measurement(name: "draw typical frame", value: time[0.5], unit: "µs"),
    Measurement(name: "draw typical frame: canvas only", value: Distribution(drawTimes)[0.5], unit: "µs"),
    Measurement(name: "draw frame p99", value: time[0.99], unit: "µs"),
    Measurement(name: "draw full redraw", value: redraw * 1e6, unit: "µs"),
    Measurement(name: "draw bytes of a typical frame", value: size[0.5], unit: "bytes"),
    Measurement(name: "draw bytes of a frame, mean", value: size.mean, unit: "bytes"),
    Measurement(name: "draw bytes of a frame p99", value: size[0.99], unit: "bytes"),
    Measurement(name: "draw bytes of a full redraw", value: Double(full), unit: "bytes"),
    Measurement(name: "draw frames", value: Double(time.count), unit: "frames"),
  ]
}
