public import Telemetry

/// Every game that is understood; the order is the one in which an unknown datagram is tried.
public let allDecoders: [any TelemetryDecoder.Type] = [
  GranTurismo7Decoder.self,
  F1Decoder.self,
  ForzaDecoder.self,
  AssettoCorsaDecoder.self,
  CompetizioneDecoder.self,
  DirtRallyDecoder.self,
  WRCDecoder.self,
  ProjectCarsDecoder.self,
  Automobilista2Decoder.self,
  OutGaugeDecoder.self,
]

/// The games that have to be asked for their telemetry; the others push it.
public let allGreetings: [any GameGreeting] = [
  GranTurismo7Greeting(),
  AssettoCorsaGreeting(),
  CompetizioneGreeting(),
]
