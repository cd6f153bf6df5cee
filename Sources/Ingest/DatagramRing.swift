internal import Synchronization

/// Datagrams on their way from one thread to another, without locks and without allocation.
///
/// One thread pushes, one pops.
final class DatagramRing: @unchecked Sendable {
  // Unchecked because of the memory: a slot between `tail` and `head` belongs to the popping thread, any other to the pushing
  // one; the releasing store of the index hands it over together with its bytes.

  /// What is kept beside the bytes.
  struct Entry: BitwiseCopyable {
    var time: Double
    var size: Int
    var source: UInt16
    var destination: UInt16
    var isVersion4: Bool
  }

  /// 17 s of 60 datagrams a second, three and a half of the F1 games' 300.
  private static let capacity = 1024
  private static let slotSize = 2048

  /// Datagrams that found the ring full.
  let lost = Atomic<Int>(0)
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * slotSize, alignment: 16)
  private let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: capacity)

  init() {
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    entries.initialize(repeating: Entry(time: 0, size: 0, source: 0, destination: 0, isVersion4: true))
  }

  deinit {
    bytes.deallocate()
    entries.deallocate()
  }

  func push(_ datagram: RawSpan, time: Double, source: UInt16, destination: UInt16, isVersion4: Bool) {
    let position = head.load(ordering: .relaxed)
    guard position &- tail.load(ordering: .acquiring) < Self.capacity, datagram.byteCount <= Self.slotSize else {
      lost.add(1, ordering: .relaxed)
      return
    }
    let slot = position % Self.capacity
    datagram.withUnsafeBytes { source in
      let target = UnsafeMutableRawBufferPointer(rebasing: bytes[(slot * Self.slotSize)...].prefix(source.count))
      target.copyMemory(from: source)
    }
    entries[slot] = Entry(
      time: time, size: datagram.byteCount, source: source, destination: destination, isVersion4: isVersion4)
    head.store(position &+ 1, ordering: .releasing)
  }

  /// Hands the oldest datagram to `body`; `false` where there is none.
  func pop(_ body: (RawSpan, Entry) -> Void) -> Bool {
    let position = tail.load(ordering: .relaxed)
    guard position != head.load(ordering: .acquiring) else { return false }
    let slot = position % Self.capacity
    let entry = entries[slot]
    let source = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(bytes)[(slot * Self.slotSize)...].prefix(entry.size))
    body(source.bytes, entry)
    tail.store(position &+ 1, ordering: .releasing)
    return true
  }
}
