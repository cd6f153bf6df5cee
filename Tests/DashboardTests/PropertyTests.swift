import Coaching
@testable import Dashboard
import Drawing
import Engine
import Telemetry
import TestSupport
import Testing
import Timing

/// Whatever the numbers and whatever the size: nothing traps and nobody draws over a neighbour.
struct PropertyTests {
  @Test func noStateTrapsAtAnySize() {
    forAll(250) { random in
      var state = randomState(from: &random)
      for _ in 0..<3 {
        let width = Int.random(in: 1...(Bool.random(using: &random) ? 30 : 220), using: &random)
        let height = Int.random(in: 1...(Bool.random(using: &random) ? 12 : 60), using: &random)
        _ = update(&state, .resized(width: width, height: height))
        var canvas = Canvas(width: width, height: height)
        draw(state, on: &canvas)
        guard canvas.cells.count == width * height, isClean(canvas) else { return false }
        _ = update(&state, randomKey(from: &random))
        let x = Int.random(in: 0..<width, using: &random)
        let y = Int.random(in: 0..<height, using: &random)
        _ = update(&state, .mouse(MouseEvent([.press, .wheelUp, .wheelDown][x % 3], x: x, y: y)))
      }
      return true
    }
  }

  @Test func panelsStayInTheirArea() {
    forAll(40) { random in
      let state = randomState(from: &random)
      for panel in allPanels {
        let width = panel.minimumSize.width + Int.random(in: 0...40, using: &random)
        let height = panel.minimumSize.height + Int.random(in: 0...14, using: &random)
        let area = Area(x: 2, y: 1, width: width, height: height)
        var canvas = Canvas(width: width + 4, height: height + 2)
        panel.show(state, in: area, on: &canvas)
        for y in 0..<canvas.height {
          for x in 0..<canvas.width where !area.contains(x: x, y: y) && canvas[x, y] != Cell() { return false }
        }
      }
      return true
    }
  }

  /// Any sequence of keys leaves a state that can be drawn, and the same keys give the same state.
  @Test func keysNeverTrap() {
    forAll(150) { random in
      var state = Bool.random(using: &random) ? Fixture.live() : DashboardState()
      var canvas = Canvas(width: 100, height: 30)
      for _ in 0..<60 {
        for effect in update(&state, randomKey(from: &random)) {
          switch effect {
          case .compare: _ = update(&state, .compared(Fixture.pair))
          case .loadSessions: _ = update(&state, .sessions(Fixture.sessions))
          case .loadCorners(let key): _ = update(&state, .corners(CornerTable(key: key, corners: [], classes: [])))
          case .loadLaps(let session):
            let lap = LapSummary(id: 1, number: 1, time: 90, kind: "pace", isBest: true)
            _ = update(&state, .laps([lap, LapSummary(id: 2, number: 2, time: nil, kind: "out")], session: session))
          default: break
          }
        }
      }
      draw(state, on: &canvas)
      return isClean(canvas)
    }
  }

  private func isClean(_ canvas: Canvas) -> Bool {
    canvas.cells.allSatisfy {
      $0.scalar == Cell.continuation || ($0.scalar >= 0x20 && !(0x7F..<0xA0).contains($0.scalar))
    }
  }

  private func randomKey(from random: inout SplitMix64) -> Message {
    let letters = Array("q1234566rbmxs0+-[]ab/:?g,.<>{}e dkjtnRDulovXw".unicodeScalars)
    let named: [Key] = [
      .enter, .escape, .up, .down, .left, .right, .tab, .backTab, .backspace, .pageUp, .pageDown, .home, .end,
      .control("l"),
      .function(1), .delete,
    ]
    return .key(
      Bool.random(using: &random)
        ? .character(letters[Int.random(in: 0..<letters.count, using: &random)])
        : named[Int.random(in: 0..<named.count, using: &random)])
  }

