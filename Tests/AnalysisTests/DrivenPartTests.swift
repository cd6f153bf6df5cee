import Glibc
import Telemetry
import TestSupport
import Testing
import Timing

@testable import Analysis

/// A lap of three kilometres, driven at one power between two bends: at 25 m/s up to 450 m, flat from there on to 2000 m, and at
/// 25 m/s again until the lap's end.
struct PoweredLap {
  static let grid = DistanceGrid(length: 3_000)
  /// (m/s)³ gained on a metre of full throttle.
  static let power = 100.0

  var pickUp = 450.0
  /// Added to the speed behind 700 m, m/s, as by another car's draft.
  var draft = 0.0
  /// Where the driver lifts on the straight: he gains nothing there.
  var lift: Range<Double>?
  var brakes = 2_000.0

  var trace: LapTrace {
    let grid = Self.grid
    var speed: [Double] = []
    var throttle: [Double] = []
    var flat = 0.0
    for index in 0..<grid.count {
      let station = grid.station(index)
      let isBraking = station >= brakes
      let isFlat = station >= pickUp && !isBraking && lift?.contains(station) != true
      throttle.append(isFlat || station < 100 ? 1 : 0)
      let free = cbrt(pow(25, 3) + Self.power * flat)
      if isFlat { flat += grid.spacing }
      if isBraking {
        speed.append(25)
      } else {
        speed.append(free + (station > 700 ? min(draft, draft * (station - 700) / 200) : 0))
      }
    }
    var time = [0.0]
    for index in 1..<grid.count { time.append(time[index - 1] + grid.spacing / speed[index - 1]) }
    return LapTrace(
      grid: grid, lapTime: time[grid.count - 1] + (grid.length - grid.station(grid.count - 1)) / 25, time: time,
      columns: [
        .speed: speed.map(Float.init), .throttle: throttle.map(Float.init),
        .brake: (0..<grid.count).map { (brakes..<brakes + 60).contains(grid.station($0)) ? 1 : 0 },
      ])
  }
}

@Suite struct DrivenPartTests {
  private static func corner(_ number: Int, _ start: Double, from segmentStart: Double, flat: Bool = false) -> Corner {
    Corner(
      number: number, name: "T\(number)", direction: .left, cornerClass: flat ? .flat : .slow, start: start,
      apex: start + 40, end: start + 80, segmentStart: segmentStart, complex: number)
  }

  /// The bend left at 450 m, one that is taken flat, and the one braked for at 2000 m.
  private let corners = [
    corner(1, 370, from: 150), corner(2, 900, from: 800, flat: true), corner(3, 2_040, from: 1_500),
  ]

  private func compare(_ lap: PoweredLap, _ reference: PoweredLap = PoweredLap()) throws -> LapComparison {
    try #require(LapComparer.compare(lap.trace, with: reference.trace, corners: corners))
  }

  @Test func aSlowExitIsTheLossOfTheCornerThatMadeIt() throws {
    let comparison = try compare(PoweredLap(pickUp: 490))
    let first = comparison.corners[0]
    // Until the next braking nobody lifts: all of that is the first corner's.
    let whole = comparison.delta(at: 2_000)
    #expect(whole > 0.5)
    #expect(abs(first.driven.sum - whole) < 0.01, "\(first.driven.sum) of \(whole)")
    #expect(abs(first.driven.carried - (whole - comparison.delta(at: 800))) < 1e-9)
    #expect(first.driven.carried > 0.1 && !first.driven.isExternal)
    // What is measured stays where it was, and adds up.
    #expect(abs(first.loss - comparison.delta(at: 800)) < 1e-9)
    #expect(abs(comparison.corners.reduce(0) { $0 + $1.loss } - comparison.total) < 1e-9)
  }

  @Test func aFlatCornerOnlyInherits() throws {
    let comparison = try compare(PoweredLap(pickUp: 490))
    let flat = comparison.corners[1]
    #expect(flat.loss > 0.1, "the time runs away there")
    #expect(flat.driven == DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0))
    // And the next one's way in, up to its braking, is not its own either.
    let last = comparison.corners[2]
    #expect(last.entry > 0.05)
    #expect(abs(last.driven.entry) < 1e-9)
  }

