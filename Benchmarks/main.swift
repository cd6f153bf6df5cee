// Prints one line of JSON per figure. `TENTHS_IBT` names a large .ibt file for the file benchmarks.
// With `samples FOLDER` it writes the files of samples/ instead.
import Foundation

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "samples" {
  try Samples.write(to: CommandLine.arguments[2])
  exit(0)
}
for measurement in decodeBenchmark() { print(measurement.json) }
if let path = ProcessInfo.processInfo.environment["TENTHS_IBT"] {
  for measurement in try ibtBenchmark(path: path) { print(measurement.json) }
}
