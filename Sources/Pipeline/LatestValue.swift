import Synchronization

/// The newest of a stream of values: the writer never waits, the reader gets the last complete one.
///
/// Three slots; one writer, one reader, no lock, no allocation.
public final class LatestValue<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Unchecked: of the three slots one belongs to the writer, one to the reader, and the third is exchanged by one atomic.
  private let slots: UnsafeMutablePointer<Element>
  private let exchange = Atomic<UInt8>(1)
  private var writing: UInt8 = 0
  private var reading: UInt8 = 2
  private static var fresh: UInt8 { 4 }

  public init(_ initial: Element) {
    slots = .allocate(capacity: 3)
    slots.initialize(repeating: initial, count: 3)
  }

  deinit { slots.deallocate() }

  /// Publishes a value. Writer only.
  public func store(_ element: Element) {
    slots[Int(writing)] = element
    writing = exchange.exchange(writing | Self.fresh, ordering: .acquiringAndReleasing) & 3
  }

  /// The newest value, and whether it is newer than the one returned before. Reader only.
  public func load() -> (value: Element, isNew: Bool) {
    guard exchange.load(ordering: .relaxed) & Self.fresh != 0 else { return (slots[Int(reading)], false) }
    reading = exchange.exchange(reading, ordering: .acquiringAndReleasing) & 3
    return (slots[Int(reading)], true)
  }
}
