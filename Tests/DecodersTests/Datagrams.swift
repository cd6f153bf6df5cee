import Compression
import Decoders
import Foundation
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

  /// Datagrams as lines of JSON with the time of their arrival, s.
  static func lines(_ path: String) throws -> [(time: Double, bytes: [UInt8])] {
    struct Line: Decodable {
      var microseconds: Double
      var hex: String
      enum CodingKeys: String, CodingKey {
        case microseconds = "t_us"
        case hex
      }
    }
    let packed = try RealData.bytes(path)
    let text = try Gzip.inflate(packed.span.bytes).bytes
    return try text.split(separator: UInt8(ascii: "\n")).map { line in
      let decoded = try JSONDecoder().decode(Line.self, from: Data(line))
      let digits = Array(decoded.hex.utf8).map { $0 < 0x3A ? $0 - 0x30 : ($0 | 0x20) - 0x57 }
      let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
      return (decoded.microseconds / 1e6, bytes)
    }
  }
}
