internal import Telemetry

/// What holds for a whole session of an F1 game.
struct F1SessionState: Sendable {
  private(set) var number: UInt32 = 0
  private var identifier: UInt64?
  private(set) var lapCount: Int32?
  var carCount: UInt8?
  private(set) var isPaused = false
  private(set) var isSpectating = false
  private var spectatorCar: Int?
  private var circuit: UInt64?
  /// Set when the session packet names another circuit or kind of session than before.
  var circuitChanged = false
  /// The car whose driver is in the description.
  var describedCar: Int?

  /// `true` where the packet is the first of a session.
  mutating func begin(_ header: F1Header) -> Bool {
    guard header.sessionUID != identifier else { return false }
    let number = number &+ 1
    self = F1SessionState()
    self.number = number
    identifier = header.sessionUID
    return true
  }

  /// The car to show: the player's, else the one he watches; `nil` while that is not known.
  mutating func car(_ header: F1Header) -> Int? {
    isSpectating = header.playerCar == F1Header.noCar
    let car = isSpectating ? spectatorCar : Int(header.playerCar)
    guard let car, car < header.format.carCount else { return nil }
    return car
  }

  mutating func update(_ datagram: RawSpan, _ header: F1Header) {
    let base = header.format.header.size
    isPaused = datagram.byte(base + F1SessionLayout.isPaused) != 0
    let watched = datagram.byte(base + F1SessionLayout.spectatorCar)
    spectatorCar = watched == F1Header.noCar ? nil : Int(watched)
    let laps = datagram.byte(base + F1SessionLayout.totalLaps)
    let type = datagram.byte(base + F1SessionLayout.sessionType)
    lapCount = laps > 0 && header.format.session.isRace(type) ? Int32(laps) : nil
    let length: UInt16 = datagram.integer(base + F1SessionLayout.trackLength)
    let key = UInt64(length) << 16 | UInt64(type) << 8 | UInt64(datagram.byte(base + F1SessionLayout.trackID))
    if key != circuit {
      circuit = key
      circuitChanged = true
    }
  }

  /// Puts the circuit and the kind of session into words.
  func describe(_ datagram: RawSpan, _ header: F1Header, _ description: inout SourceDescription) {
    let base = header.format.header.size
    let layout = header.format.session
    let length: UInt16 = datagram.integer(base + F1SessionLayout.trackLength)
    description.trackLength = length > 0 ? Double(length) : nil
    description.track = F1SessionLayout.trackName(datagram.integer(base + F1SessionLayout.trackID))
    description.session = layout.sessionName(datagram.byte(base + F1SessionLayout.sessionType))
    guard let offset = layout.sectorStarts else { return }
    let second = Double(datagram.float(base + offset))
    let third = Double(datagram.float(base + offset + 4))
    if second > 0, third > second, third < Double(length) { description.sectorStarts = [second, third] }
  }
}
