import Analysis
import Coaching
import Engine
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct EngineSimulationTests {
  @Test func explore() {
    for circuit in Circuit.all {
      var simulation = Simulation(circuit: circuit, driver: .demo(seed: 1))
      var source = simulation.description(game: "gt7", gameName: "GT7")
      source.track = nil
      source.capabilities.remove(.lapDistance)
      source.capabilities.remove(.sectors)
      let engine = TelemetryEngine(source: source)
      var worst = 0.0
      let clock = ContinuousClock()
      let begin = clock.now
      var n = 0
      for _ in 0..<60 * 700 {
        var frame = simulation.next()
        frame[.lapDistance] = nil
        frame.currentLapTime = nil
        frame.firstSectorTime = nil
        frame.secondSectorTime = nil
        let sample = engine.ingest(frame)
        n += 1
        if let d = sample.delta, sample.state == .live { worst = max(worst, abs(d)) }
        for event in engine.events {
          switch event {
          case .lapFinished(let lap, let comparison):
            print("lap", lap.number, lap.kind, lap.flags.names, lap.time ?? 0, comparison?.total ?? 0,
              (comparison?.corners.reduce(0) { $0 + $1.loss } ?? 0) - (comparison?.total ?? 0), lap.topSpeed! * 3.6, lap.minimumSpeed! * 3.6,
              lap.sectors, lap.fuelUsed ?? 0)
          case .trackFound(let track, let corners, let isNew):
            print("track", track.identifier, track.length, isNew, corners.count)
            for c in corners { print("  ", c.name, c.direction, c.cornerClass, Int(c.segmentStart), Int(c.start), Int(c.apex), Int(c.end), Int(c.turnedAngle * 57.3), c.complex, c.isCoachable) }
          case .advised(let advice): print("   advice", advice.slot, sample.station ?? 0, advice.text)
          default: print(event)
          }
        }
        engine.events.removeAll()
      }
      print("ns/frame", (clock.now - begin) / n)
      print(engine.model.findings.map(\.text), engine.model.theoretical, engine.model.consistency ?? 0)
    }
  }
}
