internal import Synchronization

/// What has come in so far, written by the receiving thread, readable from any.
public final class IngestCounters: Sendable {
  private let receivedCount = Atomic<Int>(0)
  private let decodedCount = Atomic<Int>(0)
  private let frameCount = Atomic<Int>(0)
  private let undecodableCount = Atomic<Int>(0)
  private let foreignCount = Atomic<Int>(0)
  private let droppedCount = Atomic<Int>(0)

  init() {}

  /// Datagrams of any kind.
  public var received: Int { receivedCount.load(ordering: .relaxed) }
  /// Datagrams of the source that were understood, whether they gave a frame or not.
  public var decoded: Int { decodedCount.load(ordering: .relaxed) }
  /// Frames handed on.
  public var frames: Int { frameCount.load(ordering: .relaxed) }
  /// Datagrams of nothing that is known, or damaged.
  public var undecodable: Int { undecodableCount.load(ordering: .relaxed) }
  /// Datagrams of another game or another computer than the one listened to.
  public var foreign: Int { foreignCount.load(ordering: .relaxed) }
  /// Datagrams that the system dropped because this program was too slow.
  public var dropped: Int { droppedCount.load(ordering: .relaxed) }

  func count(_ outcome: SourceRecogniser.Outcome) {
    receivedCount.add(1, ordering: .relaxed)
    switch outcome {
    case .frame:
      decodedCount.add(1, ordering: .relaxed)
      frameCount.add(1, ordering: .relaxed)
    case .partial: decodedCount.add(1, ordering: .relaxed)
    case .undecodable: undecodableCount.add(1, ordering: .relaxed)
    case .foreign: foreignCount.add(1, ordering: .relaxed)
    }
  }

  func addDropped(_ count: Int) { droppedCount.add(count, ordering: .relaxed) }
}
