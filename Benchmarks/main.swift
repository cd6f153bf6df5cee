// Prints one line of JSON per figure. Arguments name the stages to measure; without any all are.
// `TENTHS_IBT` names a large .ibt file for the stage `ibt`. With `samples FOLDER` it writes the files of samples/ instead.
@preconcurrency import Foundation

setvbuf(stdout, nil, _IOLBF, 0)
let arguments = CommandLine.arguments.dropFirst()
if arguments.count == 2, arguments.first == "samples", let folder = arguments.last {
  try Samples.write(to: folder)
  exit(0)
}
let stages: [(name: String, run: () throws -> [Measurement])] = [
  ("decode", decodeBenchmark),
  ("ring", ringBenchmark),
  ("engine", engineBenchmark),
  ("compare", compareBenchmark),
  ("coach", coachBenchmark),
  ("draw", drawBenchmark),
  ("views", viewsBenchmark),
  ("history", historyBenchmark),
  // Takes a minute and 1.6 GB: only where it is named.
  ("large", { arguments.contains("large") ? try largeHistoryBenchmark() : [] }),
  ("locked", lockedHistoryBenchmark),
  ("socket", socketBenchmark),
  ("recordings", recordingsBenchmark),
  ("ibt", { try ProcessInfo.processInfo.environment["TENTHS_IBT"].map { try ibtBenchmark(path: $0) } ?? [] }),
]
let unknown = arguments.filter { argument in !stages.contains { $0.name == argument } }
guard unknown.isEmpty else {
  FileHandle.standardError.write(
    Data("benchmarks: there is no stage \(unknown.joined(separator: ", ")); there are \(stages.map(\.name))\n".utf8))
  exit(64)
}
for stage in stages where arguments.isEmpty || arguments.contains(stage.name) {
  for measurement in try stage.run() { print(measurement.json) }
}
