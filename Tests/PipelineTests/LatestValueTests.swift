import Pipeline
import Testing

@Suite struct LatestValueTests {
  /// Larger than what a processor copies at once, so that a torn value shows.
  private struct Wide: BitwiseCopyable, Sendable {
    var numbers: InlineArray<24, Int>

    init(_ value: Int) { numbers = InlineArray(repeating: value) }

    var isWhole: Bool { numbers.indices.allSatisfy { numbers[$0] == numbers[0] } }
  }

  /// What the reader's thread found out; read after that thread has ended.
  private final class Finding: @unchecked Sendable {
    var torn = 0
    var backwards = 0
    var seen = 0
    var last = 0
  }

  @Test func theNewestIsGivenOnceAsNew() {
    let latest = LatestValue<Int>(7)
    #expect(latest.load() == (7, false))
    latest.store(1)
    latest.store(2)
    latest.store(3)
    #expect(latest.load() == (3, true) && latest.load() == (3, false))
    latest.store(4)
    #expect(latest.load() == (4, true))
  }

  @Test func aReaderOnAnotherThreadSeesWholeValuesInOrder() throws {
    let count = 300_000
    let latest = LatestValue<Wide>(Wide(0))
    let finding = Finding()
    let reader = try #require(
      PlainThread {
        while finding.last < count {
          let (value, isNew) = latest.load()
          if !value.isWhole { finding.torn += 1 }
          let number = value.numbers[0]
          if number < finding.last || isNew != (number > finding.last) { finding.backwards += 1 }
          if isNew { finding.seen += 1 }
          finding.last = number
        }
      })
    for value in 1...count { latest.store(Wide(value)) }
    reader.join()
    #expect(finding.last == count && finding.torn == 0 && finding.backwards == 0)
    #expect(finding.seen >= 1 && finding.seen <= count)
  }
}
