internal import CDatagrams
public import Captures
internal import Glibc
internal import Synchronization

/// Keeps every datagram in a capture file while it is being received.
///
/// The receiving thread copies into a ring of fixed size and goes on; a thread of the recorder's own writes. Where the disk is
/// slower than the game for too long, datagrams are left out and counted. A killed program loses a twentieth of a second.
public final class DatagramRecorder: Sendable {
  private static let flushInterval: Int32 = 50

  private let ring: DatagramRing
  private let writer: RecorderLoop
  private let stopEvent: Int32
  private let thread: Mutex<pthread_t?>

  /// Creates the file and starts the writing thread.
  ///
  /// - Throws: `CaptureError.refused` where the file cannot be created.
  public init(path: String) throws(CaptureError) {
    let capture = try CaptureWriter(path: path)
    ring = DatagramRing()
    stopEvent = tenths_event_open()
    writer = RecorderLoop(capture: capture, ring: ring, stopEvent: stopEvent, interval: Self.flushInterval)
    var handle = pthread_t()
    let context = Unmanaged.passRetained(writer)
    if pthread_create(&handle, nil, runRecorderLoop, context.toOpaque()) == 0 {
      thread = Mutex(handle)
    } else {
      context.release()
      thread = Mutex(nil)
      throw .fileFailed(code: EAGAIN)
    }
  }

  deinit {
    finish()
    if stopEvent >= 0 { close(stopEvent) }
  }

  /// Datagrams written so far.
  public var written: Int { writer.written.load(ordering: .relaxed) }
  /// Datagrams left out because the disk was slower than the game, or full.
  public var lost: Int { ring.lost.load(ordering: .relaxed) + writer.failed.load(ordering: .relaxed) }

  /// Writes what is left and closes the file.
  public func finish() {
    let handle = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let handle else { return }
    tenths_event_signal(stopEvent)
    pthread_join(handle, nil)
  }

  /// Copies a datagram; called by the receiving thread only.
  func record(_ bytes: RawSpan, at time: Double, from source: UInt16, to destination: UInt16, isVersion4: Bool) {
    ring.push(bytes, time: time, source: source, destination: destination, isVersion4: isVersion4)
  }
}

/// A C callback must be a function of the file's top level: a closure may be bound to the wrong actor.
private func runRecorderLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<RecorderLoop>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
