import Decoders
import Telemetry

/// Datagrams of simulated seconds.
enum Packets {
  static func frames(_ count: Int, from first: Int = 60) -> [TelemetryFrame] {
    (first..<(first + count)).map { index in
      var frame = TelemetryFrame()
      frame.gameTime = Double(index) / 60
      frame.lapNumber = 1
      frame.flags = .onTrack
      frame.position = Position(x: Double(index), y: 0, z: 0)
      frame.speed = 40
      frame.lapDistance = Double(index)
      return frame
    }
  }

  static func granTurismo(_ count: Int, from first: Int = 60, kind: GranTurismo7Packet = .c) -> [[UInt8]] {
    var encoder = GranTurismo7Encoder(kind: kind)
    return frames(count, from: first).flatMap { encoder.datagrams($0) }
  }

  static func f1(_ count: Int) -> [[UInt8]] {
    guard var encoder = F1Encoder(format: 2025, source: SourceDescription(game: "f1", gameName: "F1")) else {
      return []
    }
    return frames(count).flatMap { encoder.datagrams($0) }
  }
}
