public import Telemetry

/// Project CARS 2 and Automobilista 2 with the UDP protocol of Project CARS 2.
///
/// The car comes in one kind of packet, its lap in another of the same instant: a frame is made of the car's packet with the newest
/// lap. What changes seldom (track, names, best laps) is carried from the last packet that said it.
public struct Automobilista2Decoder: TelemetryDecoder {
  public static let game = "ams2"
  public static let gameName = "Automobilista 2, Project CARS 2"
  /// Fixed by the games, which send to everybody in the network.
  public static let ports: [UInt16] = [5606]
  public static let setup = "Options, System: UDP frequency 1 to 4, UDP protocol version Project CARS 2"

  public private(set) var description = SourceDescription(
    game: game, gameName: gameName, capabilities: Automobilista2Layout.capabilities, steeringIsNormalised: true)
  private var number: UInt32 = 0
  private var clock = LapClock()
  private var state: UInt8?
  private var lastArrival: Double?
  private var track: String?
  /// The newest packet of each kind as it came.
  private(set) var packets = Automobilista2Packets()

  public init() {}

  public static func recognises(_ datagram: RawSpan) -> Bool {
    guard let kind = Automobilista2Layout.kind(of: datagram) else { return false }
    return isPlausible(datagram, kind)
  }

  private static func isPlausible(_ datagram: RawSpan, _ kind: Automobilista2Layout.Kind) -> Bool {
    switch kind {
    case .telemetry:
      let speed = datagram.float(Automobilista2Layout.Telemetry.speed)
      return speed >= 0 && speed < 500
    case .timings:
      let count = datagram.integer(Automobilista2Layout.Timings.count, as: Int8.self)
      return count >= -1 && Int(count) <= Automobilista2Layout.participantCapacity
    case .raceDefinition:
      let length = datagram.float(Automobilista2Layout.RaceDefinition.trackLength)
      return length >= 0 && length < 100_000
    case .gameState, .participants, .timeStats, .vehicles: return true
    }
  }

  public mutating func decode(_ datagram: RawSpan, arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    guard datagram.byteCount >= Automobilista2Layout.headerSize else {
      throw .truncated(expected: Automobilista2Layout.headerSize, actual: datagram.byteCount)
    }
    guard let kind = Automobilista2Layout.kind(of: datagram) else {
      if let named = Automobilista2Layout.Kind(rawValue: datagram.byte(Automobilista2Layout.kind)),
        datagram.byteCount < named.size
      {
        throw .truncated(expected: named.size, actual: datagram.byteCount)
      }
      throw .unknownPacket
    }
    guard Self.isPlausible(datagram, kind) else { throw .implausible }
    packets.keep(datagram, kind)
    switch kind {
    case .telemetry: return try frame(datagram, arrivalTime)
    case .raceDefinition: takeTrack(datagram)
    case .gameState, .participants, .timings, .timeStats, .vehicles: break
    }
    return nil
  }

  private mutating func frame(_ datagram: RawSpan, _ arrivalTime: Double) throws(DecodeError) -> TelemetryFrame? {
    defer { lastArrival = arrivalTime }
    var frame = TelemetryFrame()
    frame.arrivalTime = arrivalTime
    let viewed = Int(datagram.integer(Automobilista2Layout.Telemetry.viewed, as: Int8.self))
    let state = packets.state
    let isIdle =
      [MadnessWords.GameState.playing, MadnessWords.GameState.paused, MadnessWords.GameState.menuInRace]
      .contains { $0 == state & 7 } == false && state & 7 != MadnessWords.GameState.replay
    guard viewed >= 0, viewed < Automobilista2Layout.participantCapacity, !isIdle || !packets.has(.gameState) else {
      frame.flags = .loading
      frame.gameTime = clock.time
      frame.sessionNumber = number
      clock.forget()
      return frame
    }
    Automobilista2Layout.table.decode(datagram, at: 0, into: &frame)
    guard frame.position != nil else { throw .implausible }
    addCar(datagram, &frame)
    // Without timings there is no lap yet.
    guard packets.has(.timings) else { return nil }
    guard advance(viewed, state, arrivalTime) else { return nil }
    frame.gameTime = clock.time
    frame.sessionNumber = number
    packets.addLaps(viewed, to: &frame)
    switch state & 7 {
    case MadnessWords.GameState.paused: frame.flags.insert(.paused)
    case MadnessWords.GameState.replay: frame.flags.insert(.spectating)
    default: frame.flags.insert(packets.isWatching(viewed) ? .spectating : .onTrack)
    }
    return frame
  }

  /// `false` for an instant that came before.
  private mutating func advance(_ viewed: Int, _ state: UInt8, _ arrivalTime: Double) -> Bool {
    // Another kind of session.
    if self.state.map({ $0 >> 3 != state >> 3 }) ?? true { clock.forget() }
    self.state = state
    let lap = packets.lap(viewed)
    guard let current = lap.time else {
      let step = lastArrival.map { max(0, min(1, arrivalTime - $0)) } ?? 0
      if clock.wait(step) { restart(state) }
      return true
    }
    switch clock.advance(lap: max(0, lap.number - 1), time: current, lastLap: packets.lastLapTime(viewed) ?? 0) {
    case .same: return state & 7 == MadnessWords.GameState.paused
    case .forward: return true
    case .restart:
      restart(state)
      return true
    }
  }

  private mutating func restart(_ state: UInt8) {
    number &+= 1
    description.session = MadnessWords.sessionName(state >> 3 & 7)
  }

  private func addCar(_ datagram: RawSpan, _ frame: inout TelemetryFrame) {
    let gear = datagram.byte(Automobilista2Layout.Telemetry.gear) & 0x0F
    frame.set(.gear, gear == MadnessWords.reverse ? -1 : Float(gear))
    let capacity = datagram.byte(Automobilista2Layout.Telemetry.fuelCapacity)
    if capacity > 0 {
      frame.set(.fuelCapacity, Float(capacity))
      frame.set(.fuelLevel, datagram.float(Automobilista2Layout.Telemetry.fuelLevel) * Float(capacity))
    }
    let flags = datagram.byte(Automobilista2Layout.Telemetry.carFlags)
    if flags & Automobilista2Layout.Telemetry.limiterBit != 0 { frame.flags.insert(.pitLimiter) }
  }

  private mutating func takeTrack(_ datagram: RawSpan) {
    let size = Automobilista2Layout.RaceDefinition.textSize
    let whole = [Automobilista2Layout.RaceDefinition.location, Automobilista2Layout.RaceDefinition.variation]
      .compactMap { datagram.text($0, size: size) }.joined(separator: " ")
    guard !whole.isEmpty else { return }
    if let track, track != whole { clock.forget() }
    track = whole
    description.track = whole
    let length = datagram.float(Automobilista2Layout.RaceDefinition.trackLength)
    description.trackLength = length > 0 ? Double(length) : nil
  }

  public var field: RaceField? { packets.field }
}
