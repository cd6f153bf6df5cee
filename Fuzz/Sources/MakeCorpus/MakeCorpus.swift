import Captures
import Compression
import Decoders
import Foundation
import Telemetry

/// Writes seeds for every fuzz target into sub-folders of a folder.
func makeCorpus(_ folder: URL) throws {
  let frames = (0..<3).map { index in
    var frame = TelemetryFrame()
    for channel in Channel.allCases { frame.set(channel, Float(index + 1) / 4) }
    frame.gameTime = Double(index + 60) / 60
    frame.lapNumber = 1
    frame.lapCount = 5
    frame.flags = .onTrack
    return frame
  }

  var capture = CaptureBytes()
  for kind in GranTurismo7Packet.allCases {
    for isEncrypted in [true, false] {
      var encoder = GranTurismo7Encoder(kind: kind, isEncrypted: isEncrypted)
      let datagrams = frames.flatMap { encoder.datagrams($0) }
      try write(framed(datagrams), "FuzzGT7", "\(kind)-\(isEncrypted)", in: folder)
      if !isEncrypted {
        let plain = datagrams.flatMap { $0 }
        try write(Gzip.deflate(plain.span.bytes), "FuzzGtz", "\(kind)", in: folder)
        try write(plain, "FuzzGtz", "\(kind)-plain", in: folder)
      }
      for (index, datagram) in datagrams.enumerated() {
        capture.append(
          datagram.span.bytes, microseconds: UInt64(index) * 16_667, family: isEncrypted ? .ipv4 : .ipv6, sourcePort: 9,
          destinationPort: 33740)
      }
    }
  }
  try write(capture.bytes, "FuzzCapture", "pcapng", in: folder)

  let path = folder.appendingPathComponent("FuzzCapture/pcap").path
  let writer = try CaptureWriter(path: path)
  for format in F1Encoder.formats {
    var source = SourceDescription(game: "f1", gameName: "F1")
    source.track = "Suzuka"
    guard var encoder = F1Encoder(format: format, source: source) else { continue }
    let datagrams = frames.flatMap { encoder.datagrams($0) }
    try write(framed(datagrams), "FuzzF1", "\(format)", in: folder)
    for datagram in datagrams {
      try writer.write(datagram.span.bytes, date: 1e9, sourcePort: 9, destinationPort: 20777)
    }
  }
  for packet in ForzaPacket.allCases {
    var encoder = ForzaEncoder(packet, trackLength: 5807)
    try write(framed(frames.flatMap { encoder.datagrams($0) }), "FuzzForza", "\(packet)", in: folder)
  }
  var assettoCorsa = AssettoCorsaEncoder(source: SourceDescription(game: "ac", gameName: "Assetto Corsa"))
  try write(framed(frames.flatMap { assettoCorsa.datagrams($0) }), "FuzzAssettoCorsa", "car", in: folder)
  var rally = DirtRallyEncoder(trackLength: 5807)
  try write(framed(stages(frames).flatMap { rally.datagrams($0) }), "FuzzDirtRally", "stage", in: folder)
  try write(framed(frames.flatMap { rally.datagrams($0) }), "FuzzDirtRally", "circuit", in: folder)
  var wrc = WRCEncoder(trackLength: 5807)
  try write(framed(frames.flatMap { wrc.datagrams($0) }), "FuzzWRC", "stage", in: folder)
  var projectCars = ProjectCarsEncoder(source: SourceDescription(game: "pcars1", gameName: "Project CARS"))
  try write(framed(frames.flatMap { projectCars.datagrams($0) }), "FuzzProjectCars", "race", in: folder)
  var automobilista = Automobilista2Encoder(source: SourceDescription(game: "ams2", gameName: "Automobilista 2"))
  try write(framed(frames.flatMap { automobilista.datagrams($0) }), "FuzzAutomobilista2", "race", in: folder)
  var outGauge = OutGaugeEncoder()
  try write(framed(frames.flatMap { outGauge.datagrams($0) }), "FuzzOutGauge", "motion", in: folder)
  var competizione = CompetizioneEncoder(source: SourceDescription(game: "acc", gameName: "Competizione"))
  try write(framed(frames.flatMap { competizione.datagrams($0) }), "FuzzCompetizione", "race", in: folder)
  for game in allPageEncoders {
    var encoder = game.make(SourceDescription(game: game.game, gameName: game.game))
    try write(encoder.datagrams(frames[0])[0], "FuzzSharedPages", game.game, in: folder)
  }
  try write(smallIbt(), "FuzzIbt", "small", in: folder)
  try writeVaultSeeds(folder)
  try writeRecordings(in: folder)
}

private func stages(_ frames: [TelemetryFrame]) -> [TelemetryFrame] {
  frames.map { frame in
    var frame = frame
    frame.flags = [.onTrack, .stage]
    return frame
  }
}

func write(_ bytes: [UInt8], _ target: String, _ name: String, in folder: URL) throws {
  let place = folder.appendingPathComponent(target)
  try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  try Data(bytes).write(to: place.appendingPathComponent(name))
}

private func framed(_ datagrams: [[UInt8]]) -> [UInt8] {
  datagrams.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0 }
}

/// A recording of nine variables and four samples, as small as one can be.
private func smallIbt() -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 144)
  func store(_ value: Int32, _ offset: Int) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * Int32(index))) }
  }
  let text = Array(
    "---\nWeekendInfo:\n TrackName: a\n TrackLength: 1.5 km\nDriverInfo:\n DriverCarIdx: 0\n Drivers:\n - CarIdx: 0\n   UserName: b\n...\n"
      .utf8)
  let names: [(String, Int32, Int32)] = [
    ("SessionTime", 5, 0), ("Speed", 4, 8), ("SessionNum", 2, 12), ("Lat", 5, 16), ("Lon", 5, 24), ("Lap", 2, 32),
    ("Throttle", 4, 36), ("OnPitRoad", 1, 40), ("SessionFlags", 3, 41),
  ]
  let table = 144 * names.count
  for (value, offset) in [
    (2, 0), (1, 4), (60, 8), (Int32(text.count), 16), (Int32(144 + table), 20), (Int32(names.count), 24), (144, 28),
    (1, 32), (45, 36),
    (Int32(144 + table + text.count), 52), (4, 140),
  ] as [(Int32, Int)] {
    store(value, offset)
  }
  for (name, kind, offset) in names {
    let start = bytes.count
    bytes += [UInt8](repeating: 0, count: 144)
    store(kind, start)
    store(offset, start + 4)
    store(1, start + 8)
    for (index, byte) in name.utf8.enumerated() { bytes[start + 16 + index] = byte }
  }
  return bytes + text + [UInt8](repeating: 0x41, count: 45 * 4)
}
