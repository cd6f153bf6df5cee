internal import CDatagrams
internal import Decoders
internal import Glibc
internal import Telemetry

/// What the receiving thread does: wait, receive a batch, decode, hand on.
final class ReceiveLoop: Sendable {
  struct Socket: Sendable {
    var descriptor: Int32
    var port: UInt16
  }

  private static let slotCount = 64
  /// Longer than any game's datagram; a longer one is of none.
  private static let slotSize = 2048
  /// s between two looks at whether the description has changed: comparing it for every frame would cost more than decoding.
  private static let descriptionInterval = 0.5
  /// s between two hand-overs of the whole field.
  private static let fieldInterval = 0.2

  let sockets: [Socket]
  private let stopEvent: Int32
  private let configuration: DatagramReceiver.Configuration
  private let counters: IngestCounters
  private let onFrame: @Sendable (TelemetryFrame) -> Void
  private let onDescription: @Sendable (UInt32, SourceDescription) -> Void
  private let onField: @Sendable (RaceField?) -> Void

  /// The thread's own, made anew by every run.
  private struct State {
    var recogniser: SourceRecogniser
    var greeters: [Greeter]
    /// Index of the socket of each greeter.
    var greeterSockets: [Int]
    var dropped: [UInt32]
    var session: UInt32 = 0
    var description: SourceDescription?
    var lastLook = -Double.infinity
    var lastField = -Double.infinity
    var hasField = false
  }

  init(
    sockets: [Socket], stopEvent: Int32, configuration: DatagramReceiver.Configuration, counters: IngestCounters,
    onFrame: @escaping @Sendable (TelemetryFrame) -> Void,
    onDescription: @escaping @Sendable (UInt32, SourceDescription) -> Void,
    onField: @escaping @Sendable (RaceField?) -> Void
  ) {
    self.sockets = sockets
    self.stopEvent = stopEvent
    self.configuration = configuration
    self.counters = counters
    self.onFrame = onFrame
    self.onDescription = onDescription
    self.onField = onField
  }

