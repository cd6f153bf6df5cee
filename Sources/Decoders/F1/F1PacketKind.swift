/// What a datagram of the F1 games is about; the raw value is the identifier in its header.
enum F1PacketKind: UInt8, CaseIterable, Sendable {
  case motion = 0
  case session = 1
  case lapData = 2
  case event = 3
  case participants = 4
  case carSetups = 5
  case carTelemetry = 6
  case carStatus = 7
  case finalClassification = 8
  case lobbyInfo = 9
  case carDamage = 10
  case sessionHistory = 11
  case tyreSets = 12
  case motionEx = 13
  case timeTrial = 14
  case lapPositions = 15
  case carTelemetry2 = 16
}
