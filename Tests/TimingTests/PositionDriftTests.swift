import Foundation
import Telemetry
import Testing
import Timing

/// Laps of a receiver that wanders: the same drive, moved as a whole.
struct PositionDriftTests {
  /// A line of two straights and two half circles, 1 km, with the lap of a car 0.5 m left of it at 20 m/s.
  private static let line: ReferenceLine = {
    let grid = DistanceGrid(length: 1_000)
    let straight = 300.0
    let radius = 200 / Double.pi
    func point(_ station: Double) -> Position {
      var rest = station
      if rest < straight { return Position(x: rest, y: 0, z: 0) }
      rest -= straight
      if rest < 200 {
        let angle = rest / radius
        return Position(x: straight + radius * sin(angle), y: 0, z: radius - radius * cos(angle))
      }
      rest -= 200
      if rest < straight { return Position(x: straight - rest, y: 0, z: 2 * radius) }
      let angle = (rest - straight) / radius
      return Position(x: -radius * sin(angle), y: 0, z: radius + radius * cos(angle))
    }
    return ReferenceLine(
      grid: grid, points: (0..<grid.count).map { point(grid.station($0)) },
      curvature: Array(repeating: 0, count: grid.count), leftSign: 1)
  }()

  /// A lap on the line whose time falls behind between 300 m and 500 m, seen by a receiver that is off by a shift.
  private func lap(shift: (x: Double, z: Double), slow: Bool = false) throws -> LapTrace {
    let grid = Self.line.grid
    let speed = (0..<grid.count).map { index -> Double in
      let station = grid.station(index)
      return slow && station >= 300 && station < 500 ? 16 : 20
    }
    var time = [0.0]
    for index in 1..<grid.count { time.append(time[index - 1] + grid.spacing / speed[index - 1]) }
    // What a projection makes of shifted positions: the station of each moves, and so does the distance from the line.
    let truth = LapTrace(
      grid: grid, lapTime: time[grid.count - 1] + grid.spacing / speed[grid.count - 1], time: time,
      columns: [
        .speed: speed.map { Float($0) }, .positionX: Self.line.points.map { Float($0.x + shift.x) },
        .positionZ: Self.line.points.map { Float($0.z + shift.z) },
      ])
    var track = TrackModel(
      identifier: "x", name: nil, version: 1, grid: grid, line: Self.line, sectorStarts: [], sectorsAreOfficial: false,
      miniSectorStarts: [0])
    track.name = "x"
    return try LapRestation.lap(truth, on: track, like: truth, isSameWorld: true)
  }

  @Test func aShiftIsFoundInBothDirections() throws {
    for shift in [(x: 4.0, z: -2.5), (x: -6.0, z: 0.0), (x: 0.0, z: 3.0)] {
      let found = try #require(PositionDrift.drift(of: lap(shift: shift), from: Self.line))
      #expect(abs(found.x - shift.x) < 0.4 && abs(found.z - shift.z) < 0.4, "\(found) for \(shift)")
    }
  }

  @Test func timeIsLostWhereItWasLost() throws {
    let best = try lap(shift: (0, 0))
    let shifted = try lap(shift: (5, 2), slow: true)
    func loss(_ trace: LapTrace, _ from: Double, _ to: Double) -> Double {
      trace.time(at: to) - trace.time(at: from) - (best.time(at: to) - best.time(at: from))
    }
    // 200 m at 16 instead of 20 m/s cost 2.5 s. Seen by the receiver a part of it is told elsewhere.
    #expect(abs(loss(shifted, 0, 300)) > 0.04)
    let corrected = PositionDrift.corrected(shifted, on: Self.line)
    #expect(abs(loss(corrected, 300, 500) - 2.5) < 0.03)
    #expect(abs(loss(corrected, 20, 290)) < 0.02)
    #expect(abs(loss(corrected, 510, 980)) < 0.03)
    // The end of the lap as well: what was driven behind the own line counts there.
    #expect(abs(loss(corrected, 960, 999)) < 0.03)
    #expect(corrected.lapTime == shifted.lapTime)
  }

  @Test func aLapOnTheLineStaysAsItIs() throws {
    let lap = try lap(shift: (0.1, 0.1))
    #expect(PositionDrift.corrected(lap, on: Self.line).time == lap.time)
  }

  @Test func withoutPositionsOrTurnsNothingIsTold() throws {
    let grid = DistanceGrid(length: 1_000)
    let straight = ReferenceLine(
      grid: grid, points: (0..<grid.count).map { Position(x: grid.station($0), y: 0, z: 0) },
      curvature: Array(repeating: 0, count: grid.count), leftSign: 1)
    let lap = LapTrace(
      grid: grid, lapTime: 50, time: (0..<grid.count).map { grid.station($0) / 20 }, columns: [:],
      lateralOffset: Array(repeating: 2, count: grid.count))
    #expect(PositionDrift.drift(of: lap, from: straight) == nil)
    let bare = LapTrace(grid: grid, lapTime: 50, time: lap.time, columns: [:])
    #expect(PositionDrift.drift(of: bare, from: straight) == nil)
    #expect(PositionDrift.corrected(bare, on: straight).time == bare.time)
  }
}
