import Telemetry

extension TelemetryDecoder {
  /// The span of an array cannot pass through the expectation macros.
  static func recognises(bytes: [UInt8]) -> Bool { recognises(bytes.span.bytes) }

  mutating func decode(bytes: [UInt8], at time: Double = 0) throws(DecodeError) -> TelemetryFrame? {
    try decode(bytes.span.bytes, arrivalTime: time)
  }
}
