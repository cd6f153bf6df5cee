import Coaching
import Dashboard
import Decoders
import Drawing
import Engine
import Simulation
import Telemetry
import Timing

/// A drive in virtual time: simulator, game's packets, decoder, engine, dashboard; no socket, no thread, no clock.
struct VirtualDrive {
  private var simulation: Simulation
  private var encoder: any TelemetryEncoder
  private var decoder: any TelemetryDecoder
  private(set) var engine: TelemetryEngine?
  private(set) var state = DashboardState()
  private(set) var sample = LiveSample()
  private(set) var effects: [Effect] = []
  private var revision = -1
  private let circuit: Circuit

  /// - Parameter game: `gt7` or `f1`.
  init(_ circuit: Circuit, driver: Driver, game: String = "gt7") {
    self.circuit = circuit
    simulation = Simulation(circuit: circuit, driver: driver)
    if game == "f1" {
      var source = simulation.description(game: "f1", gameName: "F1")
      // The game knows its own circuits only; any of them stands for the simulated one.
      source.track = "Suzuka"
      encoder = F1Encoder(format: 2025, source: source, sessionUID: 7, car: 0)!
      decoder = F1Decoder()
    } else {
      encoder = GranTurismo7Encoder(kind: .c)
      decoder = GranTurismo7Decoder()
    }
  }

  /// Drives for some seconds of the game.
  mutating func drive(_ seconds: Double) {
    for _ in 0..<Int(seconds * 60) { step() }
    _ = send(.clock("20:14:07"))
    if let source = engine?.model.source {
      _ = send(.source(SourceStatus(kind: .live, name: source.gameName, rate: 60)))
    }
    if let model = engine?.model {
      _ = send(.counters(Counters(stored: model.laps.filter { $0.kind.isComplete }.count)))
    }
  }

  /// Presses keys.
  mutating func press(_ keys: Key...) { for key in keys { effects += send(.key(key)) } }

  @discardableResult
  mutating func send(_ message: Message) -> [Effect] { update(&state, message) }

  /// The screen at a size.
  mutating func screen(_ width: Int, _ height: Int) -> Canvas {
    _ = send(.resized(width: width, height: height))
    var canvas = Canvas(width: width, height: height)
    draw(state, on: &canvas)
    return canvas
  }

  private mutating func step() {
    for datagram in encoder.datagrams(simulation.next()) {
      guard let frame = try? decoder.decode(datagram.span.bytes, arrivalTime: 0) else { continue }
      take(frame)
    }
  }

  private mutating func take(_ frame: TelemetryFrame) {
    if engine == nil || engine?.model.source?.track != decoder.description.track {
      engine = TelemetryEngine(source: decoder.description)
      engine?.name(track: circuit.name)
    }
    guard let engine else { return }
    sample = engine.ingest(frame)
    engine.events.removeAll()
    if engine.model.revision != revision {
      revision = engine.model.revision
      send(.model(engine.model))
    }
    send(.sample(sample, engine.liveTrace))
  }
}

extension Canvas {
  /// Rows as text.
  var rows: [String] {
    (0..<height).map { y in
      var text = String.UnicodeScalarView()
      for x in 0..<width {
        let value = self[x, y].scalar
        if let scalar = Unicode.Scalar(value), value != Cell.continuation { text.append(scalar) }
      }
      return String(text)
    }
  }

  var text: String { rows.joined(separator: "\n") }
}
