internal import Glibc
internal import Synchronization

/// Does pieces of work on several threads: for calls that wait for a network most of the time.
enum Workers {
  /// Takes pieces one at a time and works on as many as there are threads; returns when none is left or one failed.
  ///
  /// - Parameters:
  ///   - next: gives the next piece; only one thread at a time calls it, and never while `finish` is running.
  ///   - work: works on a piece, on any thread.
  ///   - finish: takes what became of a piece; only one thread at a time calls it.
  /// - Throws: the first error; pieces that were begun are finished.
  static func run<Piece, Result>(
    count: Int, next: () throws(SyncError) -> Piece?, work: (Piece) throws(SyncError) -> Result,
    finish: (Result) throws(SyncError) -> Void
  ) throws(SyncError) {
    let failure = Mutex<SyncError?>(nil)
    let gate = PlainGate()
    func loop() {
      while failure.withLock({ $0 == nil }) {
        do throws(SyncError) {
          guard let piece = try gate.run(next) else { return }
          let result = try work(piece)
          try gate.run { () throws(SyncError) in try finish(result) }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    withoutActuallyEscaping(loop) { loop in
      var threads: [pthread_t] = []
      for _ in 1..<max(1, count) {
        let body = Unmanaged.passRetained(Body(loop))
        var thread = pthread_t()
        if pthread_create(&thread, nil, runBody, body.toOpaque()) == 0 {
          threads.append(thread)
        } else {
          body.release()
        }
      }
      loop()
      for thread in threads { pthread_join(thread, nil) }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// One at a time. A plain mutex, since what runs inside belongs to the caller's thread and is not `Sendable`.
  private final class PlainGate: @unchecked Sendable {
    // Unchecked because the mutex is what makes it safe.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
      pthread_mutex_destroy(mutex)
      mutex.deallocate()
    }

    func run<Value>(_ body: () throws(SyncError) -> Value) throws(SyncError) -> Value {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      return try body()
    }
  }

  fileprivate final class Body: @unchecked Sendable {
    // Unchecked because of the closure: it takes pieces behind the gate only.
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }
}

/// A C callback must be a function of the file's top level: a closure may be bound to the wrong actor.
private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<Workers.Body>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
