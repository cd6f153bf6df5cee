import Analysis
import Coaching
import Engine
import Simulation
import Telemetry
import Testing
import Timing

/// Whole races with the engine beside the advisor, as the program runs them.
@Suite struct SimulatedRaceTests {
  private struct Race {
    var said: [StrategyMessage] = []
    var advisor: StrategyAdvisor
    /// Fuel foretold for the end of each lap in its middle, and what it was.
    var forecasts: [(foretold: Double, real: Double)] = []
  }

  private func race(laps: Int, tank: Double) -> Race {
    var car = Car()
    car.tankSize = tank
    var driver = Driver(seed: 5)
    driver.speedScatter = 0.002
    var simulation = Simulation(circuit: .harbour, car: car, driver: driver, rate: 20, laps: laps)
    let engine = TelemetryEngine(source: simulation.description(game: "f1", gameName: "F1"))
    var race = Race(advisor: StrategyAdvisor(game: "f1"))
    var foretold: (lap: Int32, left: Double)?
    while !simulation.isFinished {
      let frame = simulation.next()
      let sample = engine.ingest(frame)
      for event in engine.events {
        guard case .lapFinished(let lap, let comparison) = event else { continue }
        let passages = lap.trace.map { trace in
          (comparison?.corners ?? []).compactMap { TyrePassage($0, on: trace) }
        }
        race.advisor.lapFinished(lap, passages: passages ?? [])
        if let reference = engine.model.reference?.lap.trace, let corners = comparison?.corners {
          race.advisor.takeReference(
            reference,
            lifts: corners.compactMap { loss in
              (loss.reference?.lift ?? loss.reference?.brakeStart).map { (loss.corner.name, $0) }
            })
        }
      }
      engine.events.removeAll()
      let length = engine.model.track?.length
      let place = sample.station.flatMap { station in
        length.map { LapPlace(station: station, lapLength: $0) }
      }
      race.said += race.advisor.ingest(frame, place: place)
      if let last = foretold, let lap = frame.lapNumber, lap > last.lap {
        race.forecasts.append((last.left, frame[.fuelLevel] ?? .nan))
        foretold = nil
      }
      if foretold == nil, let lap = frame.lapNumber, lap > 3, let place, place.station > place.lapLength / 2,
        let left = race.advisor.state.fuel?.afterLap
      {
        foretold = (lap, left)
      }
    }
    return race
  }

  @Test func aTankThatLastsIsNotSpokenOf() {
    let race = race(laps: 8, tank: 100)
    #expect(race.said.isEmpty, "\(race.said.map(\.text))")
  }

  @Test func theFuelAtTheLineIsForetoldInTheMiddleOfTheLap() throws {
    let race = race(laps: 8, tank: 100)
    let use = try #require(race.advisor.fuel.use)
    #expect(race.forecasts.count >= 3)
    for forecast in race.forecasts {
      #expect(abs(forecast.foretold - forecast.real) < 0.02 * use.perLap, "\(forecast)")
    }
  }

  @Test func aTankThatDoesNotLastIsCalledInBeforeItIsEmpty() {
    // Sixty of a hundred: 12 kg at 1.42 kg a lap are 8.4 laps of nine.
    let race = race(laps: 9, tank: 20)
    #expect(race.said.map(\.rule) == ["fuel-short", "last-call", "fuel-add"])
    #expect(race.said.first?.text == "Fuel short by 1.2 laps — pit by lap 8")
    #expect(race.said.map(\.lapNumber) == [3, 8, 8])
  }

  @Test func aSmallShortageNamesTheStraights() {
    // 12.6 kg are 8.8 laps of nine.
    let race = race(laps: 9, tank: 21)
    #expect(
      race.said.map(\.text).prefix(2) == [
        "Fuel short by 0.8 laps — save or pit by lap 8", "Save 0.07 kg per lap: lift 40 m early at T2, T5",
      ])
  }
}
