import Simulation
import Telemetry
import Testing

@Suite struct SimulationTests {
  @Test func sameSeedDrivesTheSame() {
    var first = Simulation(circuit: .fuji, driver: .demo(seed: 7))
    var second = Simulation(circuit: .fuji, driver: .demo(seed: 7))
    var other = Simulation(circuit: .fuji, driver: .demo(seed: 8))
    var differs = false
    for _ in 0..<8_000 {
      let frame = first.next()
      #expect(frame == second.next())
      if frame != other.next() { differs = true }
    }
    #expect(differs)
  }

  @Test func fujiHasItsLengthAndSpeeds() throws {
    #expect(abs(Circuit.fuji.length - 4_563) < 2)
    var simulation = Simulation(circuit: .fuji, driver: Driver(seed: 1))
    var top = 0.0
    var least = 1_000.0
    var lap: Double?
    while lap == nil {
      let frame = simulation.next()
      top = max(top, frame.speed!)
      least = min(least, frame.speed!)
      lap = frame.lastLapTime
    }
    // A GT3 car there: about 1:39 to 1:42, 270 to 290 km/h on the straight, 65 to 85 km/h in the slowest corner.
    #expect((95.0...104.0).contains(try #require(lap)))
    #expect((265.0...298.0).contains(top * 3.6))
    #expect((60.0...90.0).contains(least * 3.6))
  }

  @Test(arguments: Circuit.all.map(\.identifier))
  func circuitsClose(name: String) throws {
    let circuit = try #require(Circuit.all.first { $0.identifier == name })
    var simulation = Simulation(circuit: circuit, driver: Driver(seed: 1))
    var starts: [Position] = []
    var last: Int32 = 0
    for _ in 0..<60 * 260 where starts.count < 3 {
      let frame = simulation.next()
      if let lap = frame.lapNumber, lap != last {
        starts.append(try #require(frame.position))
        last = lap
      }
    }
    #expect(starts.count == 3 || starts.count == 2)
    let gap =
      ((starts[0].x - starts[1].x) * (starts[0].x - starts[1].x) + (starts[0].z - starts[1].z)
        * (starts[0].z - starts[1].z))
      .squareRoot()
    #expect(gap < 4)
  }

  @Test func physicsIsPlausible() {
    var simulation = Simulation(circuit: .northmoor, driver: .demo(seed: 3))
    var last: TelemetryFrame?
    var fuel = 1_000.0
    for _ in 0..<60 * 200 {
      let frame = simulation.next()
      #expect((0.0...1.0).contains(frame.throttle!) && (0.0...1.0).contains(frame.brake!))
      #expect(abs(frame[.lateralAcceleration]!) < 30)
      #expect((1...6).contains(frame.gear!))
      if let last, let a = last.position, let b = frame.position {
        let moved = ((a.x - b.x) * (a.x - b.x) + (a.z - b.z) * (a.z - b.z)).squareRoot()
        #expect(moved < 1.6, "no jump")
      }
      #expect(frame[.fuelLevel]! <= fuel)
      fuel = frame[.fuelLevel]!
      last = frame
    }
  }

  @Test func officialTimesAreWholeMilliseconds() {
    var simulation = Simulation(circuit: .harbour, driver: Driver(seed: 1))
    for _ in 0..<60 * 140 {
      guard let lap = simulation.next().lastLapTime else { continue }
      #expect(abs(lap * 1_000 - (lap * 1_000).rounded()) < 1e-6)
    }
  }
}
