import Analysis
import Coaching
import Engine
import Simulation
import Telemetry
import Timing

/// Simulated drives through the engine.
enum Drives {
  /// What came of a drive.
  struct Outcome {
    var engine: TelemetryEngine
    var laps: [Lap] = []
    var comparisonTotals: [(lap: Lap, sum: Double, total: Double)] = []
    var advice: [(advice: Advice, sample: LiveSample)] = []
    /// Last live delta before each line, with the official difference that followed.
    var deltasAtLine: [(live: Double, official: Double)] = []
    var samples = 0
  }

  static func gt7Source(_ simulation: Simulation) -> SourceDescription {
    var source = simulation.description(game: "gt7", gameName: "Gran Turismo 7")
    source.track = nil
    source.trackLength = nil
    source.sectorStarts = nil
    source.capabilities.remove(.lapDistance)
    source.capabilities.remove(.sectors)
    return source
  }

  /// Drives and collects; `change` may alter or drop frames.
  static func run(
    _ circuit: Circuit = .harbour, driver: Driver, seconds: Double, knownTracks: [KnownTrack] = [],
    rate: Double = 60, change: (TelemetryFrame) -> TelemetryFrame? = { $0 }
  ) -> Outcome {
    var simulation = Simulation(circuit: circuit, driver: driver, rate: rate)
    let engine = TelemetryEngine(source: gt7Source(simulation), knownTracks: knownTracks)
    var outcome = Outcome(engine: engine)
    var lastDelta: Double?
    for _ in 0..<Int(seconds * rate) {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      frame.firstSectorTime = nil
      frame.secondSectorTime = nil
      guard let frame = change(frame) else { continue }
      let reference = engine.model.reference?.lap
      let sample = engine.ingest(frame)
      outcome.samples += 1
      for event in engine.events {
        switch event {
        case .lapFinished(let lap, let comparison):
          outcome.laps.append(lap)
          if let comparison {
            outcome.comparisonTotals.append((lap, comparison.corners.reduce(0) { $0 + $1.loss }, comparison.total))
          }
          if let live = lastDelta, let best = reference?.time, let time = lap.time, lap.kind == .pace {
            outcome.deltasAtLine.append((live, time - best))
          }
        case .advised(let advice): outcome.advice.append((advice, sample))
        default: break
        }
      }
      engine.events.removeAll()
      if let raw = sample.rawDelta, let length = engine.model.track?.length, let station = sample.station,
        station > length - 3, station < length
      {
        lastDelta = raw
      } else if (sample.station ?? 0) > 100, (sample.station ?? 0) < 300 {
        lastDelta = nil
      }
    }
    return outcome
  }
}
