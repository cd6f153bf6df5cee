import Captures
import Compression
import Glibc
import History
import Ingest
import Recordings
import Timing

/// Turns any error into one line for a driver: what happened, where, what to do.
enum ErrorText {
  static func line(_ error: any Error) -> String {
    switch error {
    case let error as UsageError: error.message
    case let error as FileProblem: "\(Text.safe(error.path)): \(recording(error.reason))"
    case let error as FileError: file(error)
    case let error as HistoryError: history(error)
    case let error as CaptureError: "the packet capture cannot be read or written: \(error)"
    case let error as SettingsProblem: error.message
    default: Text.safe("\(error)")
    }
  }

  static func recording(_ error: RecordingError) -> String {
    switch error {
    case .empty: "the file is empty"
    case .unknownFormat:
      "not a recording that Tenths knows; it reads "
        + allRecordingFormats.flatMap { $0.suffixes }.joined(separator: " ")
    case .wrongContent(let format): "the name says \(format), the content is something else; rename or export it again"
    case .memoryImage:
      "an image of iRacing's live memory, not a recording; record to disk in the simulator (Alt-L) and open that file"
    case .badHeader(let field, let value): "not an .ibt file: its header says \(field) \(value)"
    case .noSamples: "the recording holds no samples"
    case .noKnownGame(let count): "\(count) datagrams, none of a game that Tenths knows"
    case .capture(let reason): "the packet capture cannot be read: \(reason)"
    case .compression(let reason): "the compressed file cannot be read: \(reason)"
    }
  }

  static func note(_ note: RecordingNote) -> String {
    switch note {
    case .truncated: "the file ends early; everything up to there is read"
    case .undecodable(let count): "\(count) damaged packets left out"
    case .foreign(let count): "\(count) packets of other programs left out"
    case .otherGame(let name, let count): "the file also holds \(count) packets of \(Text.safe(name)), left out"
    case .cutPackets(let count): "\(count) packets were cut by the capture and left out"
    case .sampleCountCorrected(let header, let actual): "the header says \(header) samples, the file holds \(actual)"
    }
  }

  /// Why a lap cannot be laid over another.
  static func refusal(_ refusal: LapRestation.Refusal) -> String {
    switch refusal {
    case .otherLayout(let length, let expected, let away):
      "the laps are of different tracks or layouts: one is \(Text.fixed(length, 0)) m, the other \(Text.fixed(expected, 0)) m"
        + (away.map { ", and it lies \(Text.fixed($0, 0)) m beside the line" } ?? "") + "; compare laps of one layout"
    case .otherDirection:
      "the laps were driven in opposite directions of one circuit; compare laps of one direction"
    }
  }

  private static func file(_ error: FileError) -> String {
    "\(Text.safe(error.path)): \(String(cString: strerror(error.code)))"
  }

  private static func history(_ error: HistoryError) -> String {
    switch error.kind {
    case .newerVersion(let migration):
      "the history was written by a newer Tenths (\(migration)); update Tenths, the history is untouched"
    case .changedSince: "this cannot be taken back: \(error.message)"
    case .damaged: "the history holds something unreadable: \(error.message); run tenths doctor"
    case .database(let code):
      switch code & 0xFF {
      case 8: "the history cannot be written: it is read-only; check its folder's permissions"
      case 13: "the disk is full: make room, laps are kept in memory until then"
      case 14: "the history cannot be opened: check that its folder exists and is writable"
      case 11, 26: "the history file is damaged (\(error.message)); run tenths doctor"
      case 5, 6: "another program holds the history; close it or try again"
      default: "the history reports: \(error.message)"
      }
    }
  }
}

/// A setting that cannot be used.
struct SettingsProblem: Error, Equatable {
  var message: String
}
