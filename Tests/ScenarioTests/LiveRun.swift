import Engine
import Glibc
import Ingest
import Pipeline
import Synchronization
import Telemetry
import Testing
import Timing

/// Datagrams sent to a receiver as fast as it takes them, and the laps that come out of the engine behind it.
struct LiveRun {
  /// What a live run reported.
  private final class Collected: Sendable {
    let laps = Mutex<[Lap]>([])
    let sources = Mutex<[SourceDescription]>([])
    let fields = Mutex<[RaceField]>([])
  }

  let laps: [Lap]
  let sources: [SourceDescription]
  let fields: [RaceField]
  /// Datagrams that were not understood or of another source.
  let refused: Int

  init(
    _ datagrams: [[UInt8]], recorder: DatagramRecorder? = nil, noise: (Int) -> [UInt8]? = { _ in nil }
  ) throws {
    let collected = Collected()
    let runner = EngineRunner(onEvents: { events in
      for case .lapFinished(let lap, _) in events { collected.laps.withLock { $0.append(lap) } }
    })
    let receiver = DatagramReceiver(DatagramReceiver.Configuration(ports: [0], recorder: recorder)) { frame in
      runner.push(frame)
    } onDescription: { session, source in
      runner.describe(source, sessionNumber: session)
      collected.sources.withLock { $0.append(source) }
    } onField: { field in
      if let field { collected.fields.withLock { $0.append(field) } }
    }
    guard case .listening(let port)? = receiver.ports.first else { throw NoPort() }
    #expect(runner.start())
    receiver.start()
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var sent = 0
    func send(_ bytes: [UInt8]) {
      _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      sent += 1
    }
    for (index, datagram) in datagrams.enumerated() {
      if let extra = noise(index) { send(extra) }
      send(datagram)
      while sent - receiver.counters.received > 100 || runner.waitingCount > 2_000
        || recorder.map({ sent - $0.written > 200 }) ?? false
      {
        usleep(100)
      }
    }
    while receiver.counters.received < sent { usleep(1_000) }
    receiver.stop()
    runner.stop()
    recorder?.finish()
    #expect(runner.overrunCount == 0 && receiver.counters.dropped == 0)
    laps = collected.laps.withLock { $0 }
    sources = collected.sources.withLock { $0 }
    fields = collected.fields.withLock { $0 }
    refused = receiver.counters.foreign + receiver.counters.undecodable
  }

  /// The system gives no port.
  struct NoPort: Error {}
}
