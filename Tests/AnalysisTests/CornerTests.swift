import Analysis
import Engine
import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct CornerTests {
  private func model(_ circuit: Circuit, seconds: Double = 330) -> SessionModel {
    var simulation = Simulation(circuit: circuit, driver: Driver(seed: 2))
    var source = simulation.description(game: "gt7", gameName: "GT7")
    source.track = nil
    source.capabilities.remove(.lapDistance)
    let engine = TelemetryEngine(source: source)
    for _ in 0..<Int(seconds * 60) {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      _ = engine.ingest(frame)
    }
    return engine.model
  }

  @Test func cornersOfNorthmoor() {
    let corners = model(.northmoor).corners
    #expect(corners.map(\.name) == (1...10).map { "T\($0)" })
    #expect(
      corners.map(\.direction) == [.right, .left, .right, .right, .left, .right, .right, .right, .left, .right])
    #expect(corners.filter { $0.cornerClass == .flat }.map(\.name) == ["T7"])
    // Angles as the circuit is described.
    for (corner, degrees) in zip(corners, [-97.7, 44, -45.2, -120.3, 75.9, -62.4, -40.6, -112.6, 63.6, -64.7]) {
      #expect(abs(corner.turnedAngle * 180 / .pi - degrees) < 8, "\(corner.name)")
    }
  }

  @Test func segmentsCoverTheLapInOrder() {
    for circuit in Circuit.all {
      let track = model(circuit)
      let coachable = track.corners.filter(\.isCoachable)
      for (corner, next) in zip(coachable, coachable.dropFirst()) {
        #expect(corner.segmentStart < next.segmentStart)
        #expect(corner.segmentStart <= corner.start && corner.start < corner.apex && corner.apex < corner.end)
      }
      #expect(coachable.last!.segmentStart < coachable[0].segmentStart + track.track!.length)
    }
  }

  @Test func phasesAddUpToTheCorner() throws {
    let session = model(.northmoor)
    let laps = session.laps.filter { $0.trace != nil && $0.kind == .pace }
    let best = try #require(session.bestLap?.trace)
    for lap in laps {
      let comparison = try #require(LapComparer.compare(lap.trace!, with: best, corners: session.corners))
      for corner in comparison.corners {
        #expect(abs(corner.entry + corner.mid + corner.exit + corner.run - corner.loss) < 1e-9)
      }
      #expect(abs(comparison.corners.reduce(0) { $0 + $1.loss } - comparison.total) < 1e-9)
      #expect(abs(comparison.delta(at: session.track!.length) - (lap.time! - session.bestLap!.time!)) < 1e-9)
    }
  }

  @Test func metricsOfABrakingZone() throws {
    let session = model(.northmoor)
    let trace = try #require(session.bestLap?.trace)
    let index = try #require(session.corners.firstIndex { $0.name == "T4" })
    let corner = session.corners[index]
    let metrics = try #require(
      CornerMeasurement.measure(
        corner, segmentEnd: session.corners[index + 1].segmentStart, on: trace, referenceTurnIn: nil))
    let brake = try #require(metrics.brakeStart)
    #expect(brake > corner.segmentStart && brake < corner.start + 20)
    #expect(try #require(metrics.brakeRelease) > brake)
    #expect(try #require(metrics.peakBrake) > 0.5)
    #expect(metrics.minimumSpeed < metrics.entrySpeed && metrics.minimumSpeed < metrics.exitSpeed)
    let pickUp = try #require(metrics.throttlePickUp)
    #expect(try #require(metrics.fullThrottle) >= pickUp)
    #expect(metrics.gear.map { (1...6).contains($0) } == true)
  }

  @Test func lapsOfDifferentGridsAreNotCompared() {
    func trace(_ length: Double) -> LapTrace {
      let grid = DistanceGrid(length: length)
      return LapTrace(grid: grid, lapTime: 60, time: (0..<grid.count).map { Double($0) * 0.05 }, columns: [:])
    }
    #expect(LapComparer.compare(trace(1_000), with: trace(1_002), corners: []) == nil)
  }

  @Test func aLapWithoutSpeedHasNoCorners() {
    let grid = DistanceGrid(length: 1_000)
    let trace = LapTrace(grid: grid, lapTime: 60, time: (0..<grid.count).map { Double($0) * 0.1 }, columns: [:])
    let track = TrackModel(
      identifier: "x", name: nil, version: 1, grid: grid, line: nil, sectorStarts: [], sectorsAreOfficial: false,
      miniSectorStarts: [0])
    #expect(CornerDetector.detect(on: track, reference: trace).isEmpty)
  }

  @Test func randomTracesNeverTrap() {
    forAll(60) { random in
      let grid = DistanceGrid(length: Double.random(in: 200...3_000, using: &random))
      var time = 0.0
      let times = (0..<grid.count).map { _ -> Double in
        time += Double.random(in: 0...0.2, using: &random)
        return time
      }
      func column(_ range: ClosedRange<Float>) -> [Float] {
        (0..<grid.count).map { _ in Float.random(in: range, using: &random) }
      }
      let trace = LapTrace(
        grid: grid, lapTime: time + 1, time: times,
        columns: [
          .speed: column(0...90), .throttle: column(0...1), .brake: column(0...1), .yawRate: column(-2...2),
          .steering: column(-3...3), .gear: column(0...8),
        ])
      let track = TrackModel(
        identifier: "x", name: nil, version: 1, grid: grid, line: nil, sectorStarts: [], sectorsAreOfficial: false,
        miniSectorStarts: [0])
      let corners = CornerDetector.detect(on: track, reference: trace)
      let comparison = LapComparer.compare(trace, with: trace, corners: corners)
      return comparison?.total == 0
    }
  }
}
