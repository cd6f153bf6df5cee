import Pipeline
import TestSupport
import Testing

@Suite struct FrameRingTests {
  /// What a ring has to do, in the plainest words.
  private struct Model {
    let capacity: Int
    var values: [Int] = []
    var overruns = 0

    mutating func push(_ value: Int) -> Bool {
      guard values.count < capacity else {
        overruns += 1
        return false
      }
      values.append(value)
      return true
    }

    mutating func pop() -> Int? { values.isEmpty ? nil : values.removeFirst() }
  }

  @Test func behavesLikeItsModel() {
    forAll(100) { random in
      let ring = FrameRing<Int>(capacity: Int.random(in: 1...40, using: &random), filler: -1)
      var model = Model(capacity: ring.capacity)
      // A bias towards one side reaches both the full and the empty ring.
      let bias = Int.random(in: 2...8, using: &random)
      for value in 0..<2_000 {
        if Int.random(in: 0..<10, using: &random) < bias {
          guard ring.push(value) == model.push(value) else { return false }
        } else {
          guard ring.pop() == model.pop() else { return false }
        }
        guard ring.count == model.values.count, ring.isEmpty == model.values.isEmpty,
          ring.overrunCount == model.overruns
        else { return false }
      }
      return true
    }
  }

  @Test func capacityIsAPowerOfTwo() {
    for (asked, given) in [(0, 2), (1, 2), (2, 2), (3, 4), (64, 64), (65, 128)] {
      #expect(FrameRing<Int>(capacity: asked, filler: 0).capacity == given)
    }
  }

  @Test func aFullRingRefusesAndCounts() {
    let ring = FrameRing<Int>(capacity: 8, filler: 0)
    for value in 0..<8 { #expect(ring.push(value)) }
    for value in 0..<5 { #expect(!ring.push(100 + value)) }
    #expect(ring.overrunCount == 5 && ring.count == 8)
    // What was refused is lost; what was taken is all there, in order.
    #expect((0..<8).map { _ in ring.pop() } == (0..<8).map { $0 })
    #expect(ring.pop() == nil && ring.push(8) && ring.overrunCount == 5)
  }

  /// What the consumer's thread found out; read after that thread has ended.
  private final class Finding: @unchecked Sendable {
    var outOfOrder = 0
    var taken = 0
  }

  /// Four words that belong together, so that a torn value shows.
  private struct Quad: BitwiseCopyable, Sendable {
    var a: Int
    var b: Int
    var c: Int
    var d: Int

    init(_ value: Int) {
      a = value
      b = ~value
      c = value &* 3
      d = -value
    }

    var isWhole: Bool { b == ~a && c == a &* 3 && d == -a }
  }

  @Test func twoThreadsKeepTheOrder() throws {
    let count = 1_000_000
    let ring = FrameRing<Quad>(capacity: 256, filler: Quad(0))
    let finding = Finding()
    let consumer = try #require(
      PlainThread {
        while finding.taken < count {
          guard let value = ring.pop() else { continue }
          if value.a != finding.taken || !value.isWhole { finding.outOfOrder += 1 }
          finding.taken += 1
        }
      })
    var refused = 0
    for value in 0..<count { while !ring.push(Quad(value)) { refused += 1 } }
    consumer.join()
    #expect(finding.taken == count && finding.outOfOrder == 0)
    #expect(ring.isEmpty && ring.overrunCount == refused)
  }

  /// A producer that never waits loses values, but counts each of them and mixes up none.
  @Test func nothingIsLostUncounted() throws {
    let count = 300_000
    let ring = FrameRing<Quad>(capacity: 16, filler: Quad(0))
    let finding = Finding()
    let consumer = try #require(
      PlainThread {
        var last = -1
        while true {
          guard let value = ring.pop() else { continue }
          // The mark of the end.
          guard value.a >= 0 else { return }
          if value.a <= last || !value.isWhole { finding.outOfOrder += 1 }
          last = value.a
          finding.taken += 1
        }
      })
    for value in 0..<count { ring.push(Quad(value)) }
    let refused = ring.overrunCount
    while !ring.push(Quad(-1)) {}
    consumer.join()
    #expect(finding.outOfOrder == 0 && finding.taken + refused == count)
  }
}
