public import Synchronization

/// Hands values from one thread to another without a lock and without allocation.
///
/// One producer calls `push`, one consumer calls `pop`; neither ever waits for the other.
public final class FrameRing<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Unchecked: a slot is written by the producer before `tail` is released past it and read by the consumer after it
  // acquired that `tail`; it is written again only after `head` was released past it. Each side's own counter and its
  // copy of the other's are touched by that side alone.
  // Visible to users of the module, so that the compiler copies an element of known size in place: twice as fast.
  @usableFromInline
  struct Side: ~Copyable {
    @usableFromInline let position = Atomic<Int>(0)
    // Apart by two cache lines: the two sides must not share one.
    let padding = InlineArray<30, Int>(repeating: 0)

    init() {}
  }

  public let capacity: Int
  @usableFromInline let mask: Int
  @usableFromInline let slots: UnsafeMutablePointer<Element>
  @usableFromInline let head = Side()
  @usableFromInline let tail = Side()
  @usableFromInline var headSeenByProducer = 0
  private let between = InlineArray<30, Int>(repeating: 0)
  @usableFromInline var tailSeenByConsumer = 0
  @usableFromInline let overruns = Atomic<Int>(0)

  /// - Parameter capacity: rounded up to a power of two.
  public init(capacity: Int, filler: Element) {
    var size = 2
    while size < capacity { size *= 2 }
    self.capacity = size
    mask = size - 1
    // On the lines of the cache: elsewhere every copy of a frame touches one line more, and takes half as long again.
    slots = UnsafeMutableRawPointer.allocate(
      byteCount: size * MemoryLayout<Element>.stride, alignment: max(64, MemoryLayout<Element>.alignment)
    ).bindMemory(to: Element.self, capacity: size)
    slots.initialize(repeating: filler, count: size)
  }

  deinit { UnsafeMutableRawPointer(slots).deallocate() }

  /// Values that were refused since the ring was full.
  public var overrunCount: Int { overruns.load(ordering: .relaxed) }

  /// Appends a value; `false`, and one more overrun, where the ring is full.
  @discardableResult
  @inlinable
  public func push(_ element: Element) -> Bool {
    let position = tail.position.load(ordering: .relaxed)
    if position - headSeenByProducer == capacity {
      headSeenByProducer = head.position.load(ordering: .acquiring)
      if position - headSeenByProducer == capacity {
        overruns.add(1, ordering: .relaxed)
        return false
      }
    }
    slots[position & mask] = element
    tail.position.store(position + 1, ordering: .releasing)
    return true
  }

  /// The oldest value, or `nil` where there is none.
  @inlinable
  public func pop() -> Element? {
    let position = head.position.load(ordering: .relaxed)
    if position == tailSeenByConsumer {
      tailSeenByConsumer = tail.position.load(ordering: .acquiring)
      if position == tailSeenByConsumer { return nil }
    }
    let element = slots[position & mask]
    head.position.store(position + 1, ordering: .releasing)
    return element
  }

  /// The oldest value, left where it is. Consumer only.
  @inlinable
  public func peek() -> Element? {
    let position = head.position.load(ordering: .relaxed)
    if position == tailSeenByConsumer {
      tailSeenByConsumer = tail.position.load(ordering: .acquiring)
      if position == tailSeenByConsumer { return nil }
    }
    return slots[position & mask]
  }

  /// Values that wait; exact for neither side while the other works.
  public var count: Int { tail.position.load(ordering: .relaxed) - head.position.load(ordering: .relaxed) }

  /// Whether nothing waits; exact for the consumer.
  public var isEmpty: Bool {
    head.position.load(ordering: .relaxed) == tail.position.load(ordering: .acquiring)
  }
}
