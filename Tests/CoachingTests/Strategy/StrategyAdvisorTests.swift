import Telemetry
import TestSupport
import Testing
import Timing

@testable import Coaching

@Suite struct StrategyAdvisorTests {
  /// A drive frame by frame, ten a second, with what was said.
  private struct Drive {
    var advisor: StrategyAdvisor
    var time = 0.0
    var fuel = 40.0
    var temperature: Double?
    var flags: FrameFlags = .onTrack
    var lapCount: Int32?
    var said: [StrategyMessage] = []

    init(_ advisor: StrategyAdvisor) { self.advisor = advisor }

    var rules: [String] { said.map(\.rule) }

    func frame(lap: Int) -> TelemetryFrame {
      var frame = TelemetryFrame()
      frame.gameTime = time
      frame.flags = flags
      frame.lapNumber = Int32(lap)
      frame.lapCount = lapCount
      frame[.fuelLevel] = fuel
      frame[.fuelCapacity] = 60
      if let temperature {
        for wheel in Wheel.allCases { frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = temperature }
      }
      return frame
    }

    mutating func run(_ seconds: Double, lap: Int = 1) {
      for _ in 0..<Int(seconds * 10) {
        said += advisor.ingest(frame(lap: lap), place: nil)
        time += 0.1
      }
    }

    /// A whole lap of 90 s on 5 km.
    mutating func lap(_ number: Int, use: Double, kind: LapKind = .pace) {
      for step in 0..<90 {
        let place = LapPlace(station: 5_000 * Double(step) / 90, lapLength: 5_000)
        said += advisor.ingest(frame(lap: number), place: place)
        time += 1
        fuel -= use / 90
      }
      advisor.lapFinished(Lap(serial: number, number: number, kind: kind, time: 90, fuelUsed: use))
    }
  }

  private func drive(game: String = "gt7", history: StrategyHistory = StrategyHistory()) -> Drive {
    Drive(StrategyAdvisor(game: game, history: history))
  }

  private func only(_ identifier: String) -> [any StrategyRule] {
    allStrategyRules.filter { $0.identifier == identifier }
  }

  // MARK: Fuel over a race

