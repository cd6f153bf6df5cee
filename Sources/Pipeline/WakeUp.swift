import Glibc
import Synchronization

/// Lets one thread sleep until another has something for it; the waker pays for a system call only when the sleeper sleeps.
final class WakeUp: @unchecked Sendable {
  // Unchecked: the semaphore is made for several threads, the flag is atomic.
  private let semaphore: UnsafeMutablePointer<sem_t>
  private let sleeping = Atomic<Bool>(false)

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  /// Wakes the sleeper if it sleeps.
  func wake() {
    if sleeping.exchange(false, ordering: .sequentiallyConsistent) { sem_post(semaphore) }
  }

  /// Sleeps until woken, unless there is something to do already.
  func sleep(unless ready: () -> Bool) {
    sleeping.store(true, ordering: .sequentiallyConsistent)
    if ready() {
      // A waker that was faster has posted: its post is taken so that it does not wake a later sleep for nothing.
      if !sleeping.exchange(false, ordering: .sequentiallyConsistent) { sem_wait(semaphore) }
      return
    }
    while sem_wait(semaphore) != 0, errno == EINTR {}
  }
}
