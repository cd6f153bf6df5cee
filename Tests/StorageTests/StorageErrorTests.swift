import Storage
import Testing

@Suite struct StorageErrorTests {
  @Test func whatPassesIsWorthAnotherTry() {
    #expect(StorageError(kind: .busy(retryAfter: 3), message: "slow down").isPassing)
    #expect(StorageError(kind: .unreachable, message: "no route").isPassing)
    #expect(!StorageError(kind: .denied, message: "wrong key").isPassing)
    #expect(!StorageError(kind: .full, message: "quota").isPassing)
  }
}