  func run() {
    tenths_thread_name("tenths-ingest")
    let slots = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.slotCount * Self.slotSize)
    let datagrams = UnsafeMutableBufferPointer<tenths_datagram>.allocate(capacity: Self.slotCount)
    slots.initialize(repeating: 0)
    datagrams.initialize(repeating: tenths_datagram())
    defer {
      slots.deallocate()
      datagrams.deallocate()
    }
    var waits = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    waits.append(pollfd(fd: stopEvent, events: Int16(POLLIN), revents: 0))
    var state = State(
      recogniser: SourceRecogniser(game: configuration.game), greeters: configuration.greeters,
      greeterSockets: configuration.greeters.map { greeter in
        sockets.firstIndex { $0.port == greeter.greeting.ownPort } ?? 0
      },
      dropped: sockets.map { _ in 0 })
    var pages =
      configuration.pageFolder.map { folder in
        allPageDecoders.filter { configuration.game == nil || $0.game == configuration.game }.map {
          PageSource(SharedPageReader($0.pages, folder: folder))
        }
      } ?? []
    while true {
      greet(&state)
      let now = SystemClock.monotonic()
      for index in pages.indices { take(&pages[index], index, now, &state) }
      // Greetings and pages are due by the clock; without them only datagrams and the end matter.
      let timeout: Int32 =
        pages.contains { $0.isThere } ? PageSource.period : state.greeters.isEmpty && pages.isEmpty ? -1 : 250
      guard poll(&waits, UInt(waits.count), timeout) >= 0 || errno == EINTR else { return }
      if waits[sockets.count].revents != 0 { return takeLeave(&state) }
      for index in sockets.indices where waits[index].revents != 0 {
        drain(index, slots, datagrams, &state)
      }
    }
  }

  private func drain(
    _ index: Int, _ slots: UnsafeMutableBufferPointer<UInt8>, _ datagrams: UnsafeMutableBufferPointer<tenths_datagram>,
    _ state: inout State
  ) {
    // Bounded, so that one flooded port cannot starve the others or the end.
    for _ in 0..<16 {
      let count = tenths_udp_receive(
        sockets[index].descriptor, slots.baseAddress, Self.slotSize, datagrams.baseAddress, UInt32(Self.slotCount))
      guard count > 0 else { return }
      let now = SystemClock.monotonic()
      for slot in 0..<Int(count) {
        let datagram = datagrams[slot]
        let size = min(Int(datagram.size), Self.slotSize)
        let bytes = UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(slots)[(slot * Self.slotSize)...].prefix(size))
        take(bytes.bytes, datagram, index, now, &state)
      }
      if count < Self.slotCount { return }
    }
  }

  private func take(
    _ bytes: RawSpan, _ datagram: tenths_datagram, _ index: Int, _ now: Double, _ state: inout State
  ) {
    if datagram.has_dropped != 0 {
      // The system's count is of the socket's life and can wrap.
      counters.addDropped(Int(datagram.dropped &- state.dropped[index]))
      state.dropped[index] = datagram.dropped
    }
    let address = SourceAddress(datagram)
    configuration.recorder?.record(
      bytes, at: now, from: datagram.port, to: sockets[index].port, isVersion4: address.isVersion4)
    for greeter in state.greeters.indices where state.greeterSockets[greeter] == index {
      state.greeters[greeter].greeting.hear(bytes, at: now)
    }
    let outcome = datagram.is_truncated != 0 ? .undecodable : state.recogniser.accept(bytes, from: address, at: now)
    counters.count(outcome)
    switch outcome {
    case .frame(let frame):
      describe(frame.sessionNumber, now, &state)
      onFrame(frame)
      showField(now, &state)
    case .partial, .undecodable, .foreign: break
    }
  }

  /// Looks at the pages of one game, and takes what is new as a datagram of it.
  private func take(_ page: inout PageSource, _ index: Int, _ now: Double, _ state: inout State) {
    guard page.isDue(at: now) else { return }
    guard page.refresh(at: now) else { return }
    let address = SourceAddress(high: .max, low: UInt64(index))
    let outcome = state.recogniser.accept(page.reader.image.span.bytes, from: address, at: now)
    counters.count(outcome)
    guard case .frame(let frame) = outcome else { return }
    describe(frame.sessionNumber, now, &state)
    onFrame(frame)
    showField(now, &state)
  }

  /// Tells what is known of the source with the first frame of a session, and later when it has changed.
  private func describe(_ session: UInt32, _ now: Double, _ state: inout State) {
    guard session != state.session || now - state.lastLook >= Self.descriptionInterval else { return }
    state.lastLook = now
    guard let description = state.recogniser.description,
      session != state.session || description != state.description
    else { return }
    state.session = session
    state.description = description
    onDescription(session, description)
  }

  private func showField(_ now: Double, _ state: inout State) {
    guard now - state.lastField >= Self.fieldInterval else { return }
    state.lastField = now
    let field = state.recogniser.field
    guard field != nil || state.hasField else { return }
    state.hasField = field != nil
    onField(field)
  }

  private func greet(_ state: inout State) {
    guard !state.greeters.isEmpty, !sockets.isEmpty else { return }
    let now = SystemClock.monotonic()
    for index in state.greeters.indices {
      while let message = state.greeters[index].greeting.message(at: now) {
        say(message, to: state.greeters[index], from: state.greeterSockets[index])
      }
    }
  }

  private func takeLeave(_ state: inout State) {
    guard !sockets.isEmpty else { return }
    for (greeter, socket) in zip(state.greeters, state.greeterSockets) {
      if let farewell = greeter.greeting.farewell { say(farewell, to: greeter, from: socket) }
    }
  }

  /// A game that is off or a network that is down shows as silence, and the next message is tried.
  private func say(_ message: [UInt8], to greeter: Greeter, from socket: Int) {
    var target = greeter.target
    _ = tenths_udp_send(sockets[socket].descriptor, &target, message, message.count)
  }
}

extension SourceAddress {
  fileprivate init(_ datagram: tenths_datagram) {
    var address = datagram.address
    (high, low) = withUnsafeBytes(of: &address) {
      ($0.loadUnaligned(as: UInt64.self).bigEndian, $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian)
    }
  }

  /// Whether it is an IPv4 address mapped into an IPv6 one.
  var isVersion4: Bool { high == 0 && low >> 32 == 0xFFFF }
}
