import Ingest
import Recordings
import Telemetry

/// Reading 20 channels of a large `.ibt` file, its frames one by one, and a jump in it. The file's path comes from the caller.
func ibtBenchmark(path: String) throws -> [Measurement] {
  let bytes = try MappedFile.open(path: path)
  let megabytes = Double(bytes.count) / 1e6
  let channels: [Channel] = [
    .speed, .throttle, .brake, .clutch, .steering, .gear, .engineSpeed, .positionX, .positionZ, .positionY, .yawRate,
    .lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration, .lapDistance, .fuelLevel,
    .tyreTemperatureFrontLeft, .tyreTemperatureFrontRight, .tyrePressureFrontLeft, .wheelSpeedFrontLeft,
  ]
  let open = try medianSeconds { _ = try openRecording(bytes, name: path) }
  let recording = try openRecording(bytes, name: path)
  precondition(recording.columns(channels).presence == ChannelSet(channels))
  let columns = medianSeconds(runs: 15) { _ = recording.columns(channels) }
  let fresh = try medianSeconds(runs: 15) {
    _ = try openRecording(MappedFile.open(path: path), name: path).columns(channels)
  }
  let jump = medianSeconds {
    var cursor = recording.makeFrames(from: recording.sample(at: recording.duration * 0.7))
    precondition(cursor.next() != nil)
  }
  let frames = medianSeconds(runs: 3) {
    var cursor = recording.makeFrames()
    var count = 0
    while cursor.next() != nil { count += 1 }
    precondition(count == recording.sampleCount)
  }
  return [
    Measurement(name: "ibt open", value: open * 1000, unit: "ms"),
    Measurement(name: "ibt 20 channels", value: megabytes / columns, unit: "MB/s"),
    Measurement(name: "ibt map, open and 20 channels", value: megabytes / fresh, unit: "MB/s"),
    Measurement(name: "ibt jump", value: jump * 1000, unit: "ms"),
    Measurement(name: "ibt frames", value: Double(recording.sampleCount) / frames, unit: "frames/s"),
  ]
}
