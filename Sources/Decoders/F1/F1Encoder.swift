public import Telemetry

/// Writes the datagrams of the F1 games, any format from 2022 to 2026, for one car and, where a field is given, the others.
///
/// Every frame gives motion, lap data, car telemetry, car status, wear and the player's motion; session and participants go
/// out with the first frame and then twice and once a second, as the game does it.
public struct F1Encoder: TelemetryEncoder, Sendable {
  /// Years with a table.
  public static let formats: ClosedRange<UInt16> = 2022...2026

  public let format: UInt16
  /// Number of the session, never 0; another one starts another session.
  public var sessionUID: UInt64
  /// Track, length, sectors, kind of session and driver that the session and participants packets tell.
  public var source: SourceDescription
  /// Index of the player's car.
  public private(set) var car: UInt8
  /// All cars: the identifiers are their indices in the packets; the one that is the player's own is filled from the frames.
  public var field: RaceField? {
    didSet {
      fieldChanged = true
      if let own = field?.ownCar?.id, (0..<layout.carCount).contains(own) { car = UInt8(own) }
      others = field?.cars.filter { $0.id != Int(car) && (0..<layout.carCount).contains($0.id) } ?? []
    }
  }

  let layout: F1Format
  var buffers: [[UInt8]]
  /// The cars of the field but the player's own.
  private(set) var others: [FieldCar] = []
  private var fieldChanged = false
  /// The flag that the last event told.
  private var toldFlag: TrackFlag?
  private var nextHistory = 0
  private var lastHistoryTime: Double?
  private var overallFrame: UInt32 = 0
  private var lastSessionTime: Double?
  private var lastParticipantsTime: Double?

