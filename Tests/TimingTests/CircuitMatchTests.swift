import Glibc
import Simulation
import Telemetry
import Testing

@testable import Timing

@Suite struct CircuitMatchTests {
  /// A closed line through the corners of a rounded shape: radius by angle, m.
  private func track(
    _ identifier: String, centre: Position = Position(x: 0, y: 0, z: 0), reversed: Bool = false,
    _ radius: (Double) -> Double
  ) -> TrackModel {
    let steps = 4_000
    var points = (0..<steps).map { step -> Position in
      let angle = 2 * Double.pi * Double(step) / Double(steps)
      return Position(x: centre.x + radius(angle) * cos(angle), y: 0, z: centre.z + radius(angle) * sin(angle))
    }
    if reversed { points.reverse() }
    let length = zip(points, points.dropFirst() + [points[0]]).reduce(0) {
      $0 + TrackLearning.planeDistance($1.0, $1.1)
    }
    let grid = DistanceGrid(length: length, spacing: 2)
    var along = 0.0
    var index = 0
    let even = (0..<grid.count).map { step -> Position in
      while index + 1 < steps {
        let next = TrackLearning.planeDistance(points[index], points[index + 1])
        guard along + next <= grid.station(step) else { break }
        along += next
        index += 1
      }
      return points[index]
    }
    return TrackModel(
      identifier: identifier, name: nil, version: 1, grid: grid,
      line: TrackLearning.line(points: even, grid: grid, leftSign: 1), sectorStarts: [], sectorsAreOfficial: false,
      miniSectorStarts: [0])
  }

  private func oval(_ angle: Double) -> Double { 400 + 80 * cos(2 * angle) }
  private func clover(_ angle: Double) -> Double { 395 + 60 * cos(3 * angle) }

  @Test func theSameLayout() {
    let known = [track("clover", clover), track("oval", oval)]
    #expect(CircuitMatch.find(track("new", oval), among: known) == 1)
    // Another driver's line, 5 m beside it.
    #expect(CircuitMatch.find(track("new") { oval($0) + 5 * sin(9 * $0) }, among: known) == 1)
    #expect(CircuitMatch.find(track("new", oval), among: []) == nil)
  }

  @Test func theOtherWayRound() {
    #expect(CircuitMatch.find(track("new", reversed: true, oval), among: [track("oval", oval)]) == nil)
    let both = [track("oval", oval), track("oval backwards", reversed: true, oval)]
    #expect(CircuitMatch.find(track("new", reversed: true, oval), among: both) == 1)
    #expect(CircuitMatch.find(track("new", oval), among: both) == 0)
  }

  @Test func anotherLayout() {
    #expect(CircuitMatch.find(track("new", clover), among: [track("oval", oval)]) == nil)
    #expect(CircuitMatch.find(track("new", oval), among: [track("clover", clover)]) == nil)
  }

  @Test func aHundredMetresOfItChanged() {
    // A chicane of about 100 m, up to 20 m beside the old way: still the same circuit, most of its line is.
    let changed = track("new") { angle in
      oval(angle) - ((1.0...1.28).contains(angle) ? 20 * sin((angle - 1) / 0.28 * .pi) : 0)
    }
    #expect(CircuitMatch.find(changed, among: [track("oval", oval)]) == 0)
    // Where both are known, it is the nearer one only if that is clear.
    #expect(CircuitMatch.find(changed, among: [track("oval", oval), changed]) == nil)
  }

  @Test func lengthWithinFourPerCent() {
    let known = [track("oval", oval)]
    #expect(CircuitMatch.find(track("new") { 1.02 * oval($0) }, among: known) == 0)
    #expect(CircuitMatch.find(track("new") { 1.045 * oval($0) }, among: known) == nil)
  }

  @Test func inTheSamePlace() {
    let known = [track("oval", oval)]
    #expect(CircuitMatch.find(track("new", centre: Position(x: 8, y: 0, z: 0), oval), among: known) == 0)
    #expect(CircuitMatch.find(track("new", centre: Position(x: 30, y: 0, z: 0), oval), among: known) == nil)
    #expect(CircuitMatch.find(track("new", centre: Position(x: 900, y: 0, z: 0), oval), among: known) == nil)
  }

  @Test func twoThatFitEquallyAreNone() {
    let known = [track("a", oval), track("b") { oval($0) + 1 }]
    #expect(CircuitMatch.find(track("new", oval), among: known) == nil)
    // Six metres farther is clear.
    #expect(CircuitMatch.find(track("new", oval), among: [track("a", oval), track("b") { oval($0) + 6 }]) == 0)
  }

  @Test func withoutALineNothingIsKnown() {
    let grid = DistanceGrid(length: 2_500)
    let bare = TrackModel(
      identifier: "x", name: nil, version: 1, grid: grid, line: nil, sectorStarts: [], sectorsAreOfficial: false,
      miniSectorStarts: [0])
    #expect(CircuitMatch.find(bare, among: [track("oval", oval)]) == nil)
    #expect(CircuitMatch.find(track("oval", oval), among: [bare, track("oval", oval)]) == 1)
  }

  /// Lines that were learnt from drives of the simulator are told apart, whoever drove them.
  @Test func learntLines() throws {
    func learnt(_ circuit: Circuit, seed: UInt64) throws -> TrackModel {
      let laps = SimulatedFrames.laps(of: SimulatedFrames.make(circuit, seconds: 240, seed: seed))
      let lap = try #require(laps.first { $0.kind == .pace })
      return try #require(
        TrackLearning.learn(from: lap, source: SimulatedFrames.source(), identifier: circuit.identifier, name: nil))
    }
    let known = try Circuit.all.map { try learnt($0, seed: 1) }
    for (index, circuit) in Circuit.all.enumerated() {
      #expect(CircuitMatch.find(try learnt(circuit, seed: 8), among: known) == index, "\(circuit.name)")
    }
  }
}
