import Foundation
import Ingest
import Recordings
import Telemetry
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

  /// Columns come from reading the file, frames from its mapping.
  @Test func columnsOfAFileEqualThoseOfItsBytes() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "samples/harbour-iracing.ibt").path
    let mapped = try openRecording(MappedFile.open(path: path), name: path)
    let loaded = try openRecording(ByteStore([UInt8](try Data(contentsOf: URL(filePath: path)))), name: path)
    let channels: [Channel] = [.speed, .positionX, .positionZ, .gear]
    let columns = mapped.columns(channels)
    #expect(columns.time == loaded.columns(channels).time && columns.count == 7455)
    for channel in channels {
      #expect(columns[channel].map(Array.init) == loaded.columns(channels)[channel].map(Array.init))
    }
  }

  /// A file that is cut while it is open, as by a program that writes it anew, must not end ours.
  @Test func aFileThatGetsShorterIsSurvived() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "samples/harbour-iracing.ibt")
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("tenths-\(UUID()).ibt")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(contentsOf: sample).write(to: url)
    let recording = try openRecording(MappedFile.open(path: url.path), name: url.path)
    let whole = try #require(recording.columns([.speed])[.speed])
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: 400_000)
    try handle.close()
    let cut = try #require(recording.columns([.speed])[.speed])
    #expect(cut.count == whole.count && cut[100] == whole[100] && cut[7454].isNaN)
  }
}
