import Telemetry
import TestSupport
import Testing

@testable import Coaching

/// Every rule with what raises it, what does not, and the value at which it turns.
@Suite struct StrategyRuleTests {
  private let thresholds = StrategyThresholds()

  private func rule(_ identifier: String) throws -> any StrategyRule {
    try #require(allStrategyRules.first { $0.identifier == identifier })
  }

  private func standing(_ identifier: String, _ state: StrategyState) throws -> Standing {
    try rule(identifier).standing(state, thresholds: thresholds)
  }

  private func text(_ identifier: String, _ state: StrategyState) throws -> String? {
    try rule(identifier).wording(state, thresholds: thresholds)?.text
  }

  /// A lap race at the start of lap 16, 3 L a lap without scatter, so that the reserve of 0.9 L is the whole safety.
  private func race(level: Double, laps: Int, least: Int? = nil, share: Double = 0) -> StrategyState {
    let use = FuelUse(perLap: 3, deviation: 0, laps: 5, isHistory: false)
    var fuel = FuelState(level: level, unit: .litres, use: use, afterLap: level - 3 * (1 - share))
    fuel.plan = FuelPlan(level: level, use: use, laps: Double(laps) - share, capacity: 60)
    fuel.leastPlan = FuelPlan(level: level, use: use, laps: Double(least ?? laps) - share, capacity: 60)
    fuel.planAtStop = FuelPlan(level: max(0, fuel.afterLap), use: use, laps: Double(laps - 1), capacity: 60)
    var state = StrategyState()
    state.isOnTrack = true
    state.currentLap = 16
    state.lapsToGo = LapsToGo(least: least ?? laps, most: laps, basis: .laps)
    state.fuel = fuel
    return state
  }

  private func tyres(_ temperatures: WheelValues) -> StrategyState {
    var state = StrategyState()
    state.isOnTrack = true
    state.temperatures = temperatures
    state.window = TyreWindow.published(game: "gt7")
    return state
  }

  private func wheels(front: Double, rear: Double, rearRight: Double? = nil) -> WheelValues {
    WheelValues(frontLeft: front, frontRight: front, rearLeft: rear, rearRight: rearRight ?? rear)
  }

  // MARK: Fuel

  @Test func fuelShort() throws {
    // Four laps need 12.9 L: 9.3 L are 1.2 laps short, and last for three laps.
    let short = race(level: 9.3, laps: 4)
    #expect(try standing("fuel-short", short) == .triggered)
    #expect(try text("fuel-short", short) == "Fuel short by 1.2 laps — pit by lap 18")
    #expect(try standing("fuel-short", race(level: 14.4, laps: 4)) == .clear, "half a lap to spare")
    #expect(try standing("fuel-short", race(level: 14.3, laps: 4)) == .between)
    #expect(try standing("fuel-short", race(level: 12.2, laps: 4)) == .between, "0.23 laps short")
    #expect(try standing("fuel-short", race(level: 12.1, laps: 4)) == .triggered, "0.27 laps short")
    let open = race(level: 31, laps: 11, least: 10)
    #expect(try text("fuel-short", open) == "Fuel short by 1.0 laps if 11 to go — save or pit by lap 25")
    #expect(try text("fuel-short", race(level: 2, laps: 4)) == "Fuel short by 3.6 laps — pit by lap 16")
  }

  @Test func fuelOK() throws {
    let good = race(level: 15, laps: 4)
    #expect(try standing("fuel-ok", good) == .triggered)
    #expect(try text("fuel-ok", good) == "Fuel good to the end, +0.7 lap")
    #expect(try standing("fuel-ok", race(level: 14.3, laps: 4)) == .between, "0.47 laps to spare")
    #expect(try standing("fuel-ok", race(level: 9, laps: 4)) == .clear)
    #expect(try rule("fuel-ok").follows == "fuel-short")
  }

