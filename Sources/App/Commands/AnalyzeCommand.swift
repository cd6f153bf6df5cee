import Analysis
import Engine
import Recordings
import Telemetry
import Timing

struct AnalyzeCommand: Command {
  let name = "analyze"
  let summary = "laps, corners, losses and advice of a recording"
  let operands = "FILE…"
  let options = [
    CommandOption("reference", value: "LAP", "compare with this lap instead of the file's best one: N, or FILE#N"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard !arguments.operands.isEmpty else { throw UsageError(message: "analyze needs a file") }
    guard !arguments.has("json") || arguments.operands.count == 1 else {
      throw UsageError(message: "analyze --json takes one file: it prints one document")
    }
    let wanted = try arguments.value("reference").map(Self.reference)
    var failed = false
    for path in arguments.operands {
      do {
        try analyze(path, wanted: wanted, json: arguments.has("json"))
      } catch let error as UsageError {
        throw error
      } catch let problem as FileProblem where problem.reason == .noSamples {
        // A recording of the right kind in which nobody drives: nothing is wrong with it, there is just nothing in it.
        Console.out(
          arguments.has("json")
            ? AnalysisDocument.empty(path: path, format: Self.format(path), note: ErrorText.line(problem)).text
            : "\(ErrorText.line(problem)): no laps\n")
      } catch {
        Console.error("tenths: \(ErrorText.line(error))\n")
        failed = true
      }
    }
    return failed ? ExitStatus.failed : ExitStatus.done
  }

  /// A reference of the command line.
  private enum Reference {
    case own(Int)
    case file(String, Int)
  }

  /// No lap of a recording has it.
  private static let foreignSerial = -1

  private static func reference(_ text: String) throws -> Reference {
    if let number = Int(text), number >= 0 { return .own(number) }
    guard let mark = text.lastIndex(of: "#"), let number = Int(text[text.index(after: mark)...]), mark > text.startIndex
    else {
      throw UsageError(message: "--reference takes the number of a lap, or FILE#N, not \(Text.safe(text))")
    }
    return .file(String(text[..<mark]), number)
  }

  /// The end of the file's name.
  private static func format(_ path: String) -> String {
    path.split(separator: ".").last.map { String($0).lowercased() } ?? ""
  }

  private func analyze(_ path: String, wanted: Reference?, json: Bool) throws {
    let recording = try RecordingAnalysis.open(path)
    let sessions = RecordingAnalysis.run(recording)
    // The session with the most timed laps is what the file is about.
    let session = sessions.max { a, b in
      a.laps.filter { $0.lap.kind.isComplete }.count < b.laps.filter { $0.lap.kind.isComplete }.count
    }
    var reference = session?.fastestTraced
    switch wanted {
    case .own(let number):
      reference = session?.laps.map(\.lap).first { $0.number == number && $0.trace != nil }
      guard reference != nil else { throw UsageError(message: "\(Text.safe(path)) has no complete lap \(number)") }
    case .file(let other, let number):
      guard let own = session?.fastestTraced?.trace else { break }
      var (theirs, lap) = try CompareCommand.lap(number, of: other)
      lap.trace = try lap.trace.map {
        try CompareCommand.fitted(
          $0, to: own, of: session?.track, isSameWorld: theirs.source.game == session?.source.game)
      }
      lap.serial = Self.foreignSerial
      reference = lap
    case nil: break
    }
    if json {
      Console.out(
        AnalysisDocument.make(
          path: path, format: Self.format(path), recording: recording, session: session, reference: reference
        ).text)
      return
    }
    Console.out(AnalysisReport.text(path: path, recording: recording, session: session, reference: reference))
    if !recording.timedSessions.isEmpty {
      Console.out("  \(TimedLaps.summary(sessions)); the car with the most laps is shown\n")
    } else if sessions.count > 1 {
      Console.out("  \(sessions.count) sessions in the file; the one with the most laps is shown\n")
    }
  }
}
