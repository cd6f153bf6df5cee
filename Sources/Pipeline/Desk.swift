import Engine
import Synchronization
import Telemetry

/// The engine with what belongs to it, for one thread at a time: whoever has entered.
final class Desk: @unchecked Sendable {
  // Unchecked: everything but the two atomics is touched between `enter`, which acquires, and `leave`, which releases.
  private let isTaken = Atomic<Bool>(false)
  private let isHalfDone = Atomic<Bool>(false)
  private var halfDone = TelemetryFrame()

  var engine: TelemetryEngine?
  var session: UInt32?
  /// Revision of the model that was published last.
  var published = -1
  /// What the user asked for before there was an engine.
  var chosen: [EngineRunner.Command] = []

  /// `false` where another thread is inside; never waits.
  func enter() -> Bool { !isTaken.exchange(true, ordering: .acquiringAndReleasing) }

  func leave() { isTaken.store(false, ordering: .releasing) }

  /// Whether a frame has been begun and waits for the engine's thread. May be asked from outside.
  var hasHalfDone: Bool { isHalfDone.load(ordering: .acquiring) }

  func leaveHalfDone(_ frame: TelemetryFrame) {
    halfDone = frame
    isHalfDone.store(true, ordering: .releasing)
  }

  func takeHalfDone() -> TelemetryFrame? {
    isHalfDone.exchange(false, ordering: .acquiringAndReleasing) ? halfDone : nil
  }
}
