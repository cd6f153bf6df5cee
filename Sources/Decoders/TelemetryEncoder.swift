public import Telemetry

/// A frame turned into a game's datagrams: the other direction of a decoder, for the simulated drive, tests and fuzzing.
public protocol TelemetryEncoder {
  /// Hands each datagram of a frame to `send`; the bytes are valid during the call only. Does not allocate after its first calls.
  mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows

  /// Sends these cars beside the frames' from now on, where the game sends other cars at all.
  mutating func show(_ field: RaceField)
}

extension TelemetryEncoder {
  public mutating func show(_ field: RaceField) {}

  /// The datagrams of a frame as arrays, for where convenience counts for more than speed.
  public mutating func datagrams(_ frame: TelemetryFrame) -> [[UInt8]] {
    var result: [[UInt8]] = []
    encode(frame) { datagram in result.append(datagram.withUnsafeBytes { Array($0) }) }
    return result
  }
}
