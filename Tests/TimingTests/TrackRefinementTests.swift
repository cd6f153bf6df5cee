import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Timing

@Suite struct TrackRefinementTests {
  /// A circle of 200 m radius, driven to the left where (−dz, dx) is left.
  private func circle(leftSign: Double = 1, classLimits: CornerClassLimits? = nil) -> TrackModel {
    let grid = DistanceGrid(length: 2 * Double.pi * 200, spacing: 1)
    let points = (0..<grid.count).map { index -> Position in
      let angle = leftSign * grid.station(index) / 200
      return Position(x: 200 * cos(angle), y: 3, z: 200 * sin(angle))
    }
    var track = TrackModel(
      identifier: "circle", name: "Circle", version: 1, grid: grid,
      line: TrackLearning.line(points: points, grid: grid, leftSign: leftSign), sectorStarts: [400, 800],
      sectorsAreOfficial: true, miniSectorStarts: [0, 600])
    track.classLimits = classLimits
    return track
  }

  private func lap(_ track: TrackModel, _ offset: (Double) -> Double) -> LapTrace {
    LapTrace(
      grid: track.grid, lapTime: 30, time: (0..<track.grid.count).map { track.grid.station($0) * 0.02 }, columns: [:],
      lateralOffset: (0..<track.grid.count).map { Float(offset(track.grid.station($0))) },
      holes: [10...20], stretches: [LapStretch(kind: .pit, start: 3, end: 4)])
  }

  private func radius(_ point: Position) -> Double { (point.x * point.x + point.z * point.z).squareRoot() }

  @Test(arguments: [1.0, -1]) func fiveLapsTwoMetresBesideTheLineMoveIt(leftSign: Double) throws {
    let track = circle(leftSign: leftSign, classLimits: CornerClassLimits(slowBelow: 20, fastAbove: 50))
    let refined = try #require(TrackRefinement.refine(track, with: Array(repeating: lap(track) { _ in 2 }, count: 5)))
    let line = try #require(refined.line)
    // To the left is inside.
    for index in line.points.indices where (5..<line.points.count - 5).contains(index) {
      #expect(abs(radius(line.points[index]) - 198) < 0.05)
      #expect(line.points[index].y == 3)
    }
    #expect(refined.version == 2 && refined.identifier == "circle" && refined.name == "Circle")
    #expect(refined.grid == track.grid && refined.sectorStarts == [400, 800] && refined.miniSectorStarts == [0, 600])
    #expect(refined.sectorsAreOfficial && refined.classLimits == track.classLimits)
    #expect(line.leftSign == leftSign)
    let middle = line.curvature[line.curvature.count / 2]
    #expect(abs(middle - 1.0 / 198) < 1e-4, "positive to the left in either plane")
  }

  @Test func fewerLapsMoveNothing() {
    let track = circle()
    #expect(TrackRefinement.refine(track, with: Array(repeating: lap(track) { _ in 2 }, count: 4)) == nil)
    // Laps of another grid, or without positions, do not count.
    let other = LapTrace(
      grid: DistanceGrid(length: 500), lapTime: 9, time: Array(repeating: 0, count: 251), columns: [:])
    let blind = LapTrace(
      grid: track.grid, lapTime: 9, time: Array(repeating: 0, count: track.grid.count), columns: [:])
    let four = Array(repeating: lap(track) { _ in 2 }, count: 4)
    #expect(TrackRefinement.refine(track, with: four + [other, blind]) == nil)
    #expect(TrackRefinement.refine(track, with: four + [lap(track) { _ in 2 }]) != nil)
  }

  @Test func theMedianLapCounts() throws {
    let track = circle()
    let laps = [1.0, 1, 2, 9, 9].map { offset in lap(track) { _ in offset } }
    let line = try #require(TrackRefinement.refine(track, with: laps)?.line)
    #expect(abs(radius(line.points[600]) - 198) < 0.05)
  }

  @Test func aStationStaysTheSameTarmac() throws {
    let track = circle()
    let line = try #require(track.line)
    try forAll(20) { random in
      let waves = Double(Int.random(in: 1...6, using: &random))
      let height = Double.random(in: 1...4, using: &random)
      let laps = (0..<5).map { _ in lap(track) { height * sin(waves * $0 / 200) + 1 } }
      let moved = try #require(TrackRefinement.refine(track, with: laps)?.line)
      return line.points.indices.allSatisfy { index in
        // Along the circle the new place lies where the old one did.
        let old = atan2(line.points[index].z, line.points[index].x)
        let new = atan2(moved.points[index].z, moved.points[index].x)
        return abs((new - old).remainder(dividingBy: 2 * .pi)) * 200 < 0.2
      }
    }
  }

