import Analysis
import Dashboard
import Drawing
import Engine
import Screen
import Telemetry
import Timing

/// What a key costs until the bytes of the changed screen are written, at 200 × 50: a zoom step of four laps with six channels, a
/// letter of the filter over 5 000 sessions, a sort of them, the change of a view.
func viewsBenchmark() -> [Measurement] {
  var screen = BenchScreen()
  let drive = Drive(laps: 6)
  screen.send(.model(drive.engine.model))
  return compareFigures(&screen, drive) + historyFigures(&screen) + changeFigures(&screen)
}

/// A dashboard with a canvas and a painter whose bytes go nowhere.
private struct BenchScreen {
  var state = DashboardState()
  var canvas = Canvas(width: 200, height: 50)
  var painter = DiffPainter { _ in true }

  init() { send(.resized(width: 200, height: 50)) }

  mutating func send(_ message: Message) { _ = update(&state, message) }

  /// Presses a key and draws what has changed; µs.
  mutating func time(_ key: Key) -> Double {
    let start = monotonic()
    _ = update(&state, .key(key))
    draw(state, on: &canvas)
    _ = painter.paint(canvas, theme: .dark)
    return (monotonic() - start) * 1e6
  }
}

private func compareFigures(_ screen: inout BenchScreen, _ drive: Drive) -> [Measurement] {
  let laps = drive.eligible.suffix(4)
  guard laps.count == 4, let base = laps.first?.trace else { return [] }
  let corners = drive.engine.model.corners
  func shown(_ lap: Lap) -> ComparedLap { ComparedLap(key: .session(lap.serial), label: "lap \(lap.number)", lap: lap) }
  func compared(_ lap: Lap) -> LapComparison? {
    lap.trace.flatMap { LapComparer.compare($0, with: base, corners: corners) }
  }
  let all = Array(laps)
  let pair = ComparedPair(
    a: shown(all[1]), b: shown(all[0]),
    extras: all[2...].map { ComparedPair.Extra(lap: shown($0), comparison: compared($0)) },
    comparison: compared(all[1]), corners: corners, track: drive.engine.model.track)
  _ = screen.time(.character("2"))
  screen.send(.compared(pair))
  // The five usual channels and one more.
  for key: Key in [.character("c"), .end, .character(" "), .escape] { _ = screen.time(key) }
  var times: [Double] = []
  for _ in 0..<40 {
    for key in "+++]-+[---" { times.append(screen.time(.character(key.unicodeScalars.first!))) }
  }
  let found = Distribution(times)
  return [
    Measurement(name: "compare zoom step", value: found[0.5] / 1e3, unit: "ms"),
    Measurement(name: "compare zoom step p99", value: found[0.99] / 1e3, unit: "ms"),
  ]
}

private func historyFigures(_ screen: inout BenchScreen) -> [Measurement] {
  let tracks = ["Fuji Speedway", "Spa-Francorchamps", "Suzuka Circuit", "Monza", "Brands Hatch Indy", "Laguna Seca"]
  let cars = ["BMW M4 GT3", "Porsche 911 GT3 R", "Ferrari 296 GT3", "McLaren 720S GT3 Evo"]
  let sessions = (0..<5_000).map { index -> SessionSummary in
    let year = 2020 + index / 900
    let month = 10 + index / 30 % 3
    let day = 10 + index % 18
    let best = 80 + Double((index * 7919) % 20_000) / 1000
    let tags: [String] = index % 5 == 0 ? ["wet", "league"] : []
    return SessionSummary(
      id: Int64(5_000 - index), date: "\(year)-\(month)-\(day) 20:15", game: "Gran Turismo 7",
      track: tracks[index % 6], car: cars[index / 7 % 4], driver: index % 11 == 0 ? "Grace" : "Ada", lapCount: 40,
      best: best, tags: tags)
  }
  _ = screen.time(.character("4"))
  screen.send(.sessions(sessions))
  var letters: [Double] = []
  for _ in 0..<10 {
    _ = screen.time(.character("/"))
    for letter in "track:fuji car:m4 >2022 best<1:30 tag:wet" {
      letters.append(screen.time(.character(letter.unicodeScalars.first!)))
    }
    _ = screen.time(.escape)
  }
  let sorts = (0..<40).map { _ in screen.time(.character("s")) }
  let steps = (0..<200).map { _ in screen.time(.down) }
  return [
    Measurement(name: "history filter letter", value: Distribution(letters)[0.5] / 1e3, unit: "ms"),
    Measurement(name: "history filter letter p99", value: Distribution(letters)[0.99] / 1e3, unit: "ms"),
    Measurement(name: "history sort p99", value: Distribution(sorts)[0.99] / 1e3, unit: "ms"),
    Measurement(name: "history row p99", value: Distribution(steps)[0.99] / 1e3, unit: "ms"),
  ]
}

private func changeFigures(_ screen: inout BenchScreen) -> [Measurement] {
  var times: [Double] = []
  for _ in 0..<40 {
    for view in "162534" { times.append(screen.time(.character(view.unicodeScalars.first!))) }
  }
  return [Measurement(name: "change of view p99", value: Distribution(times)[0.99] / 1e3, unit: "ms")]
}
