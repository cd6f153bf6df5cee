import Decoders
import Ingest
import Telemetry

/// Datagrams a second that one core decodes, per game.
func decodeBenchmark() -> [Measurement] {
  var result: [Measurement] = []
  for (kind, isEncrypted) in [(GranTurismo7Packet.c, true), (.a, true), (.c, false)] {
    var encoder = GranTurismo7Encoder(kind: kind, isEncrypted: isEncrypted)
    let datagrams = drive(20_000).flatMap { encoder.datagrams($0) }
    let name = "decode gt7 \(isEncrypted ? "encrypted" : "plain") \(kind.size)"
    result.append(rate(name, datagrams, GranTurismo7Decoder()))
  }
  result.append(recogniserRate())
  for format in F1Encoder.formats {
    let source = SourceDescription(game: "f1", gameName: "F1")
    guard var encoder = F1Encoder(format: format, source: source) else { continue }
    let datagrams = drive(5000).flatMap { encoder.datagrams($0) }
    result.append(rate("decode f1 \(format)", datagrams, F1Decoder()))
  }
  for game in allEncoders where ![GranTurismo7Decoder.game, F1Decoder.game].contains(game.game) {
    guard let decoder = allDecoders.first(where: { $0.game == game.game }) else { continue }
    var encoder = game.make(SourceDescription(game: game.game, gameName: game.game))
    let datagrams = drive(5000).flatMap { encoder.datagrams($0) }
    result.append(rate("decode \(game.game)", datagrams, decoder.init()))
  }
  return result
}

/// Frames of a car in motion at 60 Hz.
private func drive(_ count: Int) -> [TelemetryFrame] {
  (0..<count).map { index in
    var frame = TelemetryFrame()
    for channel in Channel.allCases { frame.set(channel, Float(index % 100) / 100) }
    frame.gameTime = Double(index + 60) / 60
    frame.lapNumber = Int32(1 + index / 6000)
    frame.flags = .onTrack
    return frame
  }
}

/// The whole way from a datagram to a frame as the receiving thread goes it.
private func recogniserRate() -> Measurement {
  var encoder = GranTurismo7Encoder(kind: .c)
  let datagrams = drive(20_000).flatMap { encoder.datagrams($0) }
  let address = SourceAddress(high: 0, low: 1)
  let seconds = medianSeconds {
    var recogniser = SourceRecogniser()
    for datagram in datagrams { _ = recogniser.accept(datagram.span.bytes, from: address, at: 0) }
  }
  return Measurement(name: "recognise gt7", value: Double(datagrams.count) / seconds, unit: "packets/s")
}

private func rate(_ name: String, _ datagrams: [[UInt8]], _ decoder: any TelemetryDecoder) -> Measurement {
  let passes = 5
  let seconds = medianSeconds {
    for _ in 0..<passes {
      var decoder = decoder
      var frames = 0
      for datagram in datagrams where (try? decoder.decode(datagram.span.bytes, arrivalTime: 0)) != nil { frames += 1 }
      precondition(frames > 0)
    }
  }
  return Measurement(name: name, value: Double(passes * datagrams.count) / seconds, unit: "packets/s")
}
