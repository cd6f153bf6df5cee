import Telemetry
import Dashboard
import Decoders
import Glibc
import Ingest
import Pipeline
import Synchronization

/// Games on the network.
final class LiveFeed: Feed {
  let kind = SourceStatus.Kind.live
  private let configuration: DatagramReceiver.Configuration
  private let receiver = Mutex<DatagramReceiver?>(nil)

  init(_ configuration: DatagramReceiver.Configuration) { self.configuration = configuration }

  func start(into runner: EngineRunner) throws {
    let opened = DatagramReceiver(configuration) { frame in
      runner.push(frame)
    } onDescription: { session, source in
      runner.describe(source, sessionNumber: session)
    } onField: { field in
      runner.show(field: field)
    }
    opened.start()
    receiver.withLock { $0 = opened }
  }

  func stop() {
    let opened = receiver.withLock { taken -> DatagramReceiver? in
      defer { taken = nil }
      return taken
    }
    opened?.stop()
    configuration.recorder?.finish()
  }

  var ports: [ListeningPort] {
    let states = receiver.withLock { $0?.ports } ?? []
    return allDecoders.flatMap { decoder in
      decoder.ports.map { port in
        let blocked = states.compactMap { state -> Int32? in
          if case .blocked(port, let code) = state { return code }
          return nil
        }.first
        return ListeningPort(
          gameName: decoder.gameName, port: Int(port), setup: decoder.setup, problem: blocked.map(Self.remedy))
      }
    }
  }

  static func remedy(_ code: Int32) -> String {
    switch code {
    case EADDRINUSE: "another program has this port: close it, or let it forward to another port (--port)"
    case EACCES: "the system forbids this port: choose one above 1023 (--port)"
    default: String(cString: strerror(code))
    }
  }

  var refusedCount: Int {
    receiver.withLock { receiver in receiver.map { $0.counters.undecodable + $0.counters.foreign } ?? 0 }
  }
}
