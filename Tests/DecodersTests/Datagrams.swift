import Compression
import Decoders
import Telemetry
import TestSupport

/// Real datagrams of the folder of recordings.
enum Datagrams {
  /// Datagrams of one size that lie end to end in a compressed file.
  static func records(_ path: String, size: Int) throws -> [[UInt8]] {
    let packed = try RealData.bytes(path)
    let bytes = try Gzip.inflate(packed.span.bytes).bytes
    return stride(from: 0, to: bytes.count - size + 1, by: size).map { Array(bytes[$0..<($0 + size)]) }
  }

  /// Datagrams as lines of JSON with the time of their arrival, s: `{"t_us": 15626, "hex": "…"}`.
  static func lines(_ path: String) throws -> [(time: Double, bytes: [UInt8])] {
    let packed = try RealData.bytes(path)
    let text = try Gzip.inflate(packed.span.bytes).bytes
    return text.split(separator: UInt8(ascii: "\n")).map { line in
      let quotes = line.indices.filter { line[$0] == UInt8(ascii: "\"") }
      var time = 0.0
      for index in quotes[1]..<quotes[2] where (0x30...0x39).contains(line[index]) {
        time = time * 10 + Double(line[index] - 0x30)
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity((quotes[5] - quotes[4]) / 2)
      var index = quotes[4] + 1
      while index + 1 < quotes[5] {
        bytes.append(digit(line[index]) << 4 | digit(line[index + 1]))
        index += 2
      }
      return (time / 1e6, bytes)
    }
  }

  private static func digit(_ character: UInt8) -> UInt8 {
    character < 0x3A ? character - 0x30 : (character | 0x20) - 0x57
  }
}
