internal import Glibc
internal import Synchronization

/// Splits `0..<count` into as many parts as there are processors and works on all of them at once; returns when all are done.
///
/// - Parameters:
///   - least: numbers that are worth a thread.
///   - body: called on several threads at once, with parts that do not overlap.
func concurrently(_ count: Int, least: Int, _ body: (Range<Int>) -> Void) {
  let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  // Memory is the limit: more than a few threads wait for it together.
  let parts = max(1, min(processors, 8, count / max(1, least)))
  guard parts > 1 else { return body(0..<count) }
  withoutActuallyEscaping(body) { body in
    let bounds = (0...parts).map { count * $0 / parts }
    var threads: [pthread_t] = []
    for part in 1..<parts {
      let work = Unmanaged.passRetained(Part(range: bounds[part]..<bounds[part + 1], body: body))
      var thread = pthread_t()
      if pthread_create(&thread, nil, runPart, work.toOpaque()) == 0 {
        threads.append(thread)
      } else {
        // A system without threads to give: the caller's does it.
        let part = work.takeRetainedValue()
        part.body(part.range)
      }
    }
    body(bounds[0]..<bounds[1])
    for thread in threads { pthread_join(thread, nil) }
  }
}

/// Works on `0..<count` one by one on all processors at once, each number taken by whichever thread is free next: where another program
/// takes a processor for a while, the other threads do more.
func concurrently(each count: Int, _ body: (Int) -> Void) {
  let next = Atomic(0)
  concurrently(count, least: 1) { _ in
    while true {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      body(number)
    }
  }
}

/// Memory that several threads write, each its own part.
struct OwnParts<Value>: @unchecked Sendable {
  // Unchecked because the compiler cannot see that the parts do not overlap.
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// What one thread does.
private final class Part: @unchecked Sendable {
  // Unchecked because of the closure: whoever calls `concurrently` gives one that may run on several threads at once.
  let range: Range<Int>
  let body: (Range<Int>) -> Void

  init(range: Range<Int>, body: @escaping (Range<Int>) -> Void) {
    self.range = range
    self.body = body
  }
}

/// A C callback must be a function of the file's top level: a closure may be bound to the wrong actor.
private func runPart(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let part = Unmanaged<Part>.fromOpaque(context).takeRetainedValue()
  part.body(part.range)
  return nil
}
