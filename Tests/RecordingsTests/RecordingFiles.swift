import Compression
import Recordings
import Telemetry
import TestSupport

extension Recording {
  /// Every frame of the recording.
  func allFrames(from sample: Int = 0) -> [TelemetryFrame] {
    var cursor = makeFrames(from: sample)
    var result: [TelemetryFrame] = []
    while let frame = cursor.next() { result.append(frame) }
    return result
  }
}

/// A file of the folder of real recordings, opened.
func openReal(_ path: String) throws -> any Recording {
  try openRecording(ByteStore(RealData.bytes(path)), name: String(path.split(separator: "/").last ?? ""))
}

/// Takes gzip off a file of a test.
enum Unpacking {
  static func inflate(_ bytes: [UInt8]) throws -> [UInt8] { try Gzip.inflate(bytes.span.bytes).bytes }
}