  /// `nil` for a format without a table or a car that it has no room for.
  public init?(format: UInt16, source: SourceDescription, sessionUID: UInt64 = 1, car: UInt8 = 0) {
    guard let layout = F1Format.of(format), Int(car) < layout.carCount else { return nil }
    self.format = format
    self.layout = layout
    self.source = source
    self.sessionUID = sessionUID
    self.car = car
    buffers = layout.sizes.map { [UInt8](repeating: 0, count: $0) }
  }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    var frame = frame
    if let own = field?.ownCar {
      if frame.racePosition == nil { frame.racePosition = own.place.flatMap(UInt8.init(exactly:)) }
      if frame[.gapAhead] == nil { frame[.gapAhead] = own.gapAhead }
      if frame[.gapToLeader] == nil { frame[.gapToLeader] = own.gapToLeader }
    }
    if isDue(lastSessionTime, frame.gameTime, every: 0.5) {
      lastSessionTime = frame.gameTime
      try write(.session, frame, send) { encoder, base in encoder.storeSession(frame, base) }
    }
    if isDue(lastParticipantsTime, frame.gameTime, every: 1) {
      lastParticipantsTime = frame.gameTime
      try write(.participants, frame, send) { encoder, base in encoder.storeParticipants(frame, base) }
    }
    if fieldChanged, let field {
      fieldChanged = false
      storeCars(field)
      try tell(field.flag, frame, send)
    }
    if isDue(lastHistoryTime, frame.gameTime, every: 0.05) {
      lastHistoryTime = frame.gameTime
      try writeHistory(frame, send)
    }
    // Status first, so that a receiver has fuel and flags by the time the frame is whole.
    try write(.carStatus, frame, send) { encoder, _ in
      let layout = encoder.layout.carStatus
      layout.encode(frame, into: &encoder.buffers[F1PacketKind.carStatus.index], at: encoder.base(layout.stride))
    }
    try write(.carDamage, frame, send) { encoder, _ in
      let layout = encoder.layout.carDamage
      layout.table.encode(
        frame, into: &encoder.buffers[F1PacketKind.carDamage.index], at: encoder.base(layout.stride))
    }
    try write(.motionEx, frame, send) { encoder, base in
      encoder.layout.motionEx.table.encode(
        frame, into: &encoder.buffers[F1PacketKind.motionEx.index], at: base)
    }
    try write(.motion, frame, send) { encoder, base in encoder.storeMotion(frame, base) }
    try write(.lapData, frame, send) { encoder, _ in
      let layout = encoder.layout.lapData
      layout.encode(frame, into: &encoder.buffers[F1PacketKind.lapData.index], at: encoder.base(layout.stride))
    }
    try write(.carTelemetry, frame, send) { encoder, _ in
      let layout = encoder.layout.carTelemetry
      layout.encode(frame, into: &encoder.buffers[F1PacketKind.carTelemetry.index], at: encoder.base(layout.stride))
    }
    overallFrame &+= 1
  }

  public mutating func show(_ field: RaceField) { self.field = field }

  /// The bytes of a flashback event, which the game sends when the driver winds the clock back.
  public mutating func flashback(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    try write(.event, frame, send) { encoder, base in
      encoder.buffers[F1PacketKind.event.index].store(F1EventCode.flashback, at: base)
      encoder.buffers[F1PacketKind.event.index].store(encoder.identifier(frame), at: base + 4)
      encoder.buffers[F1PacketKind.event.index].store(Float(frame.gameTime), at: base + 8)
    }
  }

  /// Tells the end of the race as the game does: the history of the player's car with the time of a lap, under the number of no
  /// session, then the end of the session.
  public mutating func finish(
    lap: Int, time: Double, _ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void
  ) rethrows {
    let session = sessionUID
    sessionUID = 0
    defer { sessionUID = session }
    try write(.sessionHistory, frame, send) { encoder, base in
      encoder.layout.sessionHistory.encode(
        car: encoder.car, lap: lap, time: time, into: &encoder.buffers[F1PacketKind.sessionHistory.index], header: base)
    }
    try writeEvent(F1EventCode.sessionEnded, frame, send)
  }

  /// The result of the race, as the game sends it once at its end.
  public mutating func finalClassification(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    guard let field else { return }
    try write(.finalClassification, frame, send) { encoder, base in encoder.storeResult(field, base) }
  }

  private mutating func writeEvent(
    _ code: UInt32, _ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void
  ) rethrows {
    try write(.event, frame, send) { encoder, base in
      encoder.buffers[F1PacketKind.event.index].store(code, at: base)
    }
  }

  /// Red and chequered flags are events, the end of a red one is the lights going out again; the others are in the session's packet.
  private mutating func tell(
    _ flag: TrackFlag?, _ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void
  ) rethrows {
    guard flag != toldFlag else { return }
    if flag == .red {
      try writeEvent(F1EventCode.redFlag, frame, send)
    } else if flag == .chequered {
      try writeEvent(F1EventCode.chequeredFlag, frame, send)
    } else if toldFlag == .red {
      try writeEvent(F1EventCode.lightsOut, frame, send)
    }
    toldFlag = flag
  }

  /// One car after the other, twenty a second.
  private mutating func writeHistory(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    nextHistory = (nextHistory + 1) % (others.count + 1)
    let other = nextHistory > 0 ? others[nextHistory - 1] : nil
    let best = other.map(\.bestLapTime) ?? frame.bestLapTime
    let lap = other.map { $0.lapNumber ?? 1 } ?? Int(frame.lapNumber ?? 1)
    let index = UInt8(clamping: other?.id ?? Int(car))
    try write(.sessionHistory, frame, send) { encoder, base in
      encoder.layout.sessionHistory.encode(
        car: index, lap: lap - 1, time: best, into: &encoder.buffers[F1PacketKind.sessionHistory.index], header: base)
    }
  }

  private func isDue(_ last: Double?, _ now: Double, every period: Double) -> Bool {
    guard let last else { return true }
    return now < last || now - last >= period
  }

  private func base(_ stride: Int) -> Int { layout.record(Int(car), stride: stride) }

  /// The frame number of the game follows its clock, so it goes back with it.
  private func identifier(_ frame: TelemetryFrame) -> UInt32 { UInt32(nearest: frame.gameTime * source.sampleRate) }

  private mutating func write(
    _ kind: F1PacketKind, _ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void,
    _ fill: (inout F1Encoder, Int) -> Void
  ) rethrows {
    guard layout.size(kind) > 0 else { return }
    let header = layout.header
    fill(&self, header.size)
    buffers[kind.index].store(format, at: 0)
    if let offset = header.gameYear { buffers[kind.index].store(UInt8(truncatingIfNeeded: format % 100), at: offset) }
    buffers[kind.index].store(kind.rawValue, at: header.packetKind)
    buffers[kind.index].store(sessionUID, at: header.sessionUID)
    buffers[kind.index].store(Float(frame.gameTime), at: header.sessionTime)
    buffers[kind.index].store(identifier(frame), at: header.frame)
    if let offset = header.overallFrame { buffers[kind.index].store(overallFrame, at: offset) }
    buffers[kind.index].store(
      frame.flags.contains(.spectating) ? F1Header.noCar : car, at: header.playerCar)
    buffers[kind.index].store(F1Header.noCar, at: header.secondPlayerCar)
    let buffer = buffers[kind.index]
    try send(buffer.span.bytes)
  }

  private mutating func storeMotion(_ frame: TelemetryFrame, _ header: Int) {
    let base = base(layout.motion.stride)
    layout.motion.table.encode(frame, into: &buffers[F1PacketKind.motion.index], at: base)
    // The upward velocity is no channel: it is what makes the length of the velocity the speed.
    let x = frame[.velocityX] ?? 0
    let z = frame[.velocityZ] ?? 0
    let speed = frame.speed ?? 0
    let upward = max(0, speed * speed - x * x - z * z).squareRoot()
    buffers[F1PacketKind.motion.index].store(Float(upward), at: base + F1MotionLayout.velocity + 4)
    if let extras = layout.motion.extras {
      F1MotionLayout.extrasTable.encode(frame, into: &buffers[F1PacketKind.motion.index], at: header + extras)
    }
  }

  private mutating func storeSession(_ frame: TelemetryFrame, _ base: Int) {
    let kind = F1PacketKind.session.index
    buffers[kind].store(Int8(nearest: frame[.trackTemperature] ?? 0), at: base + F1SessionLayout.trackTemperature)
    buffers[kind].store(Int8(nearest: frame[.airTemperature] ?? 0), at: base + F1SessionLayout.airTemperature)
    buffers[kind].store(UInt8(clamping: frame.lapCount ?? 0), at: base + F1SessionLayout.totalLaps)
    buffers[kind].store(UInt16(nearest: source.trackLength ?? 0), at: base + F1SessionLayout.trackLength)
    let type = frame.lapCount == nil ? layout.session.sessionType(source.session) : layout.session.sessionType("race")
    buffers[kind].store(type, at: base + F1SessionLayout.sessionType)
    buffers[kind].store(F1SessionLayout.trackID(source.track), at: base + F1SessionLayout.trackID)
    buffers[kind].store(UInt8(frame.flags.contains(.paused) ? 1 : 0), at: base + F1SessionLayout.isPaused)
    let isWatching = frame.flags.contains(.spectating)
    buffers[kind].store(UInt8(isWatching ? 1 : 0), at: base + F1SessionLayout.isSpectating)
    buffers[kind].store(isWatching ? car : F1Header.noCar, at: base + F1SessionLayout.spectatorCar)
    buffers[kind].store(UInt8(frame.flags.contains(.safetyCar) ? 1 : 0), at: base + F1SessionLayout.safetyCar)
    if let offset = layout.session.sectorStarts, let starts = source.sectorStarts, starts.count == 2 {
      buffers[kind].store(Float(starts[0]), at: base + offset)
      buffers[kind].store(Float(starts[1]), at: base + offset + 4)
    }
    if let field { layout.session.encode(field, into: &buffers[kind], at: base) }
  }

  private mutating func storeParticipants(_ frame: TelemetryFrame, _ base: Int) {
    let kind = F1PacketKind.participants.index
    let layout = layout.participants
    buffers[kind].store(frame.carCount ?? UInt8(clamping: field?.cars.count ?? 1), at: base)
    if let field { storeNames(field, base) }
    buffers[kind].store(
      source.driver ?? field?.ownCar?.name ?? "Player", at: base + 1 + Int(car) * layout.stride + layout.name,
      size: layout.nameSize)
  }
}

extension F1PacketKind {
  /// Its place among the buffers.
  var index: Int { Int(rawValue) }
}
