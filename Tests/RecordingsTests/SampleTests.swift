import Foundation
import Recordings
import Telemetry
import Testing

/// The files of samples/: what README.md says is in them is in them.
@Suite struct SampleTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples")

  struct Expected: Sendable {
    var name: String
    var game: String
    var samples: Int
    /// Times of the timed laps, ms, in the order in which the frames say them.
    var laps: [Int]
    /// Numbers of the laps under way, from the run-up to the last.
    var numbers: [Int32]
    var isTrackNamed = true
  }

  static let expected = [
    Expected(
      name: "harbour-iracing.ibt", game: "iracing", samples: 7_455, laps: [60_773, 59_071], numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-gt7.pcap.gz", game: "gt7", samples: 7_451, laps: [60_762, 59_016], numbers: [0, 1, 2, 3],
      isTrackNamed: false),
    Expected(
      name: "harbour-f1-2025.pcapng.gz", game: "f1", samples: 2_484, laps: [60_719, 59_044], numbers: [0, 1, 2, 3],
      isTrackNamed: false),
    Expected(
      name: "harbour-gt7.gtz", game: "gt7", samples: 7_450, laps: [60_736, 59_035], numbers: [0, 1, 2, 3],
      isTrackNamed: false),
    Expected(
      name: "harbour-gt7.296.bin", game: "gt7", samples: 3_240, laps: [52_545], numbers: [0, 1, 2], isTrackNamed: false),
  ]

  @Test(arguments: expected.map(\.name)) func aSampleHoldsWhatItSays(_ name: String) throws {
    let expected = try #require(Self.expected.first { $0.name == name })
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
    #expect(bytes.count < 1_000_000)
    let recording = try openRecording(ByteStore(bytes), name: name)
    let frames = recording.allFrames()
    #expect(recording.description.game == expected.game && recording.notes.isEmpty)
    #expect((recording.description.track == "Harbour Street") == expected.isTrackNamed)
    #expect(recording.sampleCount == expected.samples && frames.count == expected.samples)
    // A time is kept as a number of 32 bits in some formats; the game means milliseconds.
    let times = frames.compactMap(\.lastLapTime).map { Int(($0 * 1000).rounded()) }
    #expect(Self.changes(times) == expected.laps)
    #expect(Self.changes(frames.compactMap(\.lapNumber)) == expected.numbers)
    // Exactly the time itself where the format holds whole milliseconds, the nearest number of 32 bits elsewhere.
    let exact = frames.compactMap(\.lastLapTime).allSatisfy { time in
      let milliseconds = (time * 1000).rounded()
      return time == milliseconds / 1000 || time == Double(Float(milliseconds / 1000))
    }
    #expect(exact)
  }

  /// The values without what repeats the one before.
  private static func changes<Value: Equatable>(_ values: [Value]) -> [Value] {
    values.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  @Test func theReadmeNamesEveryFile() throws {
    let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0 != "README.md" }
    #expect(Set(files) == Set(Self.expected.map(\.name)))
    for file in Self.expected {
      let row = try #require(readme.split(separator: "\n").first { $0.contains("`\(file.name)`") })
      #expect(row.contains("| \(file.samples) |"))
      for lap in file.laps {
        let seconds = String(format: "%d:%06.3f", lap / 60_000, Double(lap % 60_000) / 1000)
        #expect(row.contains(seconds), "\(file.name) has a lap of \(seconds)")
      }
    }
    #expect(readme.contains("make samples"))
  }
}
