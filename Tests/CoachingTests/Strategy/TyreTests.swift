import Analysis
import Coaching
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct TyreTests {
  private func even(_ value: Double) -> WheelValues {
    WheelValues(frontLeft: value, frontRight: value, rearLeft: value, rearRight: value)
  }

  // MARK: The window

  @Test func publishedWindowsNameTheirSource() throws {
    let window = try #require(TyreWindow.published(game: "gt7"))
    #expect(window.lower == 75 && window.upper == 95)
    #expect(window.hot == LevelPair(trigger: 110, clear: 104))
    #expect(window.origin == .table(source: "GT7 AI Coach, gt7-datalogger"))
    #expect(TyreWindow.published(game: "unheard of") == nil)
  }

  @Test func theWindowIsLearntFromTheBestFifthOfSixtyPassages() throws {
    // Two corners; the fastest six passages of each at 80…85 °C, all others far hotter.
    var passages: [TyrePassage] = []
    for corner in [1, 2] {
      for index in 0..<30 {
        passages.append(
          TyrePassage(
            corner: corner, loss: Double(index) * 0.01 + Double(corner),
            temperatures: even(index < 6 ? 80 + Double(index) : 120)))
      }
    }
    #expect(TyreWindow(learntFrom: passages.dropLast()) == nil, "59 are too few")
    let window = try #require(TyreWindow(learntFrom: passages))
    #expect(window.lower == 80 && window.upper == 85, "the tenths at the ends fall on the ends of 48 numbers")
    #expect(window.hot == LevelPair(trigger: 91, clear: 85))
    #expect(window.cold == LevelPair(trigger: 80, clear: 83))
    #expect(window.origin == .learnt(passages: 60))
  }

  @Test func theLearntWindowLiesWithinWhatWasDriven() {
    forAll { random in
      let passages = (0..<80).map { _ in
        TyrePassage(
          corner: .random(in: 1...9, using: &random), loss: .random(in: -0.1...0.5, using: &random),
          temperatures: WheelValues(
            frontLeft: .random(in: 60...110, using: &random), frontRight: .random(in: 60...110, using: &random),
            rearLeft: .random(in: 60...110, using: &random), rearRight: .random(in: 60...110, using: &random)))
      }
      guard let window = TyreWindow(learntFrom: passages) else { return false }
      return window.lower >= 60 && window.upper <= 110 && window.lower <= window.upper
        && window.cold.trigger <= window.cold.clear && window.hot.trigger >= window.hot.clear
    }
  }

  @Test func aPassageIsReadAtTheApex() throws {
    let grid = DistanceGrid(length: 100, spacing: 10)
    var columns: [Channel: [Float]] = [:]
    for wheel in Wheel.allCases {
      columns[wheel.channel(from: .tyreTemperatureFrontLeft)] = (0..<grid.count).map { Float(70 + $0) }
    }
    func trace(_ columns: [Channel: [Float]]) -> LapTrace {
      LapTrace(grid: grid, lapTime: 11, time: (0..<grid.count).map(Double.init), columns: columns)
    }
    let corner = Corner(
      number: 4, name: "T4", direction: .left, cornerClass: .slow, start: 30, apex: 50, end: 70, segmentStart: 0,
      complex: 4)
    func loss(_ metrics: CornerMetrics?) -> CornerLoss {
      CornerLoss(corner: corner, loss: 0.1, entry: 0.1, mid: 0, exit: 0, run: 0, metrics: metrics, reference: nil)
    }
    let passage = try #require(TyrePassage(loss(CornerMetrics()), on: trace(columns)))
    #expect(passage == TyrePassage(corner: 4, loss: 0.1, temperatures: even(75)))
    #expect(TyrePassage(loss(nil), on: trace(columns)) == nil)
    columns[.tyreTemperatureRearLeft] = nil
    #expect(TyrePassage(loss(CornerMetrics()), on: trace(columns)) == nil)
  }

  @Test func theHighestWheelIsNamed() {
    let wheels = WheelValues(frontLeft: 1, frontRight: 4, rearLeft: 3, rearRight: 4)
    #expect(wheels.highest == .frontRight)
    #expect(wheels.frontMean == 2.5 && wheels.rearMean == 3.5)
    #expect(Wheel.allCases.map { wheels[$0] } == [1, 4, 3, 4])
  }

  @Test func oneMissingWheelIsNoReading() {
    var frame = TelemetryFrame()
    for wheel in Wheel.allCases { frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = 80 }
    #expect(WheelValues(frame, from: .tyreTemperatureFrontLeft) == even(80))
    frame[.tyreTemperatureRearLeft] = nil
    #expect(WheelValues(frame, from: .tyreTemperatureFrontLeft) == nil)
  }

  // MARK: Wear

  private func history(_ values: [Double]) -> TyreWearHistory {
    var history = TyreWearHistory()
    for value in values {
      var wheels = even(value / 2)
      wheels.frontLeft = value
      _ = history.lapFinished(wheels, thresholds: StrategyThresholds())
    }
    return history
  }

  @Test func theFirstTyreToGoIsForecast() throws {
    let forecast = try #require(history([0.05, 0.10, 0.15, 0.20, 0.25]).forecast())
    #expect(forecast.wheel == .frontLeft && forecast.wear == 0.25)
    #expect(abs(forecast.lapsLeft - 10) < 1e-9 && forecast.uncertainty < 1e-9)
    #expect(history([0.05, 0.10, 0.15]).forecast() == nil, "three laps are too few")
    #expect(history([0.1, 0.1, 0.1, 0.1, 0.1]).forecast() == nil, "no wear, no end")
    #expect(history([0.70, 0.74, 0.78, 0.82]).forecast()?.lapsLeft == 0)
  }

  @Test func unevenWearMakesTheForecastUnsure() throws {
    let steady = try #require(history([0.05, 0.10, 0.15, 0.20, 0.25, 0.30]).forecast())
    let uneven = try #require(history([0.05, 0.08, 0.16, 0.18, 0.27, 0.30]).forecast())
    #expect(uneven.uncertainty > steady.uncertainty)
  }

  @Test func newTyresBeginAnew() {
    var history = history([0.3, 0.4, 0.5, 0.6])
    let isNew = history.lapFinished(even(0.5), thresholds: StrategyThresholds())
    #expect(isNew, "a tenth less is a new set")
    #expect(history.count == 1)
    var other = self.history([0.3, 0.4, 0.5, 0.6])
    var same = even(0.3)
    same.frontLeft = 0.56
    let isOtherNew = other.lapFinished(same, thresholds: StrategyThresholds())
    #expect(!isOtherNew && other.count == 5)
  }

  // MARK: Fall-off

  private func laps(_ count: Int, perLap: Double, burn: Double = 2, effect: Double = 0, stint: Int = 0) -> [StintLap] {
    (0..<count).map { age in
      let fuel = 60 - burn * Double(age + stint * count)
      return StintLap(time: 90 + perLap * Double(age) + effect * fuel, tyreAge: age, fuel: fuel)
    }
  }

  @Test func theFallOffIsFoundWithoutFuel() throws {
    let dry = laps(6, perLap: 0.08).map { StintLap(time: $0.time, tyreAge: $0.tyreAge) }
    let fit = try #require(TyreFallOff(dry))
    #expect(abs(fit.perLap - 0.08) < 1e-9 && fit.fuelEffect == nil && fit.laps == 6)
    #expect(TyreFallOff(Array(dry.dropLast())) == nil, "five laps are too few")
    #expect(TyreFallOff(Array(repeating: dry[0], count: 8)) == nil, "one age tells nothing")
  }

  @Test func oneStintCannotTellAgeFromFuel() throws {
    let fit = try #require(TyreFallOff(laps(8, perLap: 0.10, effect: 0.03)))
    #expect(fit.fuelEffect == nil)
    #expect(abs(fit.perLap - 0.04) < 1e-9, "what is seen is the least that it can be")
    let known = try #require(TyreFallOff(laps(8, perLap: 0.10, effect: 0.03), fuelEffect: 0.03))
    #expect(abs(known.perLap - 0.10) < 1e-9 && known.fuelEffect == 0.03)
  }

  @Test func twoStintsOnOneTankTellThemApart() throws {
    var both = laps(7, perLap: 0.10, effect: 0.03) + laps(7, perLap: 0.10, effect: 0.03, stint: 1)
    let fit = try #require(TyreFallOff(both))
    let effect = try #require(fit.fuelEffect)
    #expect(abs(fit.perLap - 0.10) < 1e-6 && abs(effect - 0.03) < 1e-6)
    both[3].time += 4
    both[9].time += 2
    let robust = try #require(TyreFallOff(both))
    #expect(abs(robust.perLap - 0.10) < 0.02, "two bad laps of fourteen: \(robust)")
  }

  @Test func noiseDoesNotHideTheFallOff() {
    forAll(60) { random in
      let noisy = laps(15, perLap: 0.10).map {
        StintLap(time: $0.time + Double.random(in: -0.2...0.2, using: &random), tyreAge: $0.tyreAge)
      }
      guard let fit = TyreFallOff(noisy) else { return false }
      return abs(fit.perLap - 0.10) < 0.04
    }
  }

  @Test func aStopPaysOffOnceItSavesMoreThanItCosts() {
    // At the end of lap n of a race of 40, age n: 0.1 · n · (40 − n) s saved; 30 s at n = 10.
    #expect(
      StopValue(perLap: 0.1, tyreAge: 0, currentLap: 1, lapsToGo: 40, pitLoss: 29.9) == .paysOff(afterLap: 10))
    #expect(
      StopValue(perLap: 0.1, tyreAge: 0, currentLap: 1, lapsToGo: 40, pitLoss: 30.1) == .paysOff(afterLap: 11))
    #expect(StopValue(perLap: 0.1, tyreAge: 0, currentLap: 1, lapsToGo: 40, pitLoss: 41) == .never)
    #expect(StopValue(perLap: 0.1, tyreAge: 9, currentLap: 40, lapsToGo: 1, pitLoss: 0) == .never, "no lap is left")
  }

  // MARK: The model

  private func frame(_ temperature: Double, wear: Double? = nil, pit: Bool = false, fuel: Double? = nil)
    -> TelemetryFrame
  {
    var frame = TelemetryFrame()
    frame.flags = pit ? [.onTrack, .inPit] : .onTrack
    for wheel in Wheel.allCases {
      frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = temperature + (wheel.rawValue < 2 ? 9 : 0)
      frame[wheel.channel(from: .tyreWearFrontLeft)] = wear
    }
    frame[.fuelLevel] = fuel
    return frame
  }

  private func lap(_ time: Double = 90, kind: LapKind = .pace, flags: LapFlags = []) -> Lap {
    Lap(serial: 1, number: 1, kind: kind, flags: flags, time: time)
  }

  @Test func theBalanceIsThatOfTheWholeLap() throws {
    var model = TyreModel(game: "gt7")
    model.lapFinished(lap())
    #expect(model.balance == nil, "no frame, no balance")
    for _ in 0..<10 { model.ingest(frame(80)) }
    model.lapFinished(lap())
    let balance = try #require(model.balance)
    #expect(abs(balance - 9) < 1e-6)
    for _ in 0..<10 { model.ingest(frame(80)) }
    model.lapFinished(lap(kind: .in))
    #expect(model.balance == nil)
  }

  @Test func aStopBeginsAStintAndNewTyresAreYoung() {
    var model = TyreModel(game: "gt7")
    model.ingest(frame(80))
    for _ in 0..<3 { model.lapFinished(lap()) }
    #expect(model.age == 3 && model.stint == 1)
    model.ingest(frame(80, pit: true))
    model.ingest(frame(80))
    #expect(model.age == 0 && model.stint == 2)
  }

  @Test func tyresThatKeepTheirWearKeepTheirAge() {
    var model = TyreModel(game: "f1")
    for wear in [0.1, 0.2, 0.3] {
      model.ingest(frame(80, wear: wear))
      model.lapFinished(lap())
    }
    model.ingest(frame(80, wear: 0.3, pit: true))
    model.ingest(frame(80, wear: 0.3))
    #expect(model.age == 3 && model.stint == 2)
    model.ingest(frame(80, wear: 0.02))
    model.lapFinished(lap(kind: .out))
    #expect(model.age == 1, "the out lap was the first on new ones")
  }

  @Test func onlyPaceLapsMakeTheFallOff() throws {
    var model = TyreModel(game: "gt7")
    for index in 0..<8 {
      model.ingest(frame(80))
      model.lapFinished(lap(90 + 0.1 * Double(index)))
      model.ingest(frame(80))
      model.lapFinished(lap(120, flags: .slow))
    }
    // A slow lap in between ages the tyres as well: 0.1 s in two laps.
    let fallOff = try #require(model.fallOff)
    #expect(abs(fallOff.perLap - 0.05) < 1e-9)
    #expect(model.fallOff?.laps == 8)
  }

  @Test func theWindowIsLearntOverLaps() {
    var model = TyreModel(game: "gt7")
    for lapIndex in 0..<12 {
      #expect(model.window?.origin == TyreWindow.published(game: "gt7")?.origin, "\(lapIndex)")
      model.lapFinished(
        lap(), passages: (1...5).map { TyrePassage(corner: $0, loss: 0.1, temperatures: even(84)) })
    }
    #expect(model.window?.origin == .learnt(passages: 60))
    #expect(model.window?.lower == 84)
  }
}
