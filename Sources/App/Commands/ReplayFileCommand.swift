import Ingest
import Recordings

struct ReplayFileCommand: Command {
  let name = "replay"
  let summary = "the dashboard on a recording, the same as live"
  let operands = "FILE"
  let options =
    [
      CommandOption("speed", value: "X", "factor of real time, 0.125 to 64"),
      CommandOption("lap", value: "N", "begin with this lap"),
      CommandOption("paused", "begin standing still"),
    ] + DashboardOptions.options

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 1, let path = arguments.operands.first else {
      throw UsageError(message: "replay takes one file")
    }
    let recording = try RecordingAnalysis.open(path)
    // Laps that were timed without samples have nothing to show.
    guard recording.sampleCount > 0 else { throw FileProblem(path: path, reason: .noSamples) }
    let speed = try arguments.number("speed", in: 0.125...64) ?? 1
    let lap = try arguments.integer("lap", in: 0...100_000)
    let feed = ReplayFeed(recording, speed: speed, lap: lap, isPaused: arguments.has("paused"))
    return try DashboardOptions.run(arguments, feed: feed)
  }
}
