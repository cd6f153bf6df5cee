internal import CDatagrams
internal import Decoders
internal import Glibc
internal import Synchronization
public import Telemetry

/// Listens on every known port at once and turns what comes into frames, on a thread of its own.
///
/// Nothing on the way from a datagram to `onFrame` allocates or waits. A port that another program has is a state to show; the
/// others go on.
public final class DatagramReceiver: Sendable {
  /// What to listen to.
  public struct Configuration: Sendable {
    /// Ports to listen on; 0 takes a free one, for tests.
    public var ports: [UInt16]
    /// The only game to take, `nil` for whichever talks.
    public var game: String?
    /// What is to be said to games that do not talk by themselves.
    public var greeters: [Greeter]
    /// Where to keep every datagram as it came.
    public var recorder: DatagramRecorder?
    /// Folder of the system's shared memory, `nil` where it is not to be looked at.
    public var pageFolder: String?

    public init(
      ports: [UInt16] = DatagramReceiver.knownPorts, game: String? = nil, greeters: [Greeter] = [],
      recorder: DatagramRecorder? = nil, pageFolder: String? = nil
    ) {
      self.ports = ports
      self.game = game
      self.greeters = greeters
      self.recorder = recorder
      self.pageFolder = pageFolder
    }
  }

  /// The ports of all games that are known.
  public static let knownPorts: [UInt16] = Array(Set(allDecoders.flatMap { $0.ports })).sorted()

  /// Half a second of 60 packets of 1.5 kB a game sends at most, many times over.
  private static let receiveBuffer: Int32 = 4 << 20

  /// What has come in.
  public let counters = IngestCounters()
  /// Every port and whether it is listened to.
  public let ports: [PortState]

  private let loop: ReceiveLoop
  private let stopEvent: Int32
  private let thread = Mutex<pthread_t?>(nil)

  /// Opens the ports; `start` begins to receive.
  ///
  /// - Parameters:
  ///   - onFrame: called on the receiving thread for every frame; must not wait.
  ///   - onDescription: called on the receiving thread with a session's number when what is known of its source changes.
  ///   - onField: called on the receiving thread a few times a second with every car, where the game sends them.
  public init(
    _ configuration: Configuration = Configuration(),
    onFrame: @escaping @Sendable (TelemetryFrame) -> Void,
    onDescription: @escaping @Sendable (UInt32, SourceDescription) -> Void,
    onField: @escaping @Sendable (RaceField?) -> Void = { _ in }
  ) {
    var sockets: [ReceiveLoop.Socket] = []
    ports = configuration.ports.map { port in
      let descriptor = tenths_udp_open(port, Self.receiveBuffer)
      guard descriptor >= 0 else { return .blocked(port: port, code: -descriptor) }
      let bound = UInt16(clamping: tenths_udp_port(descriptor))
      sockets.append(ReceiveLoop.Socket(descriptor: descriptor, port: bound))
      return .listening(port: bound)
    }
    stopEvent = tenths_event_open()
    loop = ReceiveLoop(
      sockets: sockets, stopEvent: stopEvent, configuration: configuration, counters: counters, onFrame: onFrame,
      onDescription: onDescription, onField: onField)
  }

  deinit {
    stop()
    for socket in loop.sockets { close(socket.descriptor) }
    if stopEvent >= 0 { close(stopEvent) }
  }

  /// Starts the receiving thread; once.
  public func start() {
    thread.withLock { thread in
      guard thread == nil else { return }
      var handle = pthread_t()
      let context = Unmanaged.passRetained(loop)
      if pthread_create(&handle, nil, runReceiveLoop, context.toOpaque()) == 0 {
        thread = handle
      } else {
        context.release()
      }
    }
  }

  /// Ends the receiving thread and waits for it. Not to be called from the closures.
  public func stop() {
    let handle = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let handle else { return }
    tenths_event_signal(stopEvent)
    pthread_join(handle, nil)
    tenths_event_clear(stopEvent)
  }
}

/// A C callback must be a function of the file's top level: a closure may be bound to the wrong actor.
private func runReceiveLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ReceiveLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
