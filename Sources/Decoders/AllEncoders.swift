public import Telemetry

/// A way to play a drive as the packets of a game.
public struct GameEncoder: Sendable {
  /// Id of the game, as in `gt7`.
  public let game: String
  /// Makes the encoder for a drive of what the description tells.
  public let make: @Sendable (SourceDescription) -> any TelemetryEncoder

  init(_ game: String, _ make: @escaping @Sendable (SourceDescription) -> any TelemetryEncoder) {
    self.game = game
    self.make = make
  }
}

/// One for each of `allDecoders`, in the same order.
public let allEncoders: [GameEncoder] = [
  GameEncoder(GranTurismo7Decoder.game) { _ in GranTurismo7Encoder(kind: .c) },
  // The newest format but the season pack's; it and car 0 have a table, so it is never `nil`.
  GameEncoder(F1Decoder.game) { F1Encoder(format: 2025, source: $0)! },
  GameEncoder(ForzaDecoder.game) { ForzaEncoder(.motorsport, trackLength: $0.trackLength ?? 0) },
  GameEncoder(AssettoCorsaDecoder.game) { AssettoCorsaEncoder(source: $0) },
  GameEncoder(CompetizioneDecoder.game) { CompetizioneEncoder(source: $0) },
  GameEncoder(DirtRallyDecoder.game) { DirtRallyEncoder(trackLength: $0.trackLength ?? 0) },
  GameEncoder(WRCDecoder.game) { WRCEncoder(trackLength: $0.trackLength ?? 0) },
  GameEncoder(ProjectCarsDecoder.game) { ProjectCarsEncoder(source: $0) },
  GameEncoder(Automobilista2Decoder.game) { Automobilista2Encoder(source: $0) },
  GameEncoder(OutGaugeDecoder.game) { _ in OutGaugeEncoder() },
]
