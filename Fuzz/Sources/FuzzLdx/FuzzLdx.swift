import Recordings
import Telemetry

/// Opens a small log with the input as the lap file beside it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = ByteStore(Array(UnsafeBufferPointer(start: start, count: count)))
  let surroundings = RecordingSurroundings { _ in bytes }
  guard let recording = try? openRecording(log, name: "file.ld", surroundings: surroundings) else { return 0 }
  var cursor = recording.makeFrames()
  while cursor.next() != nil {}
  return 0
}

/// A minute at one sample a second.
private let log: ByteStore = {
  let frames = (0..<60).map { index in
    var frame = TelemetryFrame()
    frame.gameTime = Double(index)
    frame.speed = 30
    return frame
  }
  let source = SourceDescription(game: "motec", gameName: "MoTeC log", sampleRate: 1)
  return ByteStore(LdWriter.files(source: source, frames: frames, startDate: nil)?.log ?? [])
}()