  @Test func wigglesOfTheDriversAreNotTheTracks() throws {
    let track = circle()
    // 3 m to either side within 10 m of track.
    let laps = Array(repeating: lap(track) { 2 + 3 * sin($0) }, count: 5)
    let line = try #require(TrackRefinement.refine(track, with: laps)?.line)
    for index in 100..<1_100 { #expect(abs(radius(line.points[index]) - 198) < 0.2) }
  }

  @Test func aLapIsCarriedToTheNewLine() throws {
    let track = circle()
    let laps = [-1.0, 0, 2, 3, 5].map { offset in lap(track) { _ in offset } }
    let refined = try #require(TrackRefinement.refine(track, with: laps))
    for (trace, offset) in zip(laps, [-3.0, -2, 0, 1, 3]) {
      let carried = TrackRefinement.carry(trace, from: track, to: refined)
      let offsets = try #require(carried.lateralOffset)
      #expect(offsets.dropFirst(5).dropLast(5).allSatisfy { abs(Double($0) - offset) < 0.05 })
      #expect(carried.time == trace.time && carried.lapTime == 30)
      #expect(carried.holes == trace.holes && carried.stretches == trace.stretches)
    }
    // There and back again.
    let back = TrackRefinement.carry(TrackRefinement.carry(laps[4], from: track, to: refined), from: refined, to: track)
    #expect(zip(back.lateralOffset!, laps[4].lateralOffset!).allSatisfy { abs($0 - $1) < 0.05 })
    let blind = LapTrace(
      grid: track.grid, lapTime: 9, time: Array(repeating: 0, count: track.grid.count), columns: [:])
    #expect(TrackRefinement.carry(blind, from: track, to: refined).lateralOffset == nil)
  }

  @Test func carriedLapsRefineNoFurther() throws {
    let track = circle()
    let laps = Array(repeating: lap(track) { _ in 2 }, count: 5)
    let refined = try #require(TrackRefinement.refine(track, with: laps))
    let carried = laps.map { TrackRefinement.carry($0, from: track, to: refined) }
    #expect(TrackRefinement.refine(refined, with: carried) == nil)
  }

  @Test func aChangeOfAFewDecimetresIsNone() throws {
    let track = circle()
    let known = try #require(TrackRefinement.refine(track, with: Array(repeating: lap(track) { _ in 2 }, count: 5)))
    for (offset, isChange) in [(0.31, true), (0.29, false)] {
      let laps = Array(repeating: lap(known) { _ in offset }, count: 5)
      #expect((TrackRefinement.refine(known, with: laps) != nil) == isChange, "\(offset) m")
    }
  }

  @Test func corridor() throws {
    let track = circle()
    // Robust deviations of five laps at −s, 0, 0, 0 … are none; at −2s, −s, 0, s, 2s they are 1.4826 s.
    for (step, width) in [(0.0, 15.0), (0.5, 15), (2, 12 + 3 * 1.4826 * 2), (4, 12 + 3 * 1.4826 * 4), (8, 40)] {
      let laps = (-2...2).map { place in lap(track) { _ in 2 + Double(place) * step } }
      let line = try #require(TrackRefinement.refine(track, with: laps)?.line)
      #expect(line.corridor.count == track.grid.count)
      #expect(line.corridor.allSatisfy { abs(Double($0) - width) < 1e-3 }, "\(step) m")
      #expect(abs(line.corridor(at: 700) - width) < 1e-3)
    }
    #expect(track.line?.corridor(at: 700) == ReferenceLine.usualCorridor)
  }

  @Test func aTrackWithoutALineHasNothingToRefine() {
    let grid = DistanceGrid(length: 1_000)
    let bare = TrackModel(
      identifier: "x", name: nil, version: 1, grid: grid, line: nil, sectorStarts: [], sectorsAreOfficial: false,
      miniSectorStarts: [0])
    #expect(TrackRefinement.refine(bare, with: []) == nil)
  }
}