  private func absurd(from random: inout SplitMix64) -> Double {
    let choices: [Double] = [
      .nan, .infinity, -.infinity, 1e30, -1e30, 0, -0.0, 1e-300, .greatestFiniteMagnitude, 1, -1, 0.5, 99.9, 12345.6,
    ]
    return choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  private func maybe(from random: inout SplitMix64) -> Double? {
    Bool.random(using: &random) ? absurd(from: &random) : nil
  }

  private func randomField(from random: inout SplitMix64) -> RaceField {
    var field = RaceField()
    field.timeLeft = maybe(from: &random)
    field.lapCount = [nil, 0, .min, .max][Int.random(in: 0...3, using: &random)]
    field.flag = TrackFlag.allCases[Int.random(in: 0..<TrackFlag.allCases.count, using: &random)]
    field.weather = Bool.random(using: &random) ? "rain\u{1B}c" : nil
    field.forecast = [WeatherForecast(after: absurd(from: &random), weather: "富士", rain: maybe(from: &random))]
    for id in 0..<Int.random(in: 0...40, using: &random) {
      var car = FieldCar(id: [id, .min, .max][Int.random(in: 0...2, using: &random)], name: "T\u{1B}[2J富士\u{202E}")
      car.isOwn = Int.random(in: 0...9, using: &random) == 0
      car.place = [nil, id, .min, .max][Int.random(in: 0...3, using: &random)]
      car.lapNumber = [nil, .max][Int.random(in: 0...1, using: &random)]
      car.lapsBehind = [nil, .max, .min][Int.random(in: 0...2, using: &random)]
      car.lapDistance = maybe(from: &random)
      car.position =
        Bool.random(using: &random) ? Position(x: absurd(from: &random), y: 0, z: absurd(from: &random)) : nil
      car.gapAhead = maybe(from: &random)
      car.gapToLeader = maybe(from: &random)
      car.lastLapTime = maybe(from: &random)
      car.bestLapTime = maybe(from: &random)
      car.sectors = (0..<Int.random(in: 0...4, using: &random)).map { _ in absurd(from: &random) }
      car.tyre = [nil, "", "富", "soft"][Int.random(in: 0...3, using: &random)]
      car.tyreAge = [nil, .max, .min, 4][Int.random(in: 0...3, using: &random)]
      car.tyreWear = maybe(from: &random)
      car.penalty = maybe(from: &random)
      field.cars.append(car)
    }
    return field
  }

  private func randomState(from random: inout SplitMix64) -> DashboardState {
    var state =
      Bool.random(using: &random) ? Fixture.live(at: Double.random(in: 0.001...1, using: &random)) : DashboardState()
    var sample = LiveSample()
    for channel in Channel.allCases where Bool.random(using: &random) {
      sample.frame[channel] = max(-3e38, min(3e38, absurd(from: &random)))
    }
    sample.frame.lapNumber = [nil, 0, -5, .max][Int.random(in: 0...3, using: &random)]
    sample.frame.lapCount = [nil, 0, .min, 20][Int.random(in: 0...3, using: &random)]
    sample.frame.flags = FrameFlags(rawValue: UInt32.random(in: 0...UInt32.max, using: &random))
    sample.frame.lastLapTime = maybe(from: &random)
    sample.frame.bestLapTime = maybe(from: &random)
    sample.state = LiveState.allCases[Int.random(in: 0..<LiveState.allCases.count, using: &random)]
    sample.station = maybe(from: &random)
    sample.lapTime = maybe(from: &random)
    sample.delta = maybe(from: &random)
    sample.deltaRate = maybe(from: &random)
    sample.predictedLapTime = maybe(from: &random)
    sample.predictionUncertainty = maybe(from: &random)
    sample.fuelLaps = maybe(from: &random)
    sample.fuelPerLap = maybe(from: &random)
    var model = Bool.random(using: &random) ? Fixture.model : SessionModel()
    model.currentSectors = (0..<Int.random(in: 0...5, using: &random)).map { _ in absurd(from: &random) }
    model.bestSectors = (0..<Int.random(in: 0...5, using: &random)).map { _ in absurd(from: &random) }
    model.miniSectors = (0..<Int.random(in: 0...90, using: &random)).map { MiniSectorMark(rawValue: UInt8($0 % 4))! }
    model.learntLaps = Int.random(in: -3...3, using: &random)
    model.theoretical.cornerIdeal = maybe(from: &random)
    model.isCoachMuted = Bool.random(using: &random)
    if Bool.random(using: &random) {
      model.findings.append(
        Finding(
          rule: "x", corner: -7, cornerName: "T\u{1B}[2J富士\u{202E}", lapSerial: 0, lapNumber: 0,
          referenceLapNumber: nil,
          loss: absurd(from: &random), action: String(repeating: "brake ", count: 40), text: "\u{7}x\n",
          evidence: [Evidence(name: "e", value: absurd(from: &random), reference: .nan, unit: "m/s")], seenOnLaps: [],
          confidence: .nan, state: .new))
    }
    model.source?.session = ["race", "qualifying", nil][Int.random(in: 0...2, using: &random)]
    _ = update(&state, .model(model))
    if Bool.random(using: &random) { _ = update(&state, .field(randomField(from: &random))) }
    _ = update(&state, .sample(sample, Bool.random(using: &random) ? state.trace : nil))
    if Bool.random(using: &random) {
      let replay = ReplayStatus(
        position: absurd(from: &random), duration: absurd(from: &random), speed: absurd(from: &random), isPaused: true)
      _ = update(&state, .replay(replay))
      let source = SourceStatus(
        kind: .replay, name: "x\u{1B}y", rate: absurd(from: &random), silentFor: maybe(from: &random))
      _ = update(&state, .source(source))
    }
    _ = update(&state, .counters(Counters(stored: .max, dropped: .min, refused: 0)))
    _ = update(&state, .ports(Fixture.ports))
    for digit in 1...6 where Int.random(in: 0..<6, using: &random) == 0 {
      _ = update(&state, .key(.character(Unicode.Scalar(UInt8(48 + digit)))))
    }
    if Bool.random(using: &random) { _ = update(&state, .compared(Fixture.pair)) }
    return state
  }
}
