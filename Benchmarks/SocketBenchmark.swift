import Decoders
import Engine
import Glibc
import Ingest
import Pipeline
import Simulation
import Telemetry

/// From the call that sends a datagram to the moment when the snapshot of its frame is published: a real socket, the
/// receiving thread, the decoder with its cipher, the ring, the engine with a reference lap.
///
/// Beside it a thread that does nothing but wait for datagrams and read them: what the system takes to wake anybody.
func socketBenchmark() -> [Measurement] {
  measure(rate: 60, samples: 3_000) + measure(rate: 1_000, samples: 10_000) + bareReceiver(rate: 60, samples: 3_000)
}

/// When each datagram left and when its snapshot was there, by the number that the game counts.
private final class Stamps: @unchecked Sendable {
  // Unchecked: `sent` is written by the sender and the others by the engine's thread, and all are read after both ended.
  let sent: UnsafeMutableBufferPointer<Double>
  let seen: UnsafeMutableBufferPointer<Double>
  /// When the receiving thread had it, by its own clock reading.
  let received: UnsafeMutableBufferPointer<Double>

  init(_ count: Int) {
    sent = .allocate(capacity: count)
    seen = .allocate(capacity: count)
    received = .allocate(capacity: count)
    for stamps in [sent, seen, received] { stamps.initialize(repeating: .nan) }
  }

  deinit {
    for stamps in [sent, seen, received] { stamps.deallocate() }
  }
}

private func measure(rate: Double, samples: Int) -> [Measurement] {
  var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 1))
  var encoder = GranTurismo7Encoder(kind: .c)
  // Three laps before, so that there is a track, a reference and a delta.
  let before = 60 * 200
  let stamps = Stamps(before + samples + 2)
  let runner = EngineRunner(onSample: { sample in
    let tick = Int((sample.frame.gameTime * 60).rounded())
    guard stamps.seen.indices.contains(tick) else { return }
    stamps.seen[tick] = monotonic()
    stamps.received[tick] = sample.frame.arrivalTime
  })
  let receiver = DatagramReceiver(DatagramReceiver.Configuration(ports: [0])) { frame in
    runner.push(frame)
  } onDescription: { session, source in
    runner.describe(source, sessionNumber: session)
  }
  guard runner.start(), case .listening(let port)? = receiver.ports.first, let socket = connectedSocket(port) else {
    return []
  }
  defer { close(socket) }
  receiver.start()
  for _ in 0..<before {
    encoder.encode(simulation.next()) { send($0, socket) }
    while runner.waitingCount > 64 { usleep(100) }
  }
  usleep(200_000)
  atEvery(1 / rate, samples) { index in
    encoder.encode(simulation.next()) { datagram in
      stamps.sent[before + index + 1] = monotonic()
      send(datagram, socket)
    }
  }
  usleep(200_000)
  receiver.stop()
  runner.stop()
  let all = delays(stamps.seen, after: stamps.sent)
  let toReceiver = delays(stamps.received, after: stamps.sent)
  let measured = UnsafeMutableBufferPointer(rebasing: stamps.received[(before + 1)...])
  let own = delays(UnsafeMutableBufferPointer(rebasing: stamps.seen[(before + 1)...]), after: measured)
  let hertz = Int(rate)
  return [
    Measurement(name: "socket to snapshot \(hertz) Hz p50", value: all[0.5], unit: "µs"),
    Measurement(name: "socket to snapshot \(hertz) Hz p99", value: all[0.99], unit: "µs"),
    Measurement(name: "socket to snapshot \(hertz) Hz max", value: all.maximum, unit: "µs"),
    Measurement(name: "read to snapshot \(hertz) Hz p50", value: own[0.5], unit: "µs"),
    Measurement(name: "read to snapshot \(hertz) Hz p99", value: own[0.99], unit: "µs"),
    Measurement(name: "socket to receiving thread \(hertz) Hz p50", value: toReceiver[0.5], unit: "µs"),
    Measurement(name: "socket to receiving thread \(hertz) Hz p99", value: toReceiver[0.99], unit: "µs"),
    Measurement(name: "socket to snapshot \(hertz) Hz samples", value: Double(all.count), unit: "samples"),
    Measurement(name: "socket to snapshot \(hertz) Hz lost", value: Double(samples - all.count), unit: "samples"),
  ]
}

private func delays(
  _ stamp: UnsafeMutableBufferPointer<Double>, after begin: UnsafeMutableBufferPointer<Double>
) -> Distribution {
  Distribution(
    begin.indices.compactMap { index in
      let delay = stamp[index] - begin[index]
      return delay.isNaN ? nil : delay * 1e6
    })
}

/// Does something a number of times, evenly in time.
private func atEvery(_ interval: Double, _ count: Int, _ body: (Int) -> Void) {
  var due = timespec()
  clock_gettime(CLOCK_MONOTONIC, &due)
  for index in 0..<count {
    due.tv_nsec += Int(1e9 * interval)
    if due.tv_nsec >= 1_000_000_000 {
      due.tv_nsec -= 1_000_000_000
      due.tv_sec += 1
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nil)
    body(index)
  }
}

/// From the call that sends a datagram to the return of the call that reads it, by a thread with nothing else to do.
private func bareReceiver(rate: Double, samples: Int) -> [Measurement] {
  let receiver = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  defer { close(receiver) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(receiver, $0, size) == 0 && getsockname(receiver, $0, &size) == 0
    }
  }
  guard isBound, let sender = connectedSocket(UInt16(bigEndian: address.sin_port)) else { return [] }
  defer { close(sender) }
  let stamps = Stamps(samples)
  let thread = PlainThread {
    var bytes = [UInt8](repeating: 0, count: 2_048)
    for index in 0..<samples {
      var wait = pollfd(fd: receiver, events: Int16(POLLIN), revents: 0)
      // A datagram that was lost would be waited for without end.
      guard poll(&wait, 1, 2_000) > 0, recv(receiver, &bytes, bytes.count, 0) > 0 else { return }
      stamps.received[index] = monotonic()
    }
  }
  let datagram = [UInt8](repeating: 1, count: 368)
  atEvery(1 / rate, samples) { index in
    stamps.sent[index] = monotonic()
    send(datagram.span.bytes, sender)
  }
  thread?.join()
  let all = delays(stamps.received, after: stamps.sent)
  return [
    Measurement(name: "bare receiver \(Int(rate)) Hz p50", value: all[0.5], unit: "µs"),
    Measurement(name: "bare receiver \(Int(rate)) Hz p99", value: all[0.99], unit: "µs"),
  ]
}

private func send(_ datagram: RawSpan, _ socket: Int32) {
  datagram.withUnsafeBytes { _ = Glibc.send(socket, $0.baseAddress, $0.count, 0) }
}

private func connectedSocket(_ port: UInt16) -> Int32? {
  let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let isConnected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  if isConnected { return descriptor }
  close(descriptor)
  return nil
}
