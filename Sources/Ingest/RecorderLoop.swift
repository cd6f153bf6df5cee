internal import Captures
internal import Glibc
internal import Synchronization
internal import CDatagrams

/// What the recorder's thread does: write what is in the ring, sleep, until told to end.
final class RecorderLoop: @unchecked Sendable {
  // Unchecked because of the writer, which only the recorder's thread uses after the initialiser.
  private let capture: CaptureWriter
  private let ring: DatagramRing
  private let stopEvent: Int32
  private let interval: Int32
  /// From the monotonic clock to the date, fixed at the start so that a clock that is set does not tear the recording.
  private let dateOffset: Double
  let written = Atomic<Int>(0)
  let failed = Atomic<Int>(0)

  init(capture: CaptureWriter, ring: DatagramRing, stopEvent: Int32, interval: Int32) {
    self.capture = capture
    self.ring = ring
    self.stopEvent = stopEvent
    self.interval = interval
    dateOffset = SystemClock.date() - SystemClock.monotonic()
  }

  func run() {
    tenths_thread_name("tenths-record")
    var wait = pollfd(fd: stopEvent, events: Int16(POLLIN), revents: 0)
    while true {
      let isLast = poll(&wait, 1, interval) > 0
      while ring.pop({ write($0, $1) }) {}
      if isLast { return }
    }
  }

  private func write(_ bytes: RawSpan, _ entry: DatagramRing.Entry) {
    do throws(CaptureError) {
      try capture.write(
        bytes, date: entry.time + dateOffset, family: entry.isVersion4 ? .ipv4 : .ipv6, sourcePort: entry.source,
        destinationPort: entry.destination)
      written.add(1, ordering: .relaxed)
    } catch {
      failed.add(1, ordering: .relaxed)
    }
  }
}
