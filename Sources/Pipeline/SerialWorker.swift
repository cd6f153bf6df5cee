import Synchronization

/// A thread that does one job after another with something that only it may touch, as a database connection.
public final class SerialWorker<Resource>: Sendable {
  public typealias Job = @Sendable (inout Resource) -> Void

  private let jobs = Mutex<[Job]>([])
  private let wakeUp = WakeUp()
  private let isStopping = Atomic<Bool>(false)
  private let hasJobs = Atomic<Bool>(false)
  private let thread = Mutex<PlainThread?>(nil)

  /// Starts the thread; the resource is made on it.
  public init(_ make: @escaping @Sendable () -> Resource) {
    let started = PlainThread { [self] in
      var resource = make()
      while true {
        let batch = jobs.withLock { jobs in
          defer { jobs.removeAll() }
          return jobs
        }
        for job in batch { job(&resource) }
        guard batch.isEmpty else { continue }
        if isStopping.load(ordering: .acquiring), jobs.withLock({ $0.isEmpty }) { return }
        hasJobs.store(false, ordering: .releasing)
        wakeUp.sleep { [self] in
          hasJobs.load(ordering: .acquiring) || isStopping.load(ordering: .acquiring)
            || jobs.withLock { !$0.isEmpty }
        }
      }
    }
    thread.withLock { $0 = started }
  }

  /// Appends a job; they are done in the order in which they come.
  public func submit(_ job: @escaping Job) {
    jobs.withLock { $0.append(job) }
    hasJobs.store(true, ordering: .releasing)
    wakeUp.wake()
  }

  /// Does what is left, then ends the thread.
  public func finish() {
    isStopping.store(true, ordering: .releasing)
    wakeUp.wake()
    let running = thread.withLock { taken -> PlainThread? in
      defer { taken = nil }
      return taken
    }
    running?.join()
  }
}
