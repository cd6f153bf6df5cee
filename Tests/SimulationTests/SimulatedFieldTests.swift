import Simulation
import Telemetry
import Testing

@Suite struct SimulatedFieldTests {
  /// The field five times a second beside a driven car.
  private func race(
    _ circuit: Circuit = .harbour, seed: UInt64 = 4, minutes: Int, laps: Int? = nil,
    _ each: (TelemetryFrame, RaceField) throws -> Void
  ) rethrows {
    var simulation = Simulation(circuit: circuit, driver: .demo(seed: seed), rate: 5, laps: laps)
    var others = SimulatedField(circuit: circuit, seed: seed, laps: laps)
    for _ in 0..<(minutes * 300) {
      let frame = simulation.next()
      try each(frame, others.field(with: frame))
    }
  }

  @Test func sameSeedRacesTheSame() {
    var fields: [[RaceField]] = [[], [], []]
    for (index, seed) in [7, 7, 8].enumerated() {
      race(seed: UInt64(seed), minutes: 1) { fields[index].append($1) }
    }
    #expect(fields[0] == fields[1] && fields[0] != fields[2])
  }

  @Test(arguments: Circuit.all.map(\.identifier)) func placesAndGapsFollowFromWhereCarsAre(_ name: String) throws {
    let circuit = try #require(Circuit.all.first { $0.identifier == name })
    var overtakings = 0
    var before: [Int: Int] = [:]
    try race(circuit, minutes: 6) { frame, field in
      #expect(field.cars.count == SimulatedField.usualCount && field.cars.map(\.id) == Array(0..<20))
      let order = field.cars.sorted { ($0.place ?? 0) < ($1.place ?? 0) }
      #expect(order.map(\.place) == (1...20).map { $0 })
      let running = order.filter { $0.status == .running }
      for (ahead, behind) in zip(running, running.dropFirst()) {
        let (first, second) = (try progress(ahead, circuit), try progress(behind, circuit))
        #expect(first >= second)
        let gap = try #require(behind.gapToLeader) - (ahead.gapToLeader ?? 0)
        #expect(gap >= -1e-9, "\(frame.gameTime): \(ahead.name) \(behind.name)")
        #expect(try #require(behind.gapAhead) >= 0)
        if first - second < 0.0005, ahead.pit == .none, behind.pit == .none {
          #expect(try #require(behind.gapAhead) < 3)
        }
      }
      for car in field.cars {
        if let place = before[car.id], place != car.place { overtakings += 1 }
        before[car.id] = car.place
      }
    }
    #expect(overtakings >= 2)
  }

  private func progress(_ car: FieldCar, _ circuit: Circuit) throws -> Double {
    Double(try #require(car.lapNumber)) + (try #require(car.lapDistance)) / circuit.length
  }

  @Test func carsMoveAsFastAsTheySay() throws {
    var last: [Int: FieldCar] = [:]
    race(minutes: 12) { _, field in
      for car in field.cars where !car.isOwn {
        defer { last[car.id] = car }
        guard let before = last[car.id], car.lapNumber == before.lapNumber, let now = car.lapDistance,
          let then = before.lapDistance
        else { continue }
        #expect(now >= then && now - then < 0.2 * 85)
        if car.status == .running, car.pit == .none, before.pit == .none, let speed = car.speed {
          #expect(abs((now - then) / 0.2 - speed) < 12)
        }
      }
    }
  }

  @Test func timesAddUp() throws {
    var last: [Int: FieldCar] = [:]
    var stops = 0
    var worn = 0.0
    race(minutes: 30) { _, field in
      for car in field.cars where !car.isOwn && car.status == .running {
        defer { last[car.id] = car }
        #expect(car.sectors.reduce(0, +) <= (car.currentLapTime ?? 0) + 0.002)
        if let best = car.bestLapTime, let lap = car.lastLapTime { #expect(best <= lap) }
        worn = max(worn, car.tyreWear ?? 0)
        guard let before = last[car.id] else { continue }
        if let number = car.lapNumber, number == (before.lapNumber ?? 0) + 1, number > 1 {
          let lap = car.lastLapTime ?? 0
          #expect(abs(lap - (before.currentLapTime ?? 0) - 0.2 + (car.currentLapTime ?? 0)) < 0.002)
          let third = lap - before.sectors.reduce(0, +)
          #expect(before.sectors.count == 2 && third > 5)
        }
        guard car.pitStops != before.pitStops else { continue }
        stops += 1
        #expect(car.pitStops == (before.pitStops ?? 0) + 1 && car.tyreAge == 0 && car.tyre != before.tyre)
        #expect(car.pit == .lane && (car.tyreWear ?? 1) < 0.01)
      }
    }
    #expect(stops >= 19 && worn > 0.2 && worn < 1)
  }

  @Test func someoneRetiresUnderYellow() throws {
    var retired = 0
    var yellow = 0
    race(minutes: 30) { _, field in
      retired = field.cars.filter { $0.status == .retired }.count
      if field.flag == .yellow { yellow += 1 }
      if retired > 0 { #expect(field.cars.first { $0.status == .retired }?.place == 20) }
    }
    #expect(retired == 1 && yellow == 125)
  }

  @Test func theRaceEndsForEverybody() throws {
    var end: RaceField?
    race(minutes: 16, laps: 8) { frame, field in
      #expect(field.lapCount == 8)
      for car in field.cars where car.status == .running { #expect((car.lapNumber ?? 0) <= 8) }
      end = field
    }
    let cars = try #require(end).cars
    #expect(cars.filter { $0.status == .finished }.count >= 19)
    let finished = cars.filter { $0.status == .finished }.sorted { ($0.place ?? 0) < ($1.place ?? 0) }
    #expect(finished.map(\.place) == (1...finished.count).map { $0 })
  }
}
