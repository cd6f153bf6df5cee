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
    /// The brake of a GR Cup car is a pressure, which a note says.
    var isNoted = false
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
    Expected(
      name: "harbour-motec.ld", game: "motec", samples: 2_478, laps: [60_462, 59_013], numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-vbox.vbo.gz", game: "vbo", samples: 1_241, laps: [60_562, 59_064], numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-racechrono.csv.gz", game: "racechrono", samples: 1_242, laps: [60_700, 59_000],
      numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-trackaddict.csv.gz", game: "trackaddict", samples: 1_241, laps: [60_656, 58_995],
      numbers: [0, 1, 2, 3], isTrackNamed: false),
    Expected(name: "harbour-aim.csv.gz", game: "aim", samples: 1_232, laps: [59_693, 59_012], numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-motec.csv.gz", game: "motec", samples: 1_233, laps: [59_807, 59_066], numbers: [0, 1, 2, 3]),
    Expected(
      name: "harbour-garage61.csv.gz", game: "garage61", samples: 3_594, laps: [59_900], numbers: [1, 2],
      isTrackNamed: false),
    Expected(
      name: "R1_harbour_telemetry_data.csv.gz", game: "grcup", samples: 4_950, laps: [],
      numbers: [0, 1, 2, 3, 0, 1, 2, 3],
      isTrackNamed: false, isNoted: true),
    Expected(name: "harbour.csv.gz", game: "iracing", samples: 2_467, laps: [59_876, 59_031], numbers: [0, 1, 2, 3]),
    Expected(name: "harbour.json.gz", game: "iracing", samples: 2_468, laps: [59_910, 59_066], numbers: [0, 1, 2, 3]),
    Expected(name: "harbour.tenths", game: "iracing", samples: 7_445, laps: [60_664, 59_010], numbers: [0, 1, 2, 3]),
  ]

  @Test(arguments: expected.map(\.name)) func aSampleHoldsWhatItSays(_ name: String) throws {
    let expected = try #require(Self.expected.first { $0.name == name })
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
    #expect(bytes.count < 1_000_000)
    let surroundings = RecordingSurroundings { name in
      (try? Data(contentsOf: Self.folder.appending(path: name))).map { ByteStore([UInt8]($0)) }
    }
    let recording = try openRecording(ByteStore(bytes), name: name, surroundings: surroundings)
    let frames = recording.allFrames()
    #expect(recording.description.game == expected.game && recording.notes.isEmpty == !expected.isNoted)
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
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      !$0.hasSuffix(".md") && !$0.hasSuffix(".ldx")
    }
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
