import Foundation
import Storage
import TestSupport
import Testing

@Suite struct FolderStoreTests {
  @Test func aKeyNeverLeavesTheFolder() throws {
    let folder = try TemporaryFolder()
    let store = FolderStore(path: folder.path + "/inner")
    try folder.write([9], to: "outside")
    try folder.write([1], to: "inner/a")
    for key in ["../outside", "a/../../outside", "/etc/passwd", "", "a//b", "./a", "a/.", "..", "x/\u{0}y", "a/"] {
      #expect(throws: StorageError.self, "\(key)") { try store.put(.bytes([1]), as: key, onlyNew: false) }
      #expect(throws: StorageError.self, "\(key)") { try store.get(key, limit: 10) }
      #expect(throws: StorageError.self, "\(key)") { try store.size(of: key) }
      #expect(throws: StorageError.self, "\(key)") { try store.delete(key) }
    }
    #expect(FileManager.default.contents(atPath: folder.path + "/outside") == Data([9]))
  }

  @Test func linksAreNotFollowed() throws {
    let folder = try TemporaryFolder()
    try folder.write([9], to: "outside/secret")
    try folder.write([1], to: "inner/a")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.path + "/inner/way", withDestinationPath: folder.path + "/outside")
    try manager.createSymbolicLink(
      atPath: folder.path + "/inner/file", withDestinationPath: folder.path + "/outside/secret")
    let store = FolderStore(path: folder.path + "/inner")
    #expect(throws: StorageError.self) { try store.get("way/secret", limit: 10) }
    #expect(throws: StorageError.self) { try store.get("file", limit: 10) }
    #expect(throws: StorageError.self) { try store.put(.bytes([1]), as: "way/new", onlyNew: false) }
    #expect(try store.size(of: "file") == nil)
    #expect(try store.list(prefix: "", after: nil, limit: 10).entries == [ObjectEntry(key: "a", size: 1)])
    // What is written takes the place of the link, not of what it leads to.
    try store.put(.bytes([2]), as: "file", onlyNew: false)
    #expect(manager.contents(atPath: folder.path + "/outside/secret") == Data([9]))
  }

  @Test func aFolderThatIsNotThereIsNoEmptyStore() throws {
    let store = FolderStore(path: "/nowhere/at/all")
    let place = StorageError(kind: .noSuchPlace, message: "the folder is not there")
    #expect(throws: place) { try store.list(prefix: "", after: nil, limit: 10) }
    #expect(throws: StorageError(kind: .noSuchPlace, message: "the folder is not there", key: "a")) {
      try store.put(.bytes([1]), as: "a", onlyNew: false)
    }
  }

  @Test func whatAnInterruptedWriteLeftIsNotListed() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2], to: "pack/.tenths-0123456789abcdef.part")
    try folder.write([3], to: "pack/a")
    let store = FolderStore(path: folder.path)
    #expect(try store.list(prefix: "", after: nil, limit: 10).entries == [ObjectEntry(key: "pack/a", size: 1)])
    #expect(throws: StorageError.self) { try store.get("pack/.tenths-0123456789abcdef.part", limit: 10) }
  }

  @Test func aFailedWriteLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let store = FolderStore(path: folder.path)
    #expect(throws: StorageError.self) { try store.put(.file(path: "/nowhere"), as: "a/b", onlyNew: false) }
    try store.put(.bytes([1]), as: "a/c", onlyNew: true)
    #expect(throws: StorageError.self) { try store.put(.bytes([1]), as: "a/c", onlyNew: true) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a") == ["c"])
  }

  @Test func aPipeIsNoObject() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.path + "/pipe", 0o600)
    let store = FolderStore(path: folder.path)
    #expect(throws: StorageError(kind: .missing, message: "no such object", key: "pipe")) {
      try store.get("pipe", limit: 10)
    }
    #expect(try store.list(prefix: "", after: nil, limit: 10).entries.isEmpty)
  }

  @Test func aDirectoryIsNoObjectAndNotRemoved() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "a/b")
    let store = FolderStore(path: folder.path)
    try store.delete("a")
    #expect(try store.get("a/b", limit: 10) == [1])
    #expect(throws: StorageError.self) { try store.put(.bytes([1]), as: "a", onlyNew: false) }
  }
}
