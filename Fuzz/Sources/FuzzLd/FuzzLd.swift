import Recordings
import Telemetry

/// Opens the input as a file and reads everything in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = ByteStore(Array(UnsafeBufferPointer(start: start, count: count)))
  // A few damaged bytes may promise hours of samples: not all of them have to be looked at.
  guard let recording = try? openRecording(bytes, name: "file.ld") else { return 0 }
  var cursor = recording.makeFrames(from: recording.sample(at: recording.duration / 2))
  for _ in 0..<10_000 where cursor.next() == nil { break }
  if recording.sampleCount < 100_000 { _ = recording.columns([.speed, .positionX, .gear, .lapDistance]) }
  return 0
}