  @Test func aShortTankIsToldOnceAndThenCalledIn() throws {
    var race = drive()
    race.lapCount = 20
    race.fuel = 30.5
    for lap in 1...10 { race.lap(lap, use: 3) }
    #expect(
      race.said.map(\.text) == [
        "Fuel short by 10.3 laps — pit by lap 10", "Box this lap", "Add 31 L (30 + 1)",
      ])
    // Short at the end of two laps in a row; called in when the tenth lap has begun with 3.5 L.
    #expect(race.said.map(\.lapNumber) == [3, 10, 10])
    #expect(race.said.map(\.priority) == [75, 90, 75])
    #expect(race.said.allSatisfy { $0.slot == .drivingLine })
  }

  @Test func nobodyIsCalledInWhenTheTankCoversTheRace() {
    var race = drive()
    race.lapCount = 10
    race.fuel = 30.9
    for lap in 1...10 { race.lap(lap, use: 3) }
    #expect(!race.rules.contains("last-call"), "\(race.said.map(\.text))")
    #expect(!race.rules.contains("fuel-short"))
  }

  @Test func refuellingIsFollowedByAllClear() throws {
    var race = drive()
    race.lapCount = 20
    race.fuel = 30
    for lap in 1...4 { race.lap(lap, use: 3) }
    #expect(race.rules == ["fuel-short"])
    race.flags = [.onTrack, .inPit]
    race.run(5, lap: 5)
    #expect(race.rules == ["fuel-short", "fuel-add"])
    race.fuel = 53
    race.run(1, lap: 5)
    race.flags = .onTrack
    race.lap(5, use: 3, kind: .out)
    race.lap(6, use: 3)
    #expect(race.rules == ["fuel-short", "fuel-add", "fuel-ok"])
    #expect(race.said.last?.text.hasPrefix("Fuel good to the end, +") == true)
    for lap in 7...12 { race.lap(lap, use: 3) }
    #expect(race.rules.count == 3, "nothing is said twice")
  }

  @Test func allClearIsNotToldToWhoWasNeverShort() {
    var race = drive()
    race.lapCount = 10
    race.fuel = 50
    for lap in 1...9 { race.lap(lap, use: 3) }
    #expect(race.said.isEmpty)
  }

  @Test func withoutADistanceNothingIsSaidOfFuel() {
    var practice = drive()
    practice.fuel = 12
    for lap in 1...4 { practice.lap(lap, use: 3) }
    #expect(practice.said.isEmpty)
    #expect(practice.advisor.state.fuel?.use.perLap == 3 && practice.advisor.state.fuel?.plan == nil)
  }

  @Test func aSmallShortageIsSavedByLifting() throws {
    var race = drive()
    let grid = DistanceGrid(length: 5_000, spacing: 10)
    // Full throttle over the first kilometre, where 0.9 of 3 L burn.
    let levels = (0..<grid.count).map { index in
      let station = grid.station(index)
      return Float(40 - (station < 1_000 ? 0.0009 * station : 0.9 + 2.1 * (station - 1_000) / 4_000))
    }
    let trace = LapTrace(
      grid: grid, lapTime: 90, time: (0..<grid.count).map { 90 * grid.station($0) / 5_000 },
      columns: [.fuelLevel: levels, .throttle: levels.indices.map { $0 < 100 ? 1 : 0.5 }])
    race.advisor.takeReference(trace, lifts: [(corner: "T1", station: 1_000)])
    race.lapCount = 20
    race.fuel = 58.8
    for lap in 1...3 { race.lap(lap, use: 3) }
    // 52.8 L are left for eighteen laps after two: 0.07 L a lap too few, 75 m at 0.9 mL a metre.
    let save = try #require(race.said.first { $0.rule == "fuel-save" })
    #expect(save.text == "Save 0.07 L per lap: lift 75 m early at T1")
    #expect(race.said.first { $0.rule == "fuel-short" }?.text.contains("save or pit") == true)
  }

  @Test func theHistoryCountsBeforeTheFirstLap() {
    var race = drive(history: StrategyHistory(fuelPerLap: 3, lapTime: 90))
    race.lapCount = 10
    race.run(1)
    #expect(race.advisor.state.fuel?.use.isHistory == true)
    #expect(race.advisor.state.fuel?.laps == 40.0 / 3)
    #expect(race.advisor.lapTime == 90)
  }

  @Test func aTimedRaceIsCountedFromTheClock() {
    var race = drive(history: StrategyHistory(fuelPerLap: 3, lapTime: 90))
    race.advisor.timeLeft = 600
    race.run(0.1)
    #expect(race.advisor.state.lapsToGo == LapsToGo(least: 7, most: 7, basis: .ownPace))
    var lapped = race.frame(lap: 3)
    lapped[.gapToLeader] = 110
    _ = race.advisor.ingest(lapped, place: LapPlace(station: 2_500, lapLength: 5_000))
    #expect(race.advisor.state.lapsToGo?.basis == .leader)
    lapped.flags.insert(.chequeredFlag)
    _ = race.advisor.ingest(lapped, place: nil)
    #expect(race.advisor.state.lapsToGo == nil)
  }

  @Test func thePlanWithinTheLapFollowsTheProfile() throws {
    var race = drive(history: StrategyHistory(fuelPerLap: 4))
    race.lapCount = 10
    race.fuel = 40
    _ = race.advisor.ingest(race.frame(lap: 1), place: LapPlace(station: 2_500, lapLength: 5_000))
    let fuel = try #require(race.advisor.state.fuel)
    #expect(fuel.afterLap == 38)
    #expect(fuel.plan?.laps == 9.5 && fuel.planAtStop?.laps == 9 && fuel.planAtStop?.level == 38)
  }

  // MARK: Tyres, persistence and repetition

  @Test func hotTyresAreToldAfterFiveSecondsAndAgainOnlyAfterTheyCooled() {
    var session = drive()
    session.temperature = 111
    session.run(4.9)
    #expect(session.said.isEmpty)
    session.run(0.3)
    #expect(session.rules == ["tyre-hot"])
    for temperature in [111.0, 107, 111, 105, 120] {
      session.temperature = temperature
      session.run(8)
    }
    #expect(session.said.count == 1, "between the levels nothing changes")
    session.temperature = 104
    session.run(1)
    session.temperature = 111
    session.run(6)
    #expect(session.rules == ["tyre-hot", "tyre-hot"])
  }

  @Test func aShortPeakIsNotHot() {
    var session = drive()
    for _ in 0..<10 {
      session.temperature = 115
      session.run(4)
      session.temperature = 108
      session.run(0.2)
    }
    #expect(session.said.isEmpty)
  }

  @Test func timeDoesNotPassInAPause() {
    var session = drive()
    session.temperature = 111
    session.run(3)
    session.flags = [.onTrack, .paused]
    let stopped = session.time
    session.run(60)
    session.time = stopped
    session.flags = .onTrack
    session.run(1.5)
    #expect(session.said.isEmpty)
    session.run(1)
    #expect(session.rules == ["tyre-hot"])
  }

  @Test func aClockThatGoesBackStartsTheCountAnew() {
    var session = drive()
    session.time = 100
    session.temperature = 111
    session.run(4)
    session.time = 50
    session.run(4.9)
    #expect(session.said.isEmpty)
    session.run(0.3)
    #expect(session.rules == ["tyre-hot"])
  }

  @Test func coldTyresAreToldOnceAStint() {
    var session = drive()
    session.temperature = 55
    session.run(19.9)
    #expect(session.said.isEmpty)
    session.run(0.3)
    #expect(session.rules == ["tyres-cold"])
    session.temperature = 80
    session.run(5)
    session.temperature = 55
    session.run(60)
    #expect(session.said.count == 1)
    session.flags = [.onTrack, .inPit]
    session.run(20)
    session.flags = .onTrack
    session.run(21)
    #expect(session.rules == ["tyres-cold", "tyres-cold"])
  }

  @Test func aChannelThatIsNotSentIsSilence() {
    var session = drive()
    session.temperature = nil
    session.run(60)
    #expect(session.said.isEmpty)
    #expect(session.advisor.state.temperatures == nil)
    var unknown = drive(game: "unheard of")
    unknown.temperature = 150
    unknown.run(60)
    #expect(unknown.said.isEmpty, "without a window nothing is hot")
  }

  @Test func somebodyElsesCarIsNotAdvised() {
    var session = drive()
    session.temperature = 130
    session.flags = [.onTrack, .spectating]
    session.run(60)
    #expect(session.said.isEmpty)
  }

  // MARK: Properties

  @Test func noRuleEverSpeaksTwiceWithoutItsConditionHavingCleared() {
    forAll(40) { random in
      var advisor = StrategyAdvisor(game: "gt7", history: StrategyHistory(fuelPerLap: 3, lapTime: 90))
      var lastRaised: Set<String> = []
      var frame = TelemetryFrame()
      frame.lapCount = 30
      for step in 0..<2_000 {
        frame.gameTime = Double(step)
        frame.lapNumber = Int32(1 + step / 90)
        frame.flags = Double.random(in: 0...1, using: &random) < 0.02 ? [.onTrack, .inPit] : .onTrack
        frame[.fuelLevel] = Double.random(in: 0...60, using: &random)
        for wheel in Wheel.allCases {
          frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = Double.random(in: 50...125, using: &random)
        }
        if step % 90 == 89 {
          advisor.lapFinished(
            Lap(serial: step, number: step / 90, kind: .pace, time: 90, fuelUsed: .random(in: 2...4, using: &random)))
        }
        for message in advisor.ingest(frame, place: nil) {
          guard message.text.count <= 60, !lastRaised.contains(message.rule) else { return false }
          lastRaised.insert(message.rule)
        }
        for rule in allStrategyRules where lastRaised.contains(rule.identifier) {
          if case .clear = rule.standing(advisor.state, thresholds: StrategyThresholds()) {
            lastRaised.remove(rule.identifier)
          }
        }
      }
      return true
    }
  }

  @Test func noFrameTraps() {
    forAll(100) { random in
      var advisor = StrategyAdvisor(game: "f1")
      advisor.timeLeft = .random(in: -1e6...1e6, using: &random)
      for _ in 0..<30 {
        var frame = TelemetryFrame()
        frame.gameTime = .random(in: -1e9...1e9, using: &random)
        frame.lapNumber = .random(in: .min ... .max, using: &random)
        frame.lapCount = .random(in: .min ... .max, using: &random)
        for channel in Channel.allCases where Bool.random(using: &random) {
          frame[channel] = .random(in: -1e30...1e30, using: &random)
        }
        frame.flags = FrameFlags(rawValue: .random(in: 0...1, using: &random))
        let place = LapPlace(
          station: .random(in: -1e9...1e9, using: &random), lapLength: .random(in: -10...1e9, using: &random))
        _ = advisor.ingest(frame, place: Bool.random(using: &random) ? place : nil)
        advisor.lapFinished(
          Lap(
            serial: 1, number: 1, kind: .pace, time: .random(in: -9...1e9, using: &random),
            fuelUsed: .random(in: -9...1e9, using: &random)))
      }
      return true
    }
  }
}
