import Pipeline
import Testing

@Suite struct SerialWorkerTests {
  /// What the jobs did; read after the worker's thread has ended.
  private final class Diary: @unchecked Sendable {
    var numbers: [Int] = []
    var wasMade = false
  }

  @Test func jobsAreDoneInOrder() {
    let diary = Diary()
    let worker = SerialWorker<Int> {
      diary.wasMade = true
      return 1_000
    }
    for number in 0..<5_000 {
      worker.submit { resource in
        resource += 1
        diary.numbers.append(resource * 10_000 + number)
      }
    }
    worker.finish()
    #expect(diary.wasMade && diary.numbers == (0..<5_000).map { (1_001 + $0) * 10_000 + $0 })
  }

  @Test func whatIsLeftIsDoneAtTheEnd() {
    for round in 0..<200 {
      let diary = Diary()
      let worker = SerialWorker<Void> {}
      for number in 0..<(round % 7) { worker.submit { _ in diary.numbers.append(number) } }
      worker.finish()
      #expect(diary.numbers == Array(0..<(round % 7)))
      // A second end is no harm.
      worker.finish()
    }
  }

  @Test func aJobMaySubmitAnother() {
    let diary = Diary()
    let worker = SerialWorker<Void> {}
    worker.submit { _ in
      diary.numbers.append(1)
      worker.submit { _ in diary.numbers.append(2) }
    }
    worker.finish()
    #expect(diary.numbers == [1, 2])
  }
}
