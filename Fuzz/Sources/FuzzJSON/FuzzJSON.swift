import Recordings
import Telemetry

/// Opens the input as a file and reads everything in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = ByteStore(Array(UnsafeBufferPointer(start: start, count: count)))
  guard let recording = try? openRecording(bytes, name: "file.json") else { return 0 }
  var cursor = recording.makeFrames(from: recording.sample(at: recording.duration / 2))
  while cursor.next() != nil {}
  _ = recording.columns([.speed, .positionX, .gear, .lapDistance])
  return 0
}