  @Test func aCornerBrakedForIsItsOwn() throws {
    let comparison = try compare(PoweredLap(brakes: 1_960))
    #expect(comparison.corners[0].driven.sum == 0)
    let last = comparison.corners[2]
    #expect(abs(last.driven.sum - last.loss) < 1e-9 && last.loss > 0.5)
    #expect(abs(last.driven.entry - last.loss) < 1e-9)
  }

  @Test func aFlatCornerThatIsLiftedForIsTheDriversAgain() throws {
    let comparison = try compare(PoweredLap(lift: 900..<960))
    let flat = comparison.corners[1]
    #expect(comparison.corners[0].driven.sum == 0)
    #expect(abs(flat.driven.sum - comparison.delta(at: 2_000)) < 1e-6 && flat.driven.sum > 0.02)
    #expect(!flat.driven.isExternal)
  }

  @Test func aTowIsNoMeritAndADragNoFault() throws {
    let corners = [Self.corner(1, 370, from: 150), Self.corner(3, 2_040, from: 1_500)]
    func loss(_ lap: PoweredLap, _ reference: PoweredLap = PoweredLap()) throws -> CornerLoss {
      try #require(LapComparer.compare(lap.trace, with: reference.trace, corners: corners)).corners[0]
    }
    let slowed = try loss(PoweredLap(draft: -3))
    #expect(slowed.run > 0.5 && slowed.driven.isExternal)
    #expect(abs(slowed.driven.run) < 1e-6 && slowed.driven.carried == 0)
    let towed = try loss(PoweredLap(draft: 3))
    #expect(towed.run < -0.5 && towed.driven.isExternal)
    #expect(towed.driven.run == towed.run, "a gain is not made a loss")
    // A slow exit in another car's draft: the exit costs what it costs, and no more.
    let both = try loss(PoweredLap(pickUp: 490, draft: 3))
    #expect(both.driven.isExternal && both.driven.run <= max(0, both.run) + 1e-9)
    // The same speeds with another throttle are the driver's.
    let lifted = try loss(PoweredLap(lift: 1_000..<1_100))
    #expect(!lifted.driven.isExternal && lifted.loss > 0.1)
    #expect(abs(lifted.driven.sum - lifted.driven.carried - lifted.loss) < 1e-9)
  }

  @Test func aTowTooShortToCostShowsInTheTopSpeed() throws {
    let corners = [Self.corner(1, 370, from: 150), Self.corner(3, 2_040, from: 780)]
    func isExternal(_ draft: Double) throws -> Bool {
      try #require(
        LapComparer.compare(PoweredLap(draft: draft).trace, with: PoweredLap().trace, corners: corners)
      ).corners[0].driven.isExternal
    }
    // At 778 m 39 % of it.
    #expect(try isExternal(1.01 * DrivenPart.towSpeed / 0.39))
    #expect(try !isExternal(0.99 * DrivenPart.towSpeed / 0.39))
  }

  @Test func lapsOfTheSameDrivingLoseNothing() throws {
    for corner in try compare(PoweredLap()).corners {
      #expect(corner.driven == DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0) && corner.loss == 0)
    }
  }

  /// Without pedals a slowing that no drag explains is an action.
  @Test func withoutPedals() throws {
    func bare(_ lap: PoweredLap) -> LapTrace {
      let trace = lap.trace
      return LapTrace(
        grid: trace.grid, lapTime: trace.lapTime, time: trace.time, columns: [.speed: trace.columns[.speed] ?? []])
    }
    let comparison = try #require(
      LapComparer.compare(bare(PoweredLap(brakes: 1_960)), with: bare(PoweredLap()), corners: corners))
    #expect(comparison.corners[1].driven.sum == 0)
    #expect(comparison.corners[2].driven.sum > 0.5)
  }

  @Test func spoiltPassagesAreNotUsable() throws {
    for kind in LapStretch.Kind.allCases {
      let trace = PoweredLap(pickUp: 490).trace
      let spoilt = LapTrace(
        grid: trace.grid, lapTime: trace.lapTime, time: trace.time, columns: trace.columns,
        stretches: [LapStretch(kind: kind, start: 500, end: 510)])
      let comparison = try #require(LapComparer.compare(spoilt, with: PoweredLap().trace, corners: corners))
      #expect(comparison.corners.map { $0.stretches.contains(kind) } == [true, false, false])
      let isHelp = [.tractionControl, .antiLock, .revLimiter].contains(kind)
      #expect(comparison.corners.map(\.isUsable) == [isHelp, true, true])
    }
  }
}
