internal import Telemetry

/// The frames of recorded datagrams in order.
struct DatagramFrames: FrameCursor {
  /// Where the cursor stands.
  private(set) var checkpoint: DatagramRecording.Checkpoint
  /// Datagrams of the game that gave an error.
  private(set) var undecodable = 0
  private let log: DatagramLog
  private let type: any TelemetryDecoder.Type
  private let firstTime: Double

  init(
    _ log: DatagramLog, _ checkpoint: DatagramRecording.Checkpoint, _ type: any TelemetryDecoder.Type,
    firstTime: Double
  ) {
    self.log = log
    self.checkpoint = checkpoint
    self.type = type
    self.firstTime = firstTime
  }

  var description: SourceDescription { checkpoint.decoder.description }

  var field: RaceField? { checkpoint.decoder.field }

  mutating func next() -> TelemetryFrame? {
    while checkpoint.datagram < log.entries.count {
      let entry = log.entries[checkpoint.datagram]
      checkpoint.datagram += 1
      if let frame = log.withBytes(of: entry, { decode($0, at: entry.time) }) {
        checkpoint.frame += 1
        return frame
      }
    }
    return nil
  }

  private mutating func decode(_ datagram: RawSpan, at time: Double) -> TelemetryFrame? {
    do throws(DecodeError) {
      return try checkpoint.decoder.decode(datagram, arrivalTime: time - firstTime)
    } catch {
      // Datagrams of other programs may share the stream; only the game's own count as damaged.
      if type.recognises(datagram) { undecodable += 1 }
      return nil
    }
  }
}
