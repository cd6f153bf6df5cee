import Dashboard
import Decoders
import Glibc
import Ingest
import Pipeline
import Simulation
import Synchronization
import Telemetry

/// The simulated drive: a car, its game's packets, a real socket, the same receiver as for a game.
final class DemoFeed: Feed {
  let kind = SourceStatus.Kind.demo
  /// s between two looks at where the other cars are.
  private static let fieldInterval = 0.1

  private let circuit: Circuit
  private let seed: UInt64
  private let speed: Double
  private let lapsBefore: Int
  private let game: GameEncoder
  private let receiver = Mutex<DatagramReceiver?>(nil)
  private let isStopping = Atomic<Bool>(false)
  private let thread = Mutex<PlainThread?>(nil)

  /// - Parameters:
  ///   - game: whose packets are sent.
  ///   - speed: factor of real time.
  ///   - lapsBefore: laps that have been driven when the show begins, so that there is something to compare with.
  init(
    circuit: Circuit, game: GameEncoder = allEncoders[0], seed: UInt64, speed: Double, lapsBefore: Int = 3
  ) {
    self.circuit = circuit
    self.game = game
    self.seed = seed
    self.speed = speed
    self.lapsBefore = lapsBefore
  }

  func start(into runner: EngineRunner) throws {
    // A free port: a game that is running keeps its own.
    let opened = DatagramReceiver(DatagramReceiver.Configuration(ports: [0])) { frame in
      runner.push(frame)
    } onDescription: { session, source in
      runner.describe(source, sessionNumber: session)
    } onField: { field in
      runner.show(field: field)
    }
    guard case .listening(let port)? = opened.ports.first, let sender = LoopbackSender(port: port) else {
      throw SettingsProblem(message: "the demo cannot open a socket on this machine")
    }
    opened.start()
    receiver.withLock { $0 = opened }
    runner.send(.nameTrack(circuit.name))
    let started = PlainThread { [self] in drive(sender, runner: runner, receiver: opened) }
    thread.withLock { $0 = started }
  }

  func stop() {
    isStopping.store(true, ordering: .releasing)
    let running = thread.withLock { taken -> PlainThread? in
      defer { taken = nil }
      return taken
    }
    running?.join()
    let opened = receiver.withLock { taken -> DatagramReceiver? in
      defer { taken = nil }
      return taken
    }
    opened?.stop()
  }

  var ports: [ListeningPort] { [] }

  var refusedCount: Int { receiver.withLock { $0.map { $0.counters.undecodable + $0.counters.foreign } ?? 0 } }

  private func drive(_ sender: LoopbackSender, runner: EngineRunner, receiver: DatagramReceiver) {
    var simulation = Simulation(circuit: circuit, driver: .demo(seed: seed))
    var others = SimulatedField(circuit: circuit, seed: seed)
    var source = simulation.description(game: game.game, gameName: game.game)
    source.session = "race"
    source.driver = "You"
    var encoder = game.make(source)
    var own: FieldCar?
    var count = 0
    var nextField = 0.0
    var sent = 0
    var start: Double?
    var first = 0.0
    while !isStopping.load(ordering: .acquiring) {
      var frame = simulation.next()
      if frame.gameTime >= nextField {
        nextField = frame.gameTime + Self.fieldInterval
        let field = others.field(with: frame)
        own = field.ownCar
        count = field.cars.count
        encoder.show(field)
      }
      frame.racePosition = own?.place.map { UInt8(clamping: $0) }
      frame.carCount = own == nil ? nil : UInt8(clamping: count)
      frame[.gapAhead] = own?.gapAhead
      frame[.gapToLeader] = own?.gapToLeader
      encoder.encode(frame) { datagram in
        sender.send(datagram)
        sent += 1
      }
      if let begun = start {
        let due = begun + (frame.gameTime - first) / speed
        let left = due - SystemClock.monotonic()
        if left > 0 { usleep(UInt32(left * 1e6)) }
      } else {
        // As fast as it is taken: the laps before the show.
        while sent - receiver.counters.received > 64 || runner.waitingCount > 2_048,
          !isStopping.load(ordering: .acquiring)
        {
          usleep(200)
        }
        if Int(frame.lapNumber ?? 0) > lapsBefore, (frame.lapDistance ?? 0) > 0.12 * circuit.length {
          start = SystemClock.monotonic()
          first = frame.gameTime
        }
      }
    }
  }
}
