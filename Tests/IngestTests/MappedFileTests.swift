import Foundation
import Ingest
import Recordings
import Testing

@Suite struct MappedFileTests {
  @Test func bytesAreThoseOfTheFile() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    for source in [[UInt8](), [1], [UInt8](repeating: 5, count: 10_000)] {
      try Data(source).write(to: url)
      let store = try MappedFile.open(path: url.path)
      #expect(store.count == source.count)
      #expect(store.withBytes { span in span.withUnsafeBytes { Array($0) } } == source)
    }
  }

  @Test func missingFileIsAnError() {
    #expect(throws: FileError(path: "/nowhere/at/all", code: ENOENT)) { try MappedFile.open(path: "/nowhere/at/all") }
    #expect(throws: FileError(path: "/", code: EISDIR)) { try MappedFile.open(path: "/") }
  }
}
