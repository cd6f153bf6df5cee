// Prints one line of JSON per figure. `TENTHS_IBT` names a large .ibt file for the file benchmarks.
import Foundation

for measurement in decodeBenchmark() { print(measurement.json) }
if let path = ProcessInfo.processInfo.environment["TENTHS_IBT"] {
  for measurement in try ibtBenchmark(path: path) { print(measurement.json) }
}
