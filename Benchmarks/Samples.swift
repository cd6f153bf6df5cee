import Captures
import Compression
import Decoders
import Foundation
import Recordings
import Simulation
import Telemetry

/// The files of samples/: drives of the simulator, through our own writers. The same drives on every machine.
enum Samples {
  /// When every drive began: the first of January 2026 at noon.
  private static let date = 1_767_268_800.0
  /// Seconds that a file goes on after its last lap, so that the lap's time is in it.
  private static let tail = 1.0

  /// Writes all files into a folder.
  static func write(to folder: String) throws {
    let files: [(String, () throws -> [UInt8])] =
      [
        ("harbour-iracing.ibt", ibt), ("harbour-gt7.pcap.gz", granTurismoCapture), ("harbour-f1-2025.pcapng.gz", f1),
        ("harbour-gt7.gtz", granTurismoReplay), ("harbour-gt7.296.bin", granTurismoDump),
      ] + SampleLogs.files(date: date)
    for (name, make) in files {
      let bytes = try make()
      try Data(bytes).write(to: URL(filePath: folder).appending(path: name))
      print("\(name): \(bytes.count) bytes")
    }
  }

  /// The frames of some laps with a short run-up.
  static func drive(
    laps: Int, seed: UInt64, rate: Double = 60, car: Car = Car(), runUp: Double = 200
  ) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    // A driver of our own: the demo's may change without new samples.
    let driver = Driver(seed: seed, habits: [0: .brakesEarly(18), 4: .lateThrottle(24), 8: .tooSlow(0.05)])
    var simulation = Simulation(circuit: .harbour, car: car, driver: driver, rate: rate, startBefore: runUp)
    var frames: [TelemetryFrame] = []
    var end = Double.infinity
    while frames.last.map({ $0.gameTime < end }) ?? true {
      let frame = simulation.next()
      if frame.lapNumber == Int32(laps + 1), end == .infinity { end = frame.gameTime + tail }
      frames.append(frame)
    }
    var source = simulation.description(game: "iracing", gameName: "iRacing")
    source.driver = "Ada Lovelace"
    return (source, frames)
  }

  private static func ibt() throws -> [UInt8] {
    let drive = drive(laps: 2, seed: 11)
    // In the middle of an ocean, where no circuit is.
    guard var writer = IbtWriter(source: drive.source, startDate: date, latitude: 45, longitude: -30) else { return [] }
    for frame in drive.frames { writer.append(frame) }
    return writer.file()
  }

  /// In the clear, as a relay that decrypts sends them on: what is encrypted does not compress.
  private static func granTurismoCapture() throws -> [UInt8] {
    var encoder = GranTurismo7Encoder(kind: .c, isEncrypted: false)
    let path = NSTemporaryDirectory() + "tenths-sample-\(getpid()).pcap"
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let writer = try CaptureWriter(path: path)
      for frame in drive(laps: 2, seed: 12).frames {
        try encoder.encode(frame) { datagram in
          try writer.write(
            datagram, date: date + frame.arrivalTime, sourcePort: GranTurismo7Packet.heartbeatPort,
            destinationPort: GranTurismo7Packet.telemetryPort)
        }
      }
    }
    return try packed([UInt8](Data(contentsOf: URL(filePath: path))))
  }

  /// At 20 packets a second, which the game offers.
  private static func f1() throws -> [UInt8] {
    let drive = drive(laps: 2, seed: 13, rate: 20)
    var source = drive.source
    source.session = "time trial"
    guard var encoder = F1Encoder(format: 2025, source: source, sessionUID: 2025) else { return [] }
    var capture = CaptureBytes()
    for frame in drive.frames {
      encoder.encode(frame) { datagram in
        capture.append(
          datagram, microseconds: UInt64((date + frame.arrivalTime) * 1e6), sourcePort: F1Decoder.ports[0],
          destinationPort: F1Decoder.ports[0])
      }
    }
    return try packed(capture.bytes)
  }

  private static func granTurismoReplay() throws -> [UInt8] {
    var encoder = GranTurismo7Encoder(kind: .c, isEncrypted: false)
    return try packed(drive(laps: 2, seed: 14).frames.flatMap { encoder.datagrams($0).joined() })
  }

  /// One lap as it came from the console; with a faster car, as nothing makes it smaller.
  private static func granTurismoDump() throws -> [UInt8] {
    var encoder = GranTurismo7Encoder(kind: .a)
    var car = Car()
    car.friction = 2.2
    return drive(laps: 1, seed: 15, car: car, runUp: 30).frames.flatMap { Array(encoder.datagrams($0).joined()) }
  }

  static func packed(_ bytes: [UInt8]) throws -> [UInt8] { try Gzip.deflate(bytes.span.bytes, level: 9) }
}
