import Captures
import Compression
import Glibc
import History
import Ingest
import Recordings
import Storage
import Syncing
import Timing

/// Turns any error into one line for a driver: what happened, where, what to do.
enum ErrorText {
  static func line(_ error: any Error) -> String {
    switch error {
    case let error as UsageError: error.message
    case let error as FileProblem: "\(Text.safe(error.path)): \(recording(error.reason))"
    case let error as FileError: file(error)
    case let error as HistoryError: history(error)
    case let error as SyncError: SyncText.line(error)
    case let error as StorageError: SyncText.storage(error)
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
    case .malformed(let format, let line, let problem):
      (line.map { "line \($0): " } ?? "") + malformed(problem, format: format)
    }
  }

  private static func malformed(_ problem: RecordingError.Problem, format: String) -> String {
    switch problem {
    case .noColumnNames where format == "table":
      "no columns that Tenths knows; say once what they are with tenths import --map COLUMN=CHANNEL (time and speed are needed)"
    case .noColumnNames: "no names of columns, as \(format) has them; export the drive again"
    case .noRows: "names of columns, but no row of numbers below them; export the drive again"
    case .missingColumn(let what):
      "no column for \(Text.safe(what)); name one with tenths import --map COLUMN=\(Text.safe(what))"
    case .tooManyColumns(let count): "\(count) columns, more than any logger has; it is no table of a drive"
    case .endlessLine(let bytes): "no line ends within \(bytes) bytes; it is no table of a drive"
    case .oldVersion(let wanted): "an old version of the format; export again as \(wanted)"
    case .noTelemetry(let what):
      "\(what), which holds no samples; Tenths reads it beside the telemetry of the same race"
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
    case .noLapFile(let name): "laps are unknown: put the file \(Text.safe(name)) beside this one"
    case .damagedLapFile(let name, let line):
      "laps are unknown: \(Text.safe(name)) is damaged at line \(line); save it again in i2"
    case .noLaps: "laps are unknown: the recording marks none"
    case .coarseLapTimes(let from, let resolution):
      "lap times after \(Text.fixed(from, 0)) s are known to \(Text.plain(resolution)) s only, as the lap file writes them"
    case .lapsWithoutSamples(let times):
      "\(times.count) more laps are timed, without samples: " + times.map { Text.lapTime($0) }.joined(separator: " ")
    case .startLineElsewhere(let distance):
      "the start line of the file lies \(Text.fixed(distance / 1000, 0)) km away and belongs to another track"
    case .startLineChosen:
      "the recording has no start line: laps are counted from a place that was passed at speed again and again"
    case .doubledCrossings(let count): "\(count) crossings of the line are there twice and are merged"
    case .unknownLapNumbers(let count): "\(count) crossings have no lap number and count by their times"
    case .serverTimesOnly:
      "the times are those of the server, in bursts: laps and distances mean something, places on the track do not"
    case .officialTimes(let laps): "\(laps) laps have the official times that lie beside the file"
    case .takenAsOneLap: "the table counts no laps; it begins and ends at one place and is taken as one lap"
    case .brakeFromPressure(let highest):
      "the brake is its pressure, as a share of the highest of the file, \(Text.fixed(highest / 100, 1)) bar"
    case .unitAssumed(let column, let unit): "\(Text.safe(column)) has no unit and is taken as \(unit)"
    case .unknownSampleTypes(let count): "\(count) channels of an unknown type left out"
    case .damagedRows(let count, let line): "\(count) rows cannot be read and are left out, the first at line \(line)"
    case .repeatedTimes(let count): "\(count) samples with a time that was there before are left out"
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
    case .file(let path, EEXIST): "\(Text.safe(path)) is there already and is not overwritten; choose another name"
    case .file(let path, let code):
      "\(Text.safe(path)): \(String(cString: strerror(code))); check that it exists and may be read and written"
    case .unsound(let path):
      "\(Text.safe(path)) does not pass the check (\(Text.safe(error.message))) and is not used; take another backup, or run tenths doctor"
    case .nothingReadable:
      "\(error.message): put a backup in its place with tenths restore, or import your recordings into a new history"
    case .otherContent(let path): "\(Text.safe(path)) is no history of Tenths; give the file of a backup"
    case .backupUnderWay:
      "another program is writing a backup into \(Text.safe(error.message)); try again when it is done"
    case .ownCopy: "\(Text.safe(error.message)) is the history itself; give the file of a backup"
    case .damagedArchive(let file, let line):
      "\(Text.safe(file))\(line > 0 ? ", line \(line)" : ""): \(Text.safe(error.message)); nothing was taken in, export again"
    case .notEmpty(let sessions):
      "the history here holds \(sessions) sessions already; take the archive into an empty one with --data FOLDER"
    case .locked(let path):
      "\(Text.safe(path)) is locked: give its passphrase on a terminal, or with --passphrase-fd N"
    case .wrongPassphrase: "that is not the passphrase of \(Text.safe(error.message)); nothing is changed"
    case .alreadyLocked(let path):
      "\(Text.safe(path)) is locked already; tenths lock --change gives it another passphrase"
    case .notLocked(let path): "\(Text.safe(path)) is not locked; tenths lock locks it"
    case .damagedLock(let path):
      "\(Text.safe(path)): the beginning, which holds its key, is damaged; restore a backup with tenths restore"
    case .damaged: "the history holds something unreadable: \(error.message); run tenths doctor"
    case .database(let code):
      switch code & 0xFF {
      case 8:
        "the history cannot be written: it is read-only; check the permissions of its folder, or choose another with --data"
      case 10:
        "the disk reports an error (\(error.message)): check its cable, its network and its health; laps are kept in memory until then"
      case 13: "the disk is full: make room, laps are kept in memory until then"
      case 14:
        "the history cannot be opened: check that its folder exists and is writable, or choose another with --data"
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
