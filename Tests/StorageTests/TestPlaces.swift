import Foundation
import Storage
import TestSupport
import Testing

/// A store that the contract is tried on.
struct TestPlace: Sendable, CustomTestStringConvertible {
  let name: String
  /// Whether any text may be a key, or only what Tenths writes itself.
  let takesAnyKey: Bool
  /// Of the large object, KiB.
  var largeSize = 20 << 10
  /// A fresh and empty store; the folder lives as long as it does, where it has one.
  let make: @Sendable () throws -> (store: any ObjectStore, folder: TemporaryFolder?)

  var testDescription: String { name }

  static let folder = TestPlace(name: "folder", takesAnyKey: true) {
    let folder = try TemporaryFolder()
    return (FolderStore(path: folder.path), folder)
  }

  static let memory = TestPlace(name: "memory", takesAnyKey: true, largeSize: 1 << 10) { (MemoryStore(), nil) }

  /// The servers of `scripts/test-servers` that the environment names, as `http://host:port key secret`.
  static let servers: [TestPlace] = ["TENTHS_S3_MOTO", "TENTHS_S3_SWIFT"].compactMap { name in
    guard let settings = settings(of: name) else {
      print("\(name) is not set: the object store contract is not tried on it (scripts/test-servers start DIR).")
      return nil
    }
    return TestPlace(name: name, takesAnyKey: true) {
      var settings = settings
      settings.prefix = "t-\(UUID().uuidString.lowercased())/"
      return (try makeStore(settings), nil)
    }
  }

  static func settings(of name: String) -> StoreSettings? {
    let words = (ProcessInfo.processInfo.environment[name] ?? "").split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    var settings = StoreSettings(kind: "s3")
    settings.place = words[0]
    settings.bucket = "tenths-test"
    settings.credentials = StoreCredentials(identifier: words[1], secret: Secret(words[2]))
    return settings
  }

  /// The project's own server, over TLS; the objects in files and, where there is one, in PostgreSQL.
  static let hubs: [TestPlace] = [
    ("hub with SQLite", TestHub.withFiles), ("hub with PostgreSQL", TestHub.withPostgres),
  ]
  .flatMap { name, hub -> [TestPlace] in
    guard let hub else { return [] }
    return [
      TestPlace(name: name, takesAnyKey: false) { (try makeStore(try hub.settings()), nil) },
      TestPlace(name: name + ", signed", takesAnyKey: false, largeSize: 2 << 10) {
        (try makeStore(try hub.signedSettings()), nil)
      },
    ]
  }

  /// Firestore as the test plays it; one for all, and each test with a prefix of its own.
  static let firestore: [TestPlace] = {
    guard let double = try? FirestoreDouble() else { return [] }
    return [false, true].map { byKeyFile in
      TestPlace(
        name: byKeyFile ? "Firestore double, service" : "Firestore double, user", takesAnyKey: false, largeSize: 2 << 10
      ) {
        (try double.store(byKeyFile: byKeyFile, prefix: "t-\(UUID().uuidString.lowercased())/"), nil)
      }
    }
  }()

  static let all = [memory, folder] + hubs + firestore + servers
}
