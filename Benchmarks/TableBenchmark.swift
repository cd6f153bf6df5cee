import Foundation
import Ingest
import Recordings
import Simulation
import Telemetry

/// Reading logs and tables of our own writers, and the large GR Cup table where the caller names one.
func recordingsBenchmark() throws -> [Measurement] {
  var result = try logBenchmark() + tableBenchmark()
  if let path = ProcessInfo.processInfo.environment["TENTHS_GRCUP"] { result += try grCupBenchmark(path: path) }
  return result
}

/// Where the files for the peers lie; they read the very same bytes.
private func scratch(_ name: String) -> String {
  (ProcessInfo.processInfo.environment["TENTHS_BENCH_FOLDER"] ?? NSTemporaryDirectory()) + "/" + name
}

/// 20 channels of a log of 200 MB.
private func logBenchmark() throws -> [Measurement] {
  let drive = Drive.frames(laps: 2)
  var frames: [TelemetryFrame] = []
  frames.reserveCapacity(drive.frames.count * 80)
  let length = (drive.frames.last?.gameTime ?? 0) + 1 / 60
  for copy in 0..<80 {
    for var frame in drive.frames {
      frame.gameTime += Double(copy) * length
      frames.append(frame)
    }
  }
  let path = scratch("tenths-bench.ld")
  guard let files = LdWriter.files(source: drive.source, frames: frames, startDate: nil) else { return [] }
  try Data(files.log).write(to: URL(filePath: path))
  let channels: [Channel] = [
    .speed, .throttle, .brake, .clutch, .steering, .gear, .engineSpeed, .positionX, .positionZ, .positionY, .yawRate,
    .lateralAcceleration, .longitudinalAcceleration, .fuelLevel, .tyreTemperatureFrontLeft,
    .tyreTemperatureFrontRight, .tyrePressureFrontLeft, .wheelSpeedFrontLeft, .brakeTemperatureFrontLeft,
    .suspensionFrontLeft,
  ]
  let megabytes = Double(frames.count * 4 * channels.count) / 1e6
  let seconds = try medianSeconds(runs: 9) {
    let columns = try openRecording(MappedFile.open(path: path), name: path).columns(channels)
    precondition(columns.count >= frames.count)
  }
  return [Measurement(name: "ld 20 channels", value: megabytes / seconds, unit: "MB/s")]
}

/// A RaceChrono table of some 100 MB and a `.vbo` of as many rows.
private func tableBenchmark() throws -> [Measurement] {
  var simulation = Simulation(circuit: .fuji, driver: .demo(seed: 3), rate: 60)
  let frames = (0..<300_000).map { _ in simulation.next() }
  let source = simulation.description(game: "demo", gameName: "Simulation")
  guard
    let writer = TableWriter(source: source, frames: frames, startDate: 1_767_268_800, latitude: 45, longitude: -30),
    let vbo = VboWriter.file(source: source, frames: frames, gate: nil, latitude: 45, longitude: -30)
  else { return [] }
  var result: [Measurement] = []
  for (name, bytes, ending) in [("racechrono", writer.file(.raceChrono), "csv"), ("vbo", vbo, "vbo")] {
    let path = scratch("tenths-bench-\(name).\(ending)")
    try Data(bytes).write(to: URL(filePath: path))
    let (seconds, processor) = try medianCost(runs: 15) {
      let recording = try openRecording(MappedFile.open(path: path), name: path)
      precondition(recording.sampleCount == frames.count)
    }
    result.append(Measurement(name: "\(name) table", value: Double(bytes.count) / 1e6 / seconds, unit: "MB/s"))
    result.append(Measurement(name: "\(name) table seconds", value: seconds, unit: "s"))
    result.append(Measurement(name: "\(name) table processor", value: processor, unit: "s"))
  }
  return result
}

/// A long table: all cars as recordings, and the memory that it took.
private func grCupBenchmark(path: String) throws -> [Measurement] {
  let bytes = try MappedFile.open(path: path)
  let seconds = try medianSeconds(runs: 5) {
    let recording = try openRecording(bytes, name: "R1_barber_telemetry_data.csv")
    precondition(recording.sampleCount > 0)
  }
  return [
    Measurement(name: "grcup table", value: Double(bytes.count) / 1e6 / seconds, unit: "MB/s"),
    Measurement(name: "grcup table seconds", value: seconds, unit: "s"),
  ]
}
