import Analysis
import Engine
import Recordings
import Timing

struct AnalyzeCommand: Command {
  let name = "analyze"
  let summary = "laps, corners, losses and advice of a recording"
  let operands = "FILE…"
  let options = [
    CommandOption("reference", value: "LAP", "compare with this lap of the file instead of its best one"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard !arguments.operands.isEmpty else { throw UsageError(message: "analyze needs a file") }
    guard !arguments.has("json") || arguments.operands.count == 1 else {
      throw UsageError(message: "analyze --json takes one file: it prints one document")
    }
    let wanted = try arguments.integer("reference", in: 0...100_000)
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

  /// The end of the file's name.
  private static func format(_ path: String) -> String {
    path.split(separator: ".").last.map { String($0).lowercased() } ?? ""
  }

  private func analyze(_ path: String, wanted: Int?, json: Bool) throws {
    let recording = try RecordingAnalysis.open(path)
    let sessions = RecordingAnalysis.run(recording)
    // The session with the most timed laps is what the file is about.
    let session = sessions.max { a, b in
      a.laps.filter { $0.lap.kind.isComplete }.count < b.laps.filter { $0.lap.kind.isComplete }.count
    }
    var reference = session?.fastestTraced
    if let wanted {
      reference = session?.laps.map(\.lap).first { $0.number == wanted && $0.trace != nil }
      guard reference != nil else { throw UsageError(message: "\(Text.safe(path)) has no complete lap \(wanted)") }
    }
    if json {
      Console.out(
        AnalysisDocument.make(
          path: path, format: Self.format(path), recording: recording, session: session, reference: reference
        ).text)
      return
    }
    Console.out(AnalysisReport.text(path: path, recording: recording, session: session, reference: reference))
    if sessions.count > 1 {
      Console.out("  \(sessions.count) sessions in the file; the one with the most laps is shown\n")
    }
  }
}
