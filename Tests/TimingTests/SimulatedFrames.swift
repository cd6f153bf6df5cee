import Simulation
import Telemetry
import Timing

/// Frames of a simulated drive as a game without lap distance sends them.
enum SimulatedFrames {
  /// - Parameter change: may alter, or drop by `nil`, each frame.
  static func make(
    _ circuit: Circuit = .harbour, seconds: Double, seed: UInt64 = 1, rate: Double = 60,
    change: (TelemetryFrame) -> TelemetryFrame? = { $0 }
  ) -> [TelemetryFrame] {
    var simulation = Simulation(circuit: circuit, driver: Driver(seed: seed), rate: rate)
    return (0..<Int(seconds * rate)).compactMap { _ in
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      frame.firstSectorTime = nil
      frame.secondSectorTime = nil
      return change(frame)
    }
  }

  static func source(rate: Double = 60) -> SourceDescription {
    SourceDescription(game: "gt7", gameName: "Gran Turismo 7", sampleRate: rate, capabilities: [.position, .fuel])
  }

  /// The laps that a tracker finds, the track being learnt from the first complete one.
  static func laps(of frames: [TelemetryFrame], rate: Double = 60) -> [FinishedLap] {
    var tracker = LapTracker(source: source(rate: rate), track: nil, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    var laps: [FinishedLap] = []
    func take() {
      for event in events {
        guard case .lapFinished(let lap) = event else { continue }
        laps.append(lap)
        if lap.kind == .pace, tracker.track == nil,
          let model = TrackLearning.learn(from: lap, source: source(rate: rate), identifier: "test", name: nil)
        {
          tracker.use(track: model)
        }
      }
      events.removeAll()
    }
    for frame in frames {
      tracker.ingest(frame, events: &events)
      take()
    }
    tracker.finish(events: &events)
    take()
    return laps
  }
}
