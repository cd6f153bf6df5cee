import Analysis
import Engine
import Simulation
import Telemetry
import Timing

/// A simulated drive and what the engine makes of it, as the stages behind the engine need it.
struct Drive {
  var source: SourceDescription
  var frames: [TelemetryFrame]
  /// The engine after the last frame.
  var engine: TelemetryEngine
  var laps: [(lap: Lap, comparison: LapComparison?)] = []

  /// The last laps that may be compared, with their traces.
  var eligible: [Lap] { laps.map(\.lap).filter(\.isEligible) }

  /// Drives whole laps of Fuji Speedway, some 100 s each.
  static func frames(laps: Int, seed: UInt64 = 1) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    var simulation = Simulation(circuit: .fuji, driver: .demo(seed: seed))
    var frames: [TelemetryFrame] = []
    while frames.last.map({ ($0.lapNumber ?? 0) <= Int32(laps) }) ?? true { frames.append(simulation.next()) }
    return (simulation.description(game: "demo", gameName: "Simulation"), frames)
  }

  init(laps count: Int, seed: UInt64 = 1) {
    (source, frames) = Self.frames(laps: count, seed: seed)
    engine = TelemetryEngine(source: source)
    for frame in frames { _ = engine.ingest(frame) }
    engine.finish()
    for case .lapFinished(let lap, let comparison) in engine.events { laps.append((lap, comparison)) }
  }
}
