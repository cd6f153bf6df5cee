import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct DistanceTests {
  @Test func gridHoldsEveryLength() {
    forAll { random in
      let length = Double.random(in: -10...400_000, using: &random)
      let grid = DistanceGrid(length: length, spacing: Double.random(in: 0.01...20, using: &random))
      let station = Double.random(in: -1e6...1e6, using: &random)
      return grid.count >= 1 && grid.count <= DistanceGrid.maximumCount
        && grid.station(grid.count - 1) <= grid.length + 1e-6 && (0..<grid.count).contains(grid.index(at: station))
    }
    #expect(DistanceGrid(length: .nan).count == 1)
    #expect(DistanceGrid(length: 4563).count == 2282)
  }

  @Test func traceInterpolatesBetweenStationsAndEndsAtItsTime() {
    let grid = DistanceGrid(length: 11, spacing: 2)
    let trace = LapTrace(
      grid: grid, lapTime: 6, time: [0, 1, 2, 3, 4, 5],
      columns: [.speed: [0, 2, 4, 6, 8, 10], .gear: [1, 1, 2, 2, 3, 3]])
    #expect(trace.time(at: 3) == 1.5)
    #expect(trace.time(at: 10.5) == 5.5)
    #expect(trace.time(at: 11) == 6)
    #expect(trace.time(at: -4) == 0)
    #expect(trace.value(.speed, at: 5) == 5)
    #expect(trace.value(.gear, at: 3.9) == 1)
    #expect(trace.value(.brake, at: 3) == nil)
  }

  @Test func medianAndRobustDeviation() {
    #expect(median([3.0, 1, 2]) == 2)
    #expect(median([4.0, 1, 2, 3]) == 2.5)
    #expect(median([Double]()) == nil)
    #expect(robustDeviation([1.0, 1, 1, 1, 100]) == 0)
    #expect(robustDeviation([1.0, 2, 3, 4, 5]) == 1.4826)
  }

  private func model(of circuit: Circuit) throws -> TrackModel {
    let frames = SimulatedFrames.make(circuit, seconds: 130)
    let lap = try #require(SimulatedFrames.laps(of: frames).first { $0.kind == .pace })
    return try #require(
      TrackLearning.learn(from: lap, source: SimulatedFrames.source(), identifier: "x", name: nil))
  }

  @Test(arguments: Circuit.all.map(\.identifier))
  func learntLineHasTheLengthOfTheCircuit(name: String) throws {
    let circuit = try #require(Circuit.all.first { $0.identifier == name })
    let track = try model(of: circuit)
    #expect(abs(track.length - circuit.length) < 0.004 * circuit.length)
    let turned = zip(track.line!.curvature, track.line!.curvature.dropFirst()).reduce(0) {
      $0 + $1.0 * track.grid.spacing
    }
    #expect(abs(abs(turned) - 2 * .pi) < 0.15, "a circuit turns once around")
    #expect((20...30).contains(track.miniSectorStarts.count) || track.length < 2500)
    #expect(track.sectorStarts.count == 2 && !track.sectorsAreOfficial)
  }

  @Test func projectionFollowsTheLine() throws {
    let track = try model(of: .northmoor)
    let line = try #require(track.line)
    var projector = Projector(line: line)
    for station in stride(from: 0.0, to: track.length - 1, by: 1.3) {
      let place = line.point(at: station)
      let ahead = line.point(at: station + 1)
      let found = projector.project(
        place, velocity: ((ahead.x - place.x) * 30, (ahead.z - place.z) * 30), elapsed: 1.0 / 60)
      let error = abs((found?.station ?? -100) - station)
      #expect(min(error, track.length - error) < 0.05)
      #expect(abs(found?.offset ?? 9) < 0.01)
    }
    #expect(projector.mode == .on)
  }

  @Test func leftOfTheLineIsPositive() throws {
    let track = try model(of: .northmoor)
    let line = try #require(track.line)
    let a = line.point(at: 500)
    let b = line.point(at: 502)
    var projector = Projector(line: line)
    let left = Position(x: a.x - (b.z - a.z) * line.leftSign, y: a.y, z: a.z + (b.x - a.x) * line.leftSign)
    #expect((projector.project(left, velocity: nil, elapsed: 0)?.offset ?? 0) > 1.5)
    // The first corner of this circuit is a right-hander: negative curvature.
    #expect(line.curvature[line.grid.index(at: 530)] < -0.005)
  }

  @Test func carFarFromTheLineIsLost() throws {
    let track = try model(of: .harbour)
    var projector = Projector(line: try #require(track.line))
    #expect(projector.project(Position(x: 9_000, y: 0, z: 9_000), velocity: nil, elapsed: 1) == nil)
    #expect(projector.project(Position(x: .nan, y: 0, z: 0), velocity: nil, elapsed: 1) == nil)
  }

  @Test func aLapThatDoesNotCloseIsNoTrack() throws {
    let frames = SimulatedFrames.make(seconds: 130)
    var lap = try #require(SimulatedFrames.laps(of: frames).first { $0.kind == .pace })
    lap.samples.removeLast(lap.samples.count / 5)
    #expect(TrackLearning.learn(from: lap, source: SimulatedFrames.source(), identifier: "x", name: nil) == nil)
  }

  @Test func resampledLapIsAnchoredAndNeverGoesBack() throws {
    let laps = SimulatedFrames.laps(of: SimulatedFrames.make(seconds: 200)).filter { $0.kind == .pace }
    let track = try model(of: .harbour)
    for lap in laps.dropFirst() {
      var lap = lap
      LapTracker.place(&lap, on: track)
      let trace = try #require(Resampler.trace(of: lap, on: track.grid, lapTime: lap.time!, sampleRate: 60))
      #expect(trace.time[0] == 0)
      #expect(trace.time(at: track.length) == lap.time)
      #expect(zip(trace.time, trace.time.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(trace.holes.isEmpty)
    }
  }

  @Test func missingStretchIsAHole() throws {
    let track = try model(of: .harbour)
    var lap = try #require(
      SimulatedFrames.laps(of: SimulatedFrames.make(seconds: 200)).filter { $0.kind == .pace }.last)
    LapTracker.place(&lap, on: track)
    lap.samples.removeSubrange(1_000..<1_060)
    let trace = try #require(Resampler.trace(of: lap, on: track.grid, lapTime: lap.time!, sampleRate: 60))
    #expect(trace.holes.count == 1)
    #expect(!Resampler.isGappy(trace) || trace.holes[0].upperBound - trace.holes[0].lowerBound > 60)
  }

  @Test func deltaAgainstItselfIsZeroEverywhere() throws {
    let track = try model(of: .harbour)
    var lap = try #require(
      SimulatedFrames.laps(of: SimulatedFrames.make(seconds: 200)).filter { $0.kind == .pace }.last)
    LapTracker.place(&lap, on: track)
    let trace = try #require(Resampler.trace(of: lap, on: track.grid, lapTime: lap.time!, sampleRate: 60))
    var deltas = DeltaTracker()
    deltas.startLap(finalDelta: nil)
    for station in stride(from: 31.0, to: track.length, by: 0.7) {
      let reading = deltas.read(station: station, lapTime: trace.time(at: station), reference: trace, step: 1.0 / 60)
      if trace.time(at: station) < 0.5 { continue }
      #expect(reading?.raw == 0 && reading?.delta == 0)
      #expect(reading?.rate == nil || reading?.rate == 0)
      #expect(reading?.predictedLapTime == lap.time)
    }
    #expect(deltas.read(station: track.length + 50, lapTime: 90, reference: trace, step: 0.01) == nil)
    #expect(deltas.read(station: 500, lapTime: 4_000, reference: trace, step: 0.01) == nil)
  }

  @Test func firstMetresShowTheLastLapsDelta() throws {
    let grid = DistanceGrid(length: 1_000)
    let trace = LapTrace(
      grid: grid, lapTime: 50, time: (0..<grid.count).map { Double($0) * 0.1 }, columns: [:])
    var deltas = DeltaTracker()
    deltas.startLap(finalDelta: 0.42)
    let reading = deltas.read(station: 10, lapTime: 0.3, reference: trace, step: 0.02)
    #expect(reading?.delta == 0.42 && reading?.isFromLastLap == true)
  }
}
