import Glibc

/// A thread of the operating system that runs one closure, for work that must not share the cooperative pool.
public final class PlainThread: Sendable {
  private let handle: pthread_t

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts at once. `nil` where the system gives no thread.
  public init?(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var handle = pthread_t()
    let failed = pthread_create(
      &handle, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard failed == 0 else {
      work.release()
      return nil
    }
    self.handle = handle
  }

  /// Waits until the closure has returned.
  public func join() { pthread_join(handle, nil) }
}