  @Test func fuelSave() throws {
    // 29.1 L for ten laps: 2.91 L a lap instead of 3.
    var savable = race(level: 29.1, laps: 10)
    #expect(try standing("fuel-save", savable) == .triggered)
    #expect(try text("fuel-save", savable) == "Save 0.09 L per lap to the end")
    savable.fuel?.lifts = LiftAndCoast(
      saving: 0.09,
      zones: [
        BrakingZone(corner: "T1", fuelPerMetre: 0.0012, fullThrottleLength: 700),
        BrakingZone(corner: "T8", fuelPerMetre: 0.0012, fullThrottleLength: 500),
      ])
    #expect(try text("fuel-save", savable) == "Save 0.09 L per lap: lift 40 m early at T1, T8")
    savable.units = .imperial
    #expect(try text("fuel-save", savable) == "Save 0.09 L per lap: lift 44 yd early at T1, T8")
    savable.fuel?.unit = .kilograms
    #expect(try text("fuel-save", savable)?.hasPrefix("Save 0.09 kg per lap") == true)
    #expect(try standing("fuel-save", race(level: 27.7, laps: 10)) == .triggered, "7.7 %")
    #expect(try standing("fuel-save", race(level: 27.5, laps: 10)) == .clear, "8.3 % is a stop")
    #expect(
      try standing("fuel-save", race(level: 30.1, laps: 10)) == .between, "nothing to save, and not a percent left")
    #expect(try standing("fuel-save", race(level: 30.4, laps: 10)) == .clear)
  }

  @Test func aLongListOfCornersIsCounted() throws {
    var savable = race(level: 29.1, laps: 10)
    savable.fuel?.lifts = LiftAndCoast(
      saving: 0.09,
      zones: ["Les Combes", "Bus Stop Chicane"].map {
        BrakingZone(corner: $0, fuelPerMetre: 0.0012, fullThrottleLength: 700)
      })
    #expect(try text("fuel-save", savable) == "Save 0.09 L per lap: lift 40 m early at 2 corners")
  }

  @Test func lastCall() throws {
    let call = race(level: 4.2, laps: 5)
    #expect(try standing("last-call", call) == .triggered)
    #expect(try text("last-call", call) == "Box this lap")
    #expect(try rule("last-call").isSafety)
    #expect(try standing("last-call", race(level: 4.6, laps: 5)) == .clear, "1.53 laps in the tank")
    #expect(try standing("last-call", race(level: 3.1, laps: 1)) == .clear, "never when the tank covers the distance")
    #expect(try standing("last-call", race(level: 2.9, laps: 1)) == .triggered)
    #expect(try standing("last-call", race(level: 4.2, laps: 2, least: 1)) == .triggered, "one lap more may come")
    // 1.4 laps in the tank near the end of a lap are one more lap: the next is soon enough.
    #expect(try standing("last-call", race(level: 4.2, laps: 5, share: 0.9)) == .between)
    var inPit = call
    inPit.isOnTrack = false
    #expect(try standing("last-call", inPit) == .between)
  }

  @Test func fuelAdd() throws {
    // 4 L now, 1 L at the stop; ten laps then need 30 + 0.9 L.
    var stop = race(level: 4, laps: 11)
    #expect(try standing("fuel-add", stop) == .clear, "no stop is near")
    stop.isStopNear = true
    #expect(try standing("fuel-add", stop) == .triggered)
    #expect(try text("fuel-add", stop) == "Add 30 L (29 + 1)")
    var long = race(level: 4, laps: 31)
    long.isStopNear = true
    #expect(try text("fuel-add", long) == "Add 59 L (tank full)")
    var enough = race(level: 34, laps: 11)
    enough.isStopNear = true
    #expect(try standing("fuel-add", enough) == .clear, "33.9 L are needed")
    enough = race(level: 33.8, laps: 11)
    enough.isStopNear = true
    #expect(try standing("fuel-add", enough) == .triggered)
  }

  // MARK: Tyres

  @Test func tyresCold() throws {
    let cold = tyres(wheels(front: 63, rear: 58))
    #expect(try standing("tyres-cold", cold) == .triggered)
    #expect(try text("tyres-cold", cold) == "Tyres 17 °C cold — build up over 2 corners")
    #expect(try standing("tyres-cold", tyres(wheels(front: 60, rear: 60))) == .between)
    #expect(try standing("tyres-cold", tyres(wheels(front: 75, rear: 75))) == .clear)
    var inPit = cold
    inPit.isOnTrack = false
    #expect(try standing("tyres-cold", inPit) == .clear)
    #expect(try rule("tyres-cold").isOncePerStint)
  }

  @Test func tyreHot() throws {
    var hot = tyres(wheels(front: 90, rear: 95, rearRight: 111))
    #expect(try standing("tyre-hot", hot) == .triggered)
    #expect(try text("tyre-hot", hot) == "Rear right 111 °C — easier exits")
    hot.spinningCorners = ["T2", "T6", "T9"]
    #expect(try text("tyre-hot", hot) == "Rear right 111 °C — easier exits at T2, T6")
    hot.spinningCorners = ["Mulsanne Corner", "Ford Chicane"]
    #expect(try text("tyre-hot", hot) == "Rear right 111 °C — easier exits")
    #expect(try text("tyre-hot", tyres(wheels(front: 112, rear: 90))) == "Front left 112 °C — turn in gentler")
    #expect(try standing("tyre-hot", tyres(wheels(front: 90, rear: 110))) == .between)
    #expect(try standing("tyre-hot", tyres(wheels(front: 90, rear: 104.5))) == .between)
    #expect(try standing("tyre-hot", tyres(wheels(front: 90, rear: 104))) == .clear)
  }

  @Test func tyreBalance() throws {
    var state = StrategyState()
    state.tyreBalance = 9.2
    #expect(try standing("tyre-balance", state) == .triggered)
    #expect(try text("tyre-balance", state) == "Fronts 9 °C hotter — release brakes sooner")
    #expect(try rule("tyre-balance").slot == .review)
    state.tyreBalance = 8
    #expect(try standing("tyre-balance", state) == .triggered)
    state.tyreBalance = 7.9
    #expect(try standing("tyre-balance", state) == .between)
    state.tyreBalance = -9
    #expect(try standing("tyre-balance", state) == .clear)
  }

  @Test func tyreWear() throws {
    var state = race(level: 60, laps: 12)
    state.wearForecast = TyreWearForecast(wheel: .frontLeft, wear: 0.5, lapsLeft: 6.4, uncertainty: 0.8)
    #expect(try standing("tyre-wear", state) == .triggered)
    #expect(try text("tyre-wear", state) == "Front left done in 6 laps (±1)")
    state.wearForecast = TyreWearForecast(wheel: .rearRight, wear: 0.5, lapsLeft: 11.9, uncertainty: 2.6)
    #expect(try text("tyre-wear", state) == "Rear right done in 11 laps (±3)")
    state.wearForecast = TyreWearForecast(wheel: .frontLeft, wear: 0.5, lapsLeft: 12, uncertainty: 1)
    #expect(try standing("tyre-wear", state) == .between)
    state.wearForecast = TyreWearForecast(wheel: .frontLeft, wear: 0.5, lapsLeft: 13, uncertainty: 1)
    #expect(try standing("tyre-wear", state) == .clear)
  }

  @Test func tyreFallOff() throws {
    var state = race(level: 60, laps: 36)
    state.currentLap = 5
    state.tyreAge = 4
    state.fallOff = TyreFallOff(perLap: 0.08, fuelEffect: nil, laps: 6)
    #expect(try standing("tyre-falloff", state) == .triggered)
    #expect(try text("tyre-falloff", state) == "Tyres cost 0.08 s/lap")
    // 0.08 · 14 · 26 = 29.1 s are saved after lap 14 of 40.
    state.pitLoss = 29
    #expect(try text("tyre-falloff", state) == "Tyres cost 0.08 s/lap — stop pays off after lap 14")
    state.pitLoss = 60
    #expect(try text("tyre-falloff", state) == "Tyres cost 0.08 s/lap — no stop pays off")
    state.fallOff = TyreFallOff(perLap: 0.05, fuelEffect: nil, laps: 6)
    #expect(try standing("tyre-falloff", state) == .triggered)
    state.fallOff = TyreFallOff(perLap: 0.049, fuelEffect: nil, laps: 6)
    #expect(try standing("tyre-falloff", state) == .between)
    state.fallOff = TyreFallOff(perLap: 0.01, fuelEffect: nil, laps: 6)
    #expect(try standing("tyre-falloff", state) == .clear)
  }

  @Test func pitWindow() throws {
    var state = race(level: 60, laps: 20)
    state.fallOff = TyreFallOff(perLap: 0.1, fuelEffect: nil, laps: 8)
    state.pitLoss = 22
    // Old tyres cost #12 3 s a lap; it is 1.2 s ahead and its stop is as long as ours.
    state.rivals = [
      RivalFigures(number: 7, gap: 8, tyreAge: 30), RivalFigures(number: 12, gap: 1.2, tyreAge: 30),
      RivalFigures(number: 3, gap: -2, tyreAge: 30),
    ]
    #expect(try standing("pit-window", state) == .triggered)
    #expect(try text("pit-window", state) == "Pit window open: out 1.8 s ahead of #12")
    state.rivals = [RivalFigures(number: 12, gap: 3.1, tyreAge: 30)]
    #expect(try standing("pit-window", state) == .between)
    state.rivals = [RivalFigures(number: 12, gap: 2.9, tyreAge: 30)]
    #expect(try standing("pit-window", state) == .triggered)
    state.rivals = [RivalFigures(number: 12, gap: 2.9, tyreAge: 30, pitLoss: 21)]
    #expect(try standing("pit-window", state) == .clear, "our stop is a second longer")
    state.rivals = []
    #expect(try standing("pit-window", state) == .unknown)
    state.rivals = [RivalFigures(number: 12, gap: 1, tyreAge: 30)]
    state.lapsToGo = LapsToGo(least: 2, most: 2, basis: .laps)
    #expect(try standing("pit-window", state) == .clear, "he has no lap left to answer")
  }

  // MARK: All of them

  @Test(arguments: allStrategyRules.map(\.identifier))
  func aRuleKnowsNothingOfWhatIsNotSent(_ identifier: String) throws {
    #expect(try standing(identifier, StrategyState()) == .unknown)
    #expect(try text(identifier, StrategyState()) == nil)
    // Fuel without a distance is no shortage.
    var practice = race(level: 3.5, laps: 9)
    practice.fuel?.plan = nil
    practice.fuel?.planAtStop = nil
    practice.lapsToGo = nil
    #expect(try standing(identifier, practice) == .unknown)
  }

  @Test func identifiersAreThoseOfTheSpecification() {
    #expect(
      allStrategyRules.map(\.identifier) == [
        "fuel-short", "fuel-ok", "fuel-save", "last-call", "fuel-add", "tyres-cold", "tyre-hot", "tyre-balance",
        "tyre-wear", "tyre-falloff", "pit-window",
      ])
  }

  @Test func sentencesFitTheLineWhateverTheNumbers() {
    forAll { random in
      var state = race(
        level: .random(in: 0...140, using: &random), laps: .random(in: 1...99, using: &random),
        share: .random(in: 0...1, using: &random))
      state.currentLap = .random(in: 1...99, using: &random)
      state.isStopNear = true
      state.temperatures = wheels(
        front: .random(in: -20...199, using: &random), rear: .random(in: -20...199, using: &random))
      state.window = TyreWindow.published(game: "gt7")
      state.tyreBalance = .random(in: -50...50, using: &random)
      state.wearForecast = TyreWearForecast(
        wheel: .rearRight, wear: 0.5, lapsLeft: .random(in: 0...99, using: &random),
        uncertainty: .random(in: 0...40, using: &random))
      state.fallOff = TyreFallOff(perLap: .random(in: 0...9, using: &random), fuelEffect: nil, laps: 9)
      state.pitLoss = .random(in: 0...99, using: &random)
      state.rivals = [RivalFigures(number: 999, gap: .random(in: 0...99, using: &random))]
      state.spinningCorners = ["Paddock Hill Bend", "Druids"]
      return allStrategyRules.allSatisfy { rule in
        guard let text = rule.wording(state, thresholds: thresholds)?.text else { return false }
        return text.count <= StrategyWording.longest && !text.contains("–")
      }
    }
  }
}
