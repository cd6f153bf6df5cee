import Glibc
import Pipeline
import Synchronization
import Telemetry

/// Handing a frame from one thread to another: our ring, and a lock around an array that the reader empties at once. Either
/// side lets others run where it has nothing to do.
func ringBenchmark() -> [Measurement] {
  let count = 2_000_000
  return [
    Measurement(name: "frame", value: Double(MemoryLayout<TelemetryFrame>.size), unit: "bytes"),
    Measurement(name: "ring 1 thread", value: nanoseconds(count, ringAlone), unit: "ns/frame"),
    Measurement(name: "mutex and array 1 thread", value: nanoseconds(count, arrayAlone), unit: "ns/frame"),
    Measurement(name: "ring 2 threads", value: nanoseconds(count, ringAcross), unit: "ns/frame"),
    Measurement(name: "mutex and array 2 threads", value: nanoseconds(count, arrayAcross), unit: "ns/frame"),
  ]
}

private func nanoseconds(_ count: Int, _ body: (Int) -> Void) -> Double {
  medianSeconds(runs: 9) { body(count) } / Double(count) * 1e9
}

private func makeRing() -> FrameRing<TelemetryFrame> { FrameRing(capacity: 8_192, filler: TelemetryFrame()) }

/// One frame in, one frame out, as when the engine keeps up: the slots stay in the processor's cache.
private func ringAlone(_ count: Int) {
  let ring = FrameRing<TelemetryFrame>(capacity: 16, filler: TelemetryFrame())
  var frame = TelemetryFrame()
  var sum = 0.0
  for index in 0..<count {
    frame.gameTime = Double(index)
    ring.push(frame)
    if let taken = ring.pop() { sum += taken.gameTime }
  }
  precondition(sum == Double(count) * Double(count - 1) / 2)
}

private func ringAcross(_ count: Int) {
  let ring = makeRing()
  let consumer = PlainThread {
    var taken = 0
    while taken < count {
      guard let frame = ring.pop() else {
        sched_yield()
        continue
      }
      precondition(frame.gameTime == Double(taken))
      taken += 1
    }
  }
  var frame = TelemetryFrame()
  for index in 0..<count {
    frame.gameTime = Double(index)
    while !ring.push(frame) { sched_yield() }
  }
  consumer?.join()
}

/// The peer: what one would write without a ring.
private final class LockedArray: Sendable {
  private let values = Mutex<[TelemetryFrame]>([])

  func push(_ frame: TelemetryFrame) { values.withLock { $0.append(frame) } }

  /// Exchanges the frames that wait for an empty array, whose memory is used again.
  func drain(into batch: inout [TelemetryFrame]) {
    batch.removeAll(keepingCapacity: true)
    values.withLock { swap(&$0, &batch) }
  }
}

private func arrayAlone(_ count: Int) {
  let array = LockedArray()
  var batch: [TelemetryFrame] = []
  var frame = TelemetryFrame()
  var sum = 0.0
  for index in 0..<count {
    frame.gameTime = Double(index)
    array.push(frame)
    array.drain(into: &batch)
    for taken in batch { sum += taken.gameTime }
  }
  precondition(sum == Double(count) * Double(count - 1) / 2)
}

private func arrayAcross(_ count: Int) {
  let array = LockedArray()
  let consumer = PlainThread {
    var batch: [TelemetryFrame] = []
    var taken = 0
    while taken < count {
      array.drain(into: &batch)
      if batch.isEmpty { sched_yield() }
      for frame in batch {
        precondition(frame.gameTime == Double(taken))
        taken += 1
      }
    }
  }
  var frame = TelemetryFrame()
  for index in 0..<count {
    frame.gameTime = Double(index)
    array.push(frame)
  }
  consumer?.join()
}
