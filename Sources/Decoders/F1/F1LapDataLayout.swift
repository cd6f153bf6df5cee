internal import Telemetry

/// Packet 2: laps, sectors and places of every car. Offsets from a car's record.
struct F1LapDataLayout: Sendable {
  /// A time in two parts: milliseconds, and since 2023 minutes beside them.
  struct Split: Sendable {
    var milliseconds: Int
    var minutes: Int?
  }

  static let lastLap = 0
  static let currentLap = 4

  let stride: Int
  let firstSector: Split
  let secondSector: Split
  let gapAhead: Split?
  let gapToLeader: Split?
  let lapDistance: Int
  let racePosition: Int
  let lapNumber: Int
  let totalDistance: Int
  let pitStatus: Int
  let pitStops: Int
  let sector: Int
  let isInvalid: Int
  let penalty: Int
  let driverStatus: Int
  let resultStatus: Int

  init(year: UInt16) {
    switch year {
    case 2022:
      stride = 43
      firstSector = Split(milliseconds: 8)
      secondSector = Split(milliseconds: 10)
      gapAhead = nil
      gapToLeader = nil
      lapDistance = 12
      driverStatus = 35
    case 2023:
      stride = 50
      firstSector = Split(milliseconds: 8, minutes: 10)
      secondSector = Split(milliseconds: 11, minutes: 13)
      gapAhead = Split(milliseconds: 14)
      gapToLeader = Split(milliseconds: 16)
      lapDistance = 18
      driverStatus = 42
    default:
      stride = 57
      firstSector = Split(milliseconds: 8, minutes: 10)
      secondSector = Split(milliseconds: 11, minutes: 13)
      gapAhead = Split(milliseconds: 14, minutes: 16)
      gapToLeader = Split(milliseconds: 17, minutes: 19)
      lapDistance = 20
      driverStatus = 44
    }
    racePosition = lapDistance + 12
    lapNumber = lapDistance + 13
    totalDistance = lapDistance + 4
    pitStatus = lapDistance + 14
    pitStops = lapDistance + 15
    sector = lapDistance + 16
    isInvalid = lapDistance + 17
    penalty = lapDistance + 18
    resultStatus = driverStatus + 1
  }

  enum DriverStatus {
    static let garage: UInt8 = 0
    static let onTrack: UInt8 = 4
  }

  enum ResultStatus {
    static let active: UInt8 = 2
    static let finished: UInt8 = 3
    static let didNotFinish: UInt8 = 4
    static let disqualified: UInt8 = 5
    static let notClassified: UInt8 = 6
    static let retired: UInt8 = 7
  }

  enum PitStatus {
    static let lane: UInt8 = 1
    static let box: UInt8 = 2
  }

  /// Reads a car's record at `base` into the frame.
  func decode(_ packet: RawSpan, at base: Int, into frame: inout TelemetryFrame) {
    frame.lastLapTime = Self.time(packet.integer(base + Self.lastLap, as: UInt32.self))
    frame.currentLapTime = Double(packet.integer(base + Self.currentLap, as: UInt32.self)) / 1000
    let first = time(firstSector, packet, base)
    let second = time(secondSector, packet, base)
    frame.firstSectorTime = first > 0 ? first : nil
    frame.secondSectorTime = second > 0 ? second : nil
    frame.set(.lapDistance, packet.float(base + lapDistance))
    let place = packet.byte(base + racePosition)
    frame.racePosition = place > 0 ? place : nil
    frame.lapNumber = Int32(packet.byte(base + lapNumber))
    let sector = packet.byte(base + sector)
    frame.sector = sector < 3 ? sector : nil
    if packet.byte(base + isInvalid) != 0 { frame.flags.insert(.lapInvalid) }
    decodeStatus(packet, base, &frame)
    decodeGaps(packet, base, place, &frame)
  }

  private func decodeStatus(_ packet: RawSpan, _ base: Int, _ frame: inout TelemetryFrame) {
    let isInGarage = packet.byte(base + driverStatus) == DriverStatus.garage
    let result = packet.byte(base + resultStatus)
    if isInGarage || packet.byte(base + pitStatus) != 0 { frame.flags.insert(.inPit) }
    if !isInGarage, result == ResultStatus.active || result == ResultStatus.finished { frame.flags.insert(.onTrack) }
    if result == ResultStatus.finished { frame.flags.insert(.chequeredFlag) }
  }

  private func decodeGaps(_ packet: RawSpan, _ base: Int, _ place: UInt8, _ frame: inout TelemetryFrame) {
    let gaps = gaps(packet, base, place)
    if let ahead = gaps.ahead { frame[.gapAhead] = ahead }
    if let leader = gaps.leader { frame[.gapToLeader] = leader }
  }

  /// A gap of 0 is sent where there is none, except that the leader really is 0 behind himself.
  func gaps(_ packet: RawSpan, _ base: Int, _ place: UInt8) -> (ahead: Double?, leader: Double?) {
    guard let gapAhead, let gapToLeader else { return (nil, nil) }
    let ahead = time(gapAhead, packet, base)
    let leader = time(gapToLeader, packet, base)
    return (ahead > 0 && place != 1 ? ahead : nil, leader > 0 || place == 1 ? leader : nil)
  }

  func time(_ split: Split, _ packet: RawSpan, _ base: Int) -> Double {
    let milliseconds = Double(packet.integer(base + split.milliseconds, as: UInt16.self))
    let minutes = split.minutes.map { Double(packet.byte(base + $0)) } ?? 0
    return minutes * 60 + milliseconds / 1000
  }

  static func time(_ milliseconds: UInt32) -> Double? {
    milliseconds > 0 ? Double(milliseconds) / 1000 : nil
  }

  /// Writes a car's record.
  func encode(_ frame: TelemetryFrame, into buffer: inout [UInt8], at base: Int) {
    buffer.store(UInt32(nearest: (frame.lastLapTime ?? 0) * 1000), at: base + Self.lastLap)
    buffer.store(UInt32(nearest: (frame.currentLapTime ?? 0) * 1000), at: base + Self.currentLap)
    store(frame.firstSectorTime, firstSector, &buffer, base)
    store(frame.secondSectorTime, secondSector, &buffer, base)
    if let gapAhead { store(frame[.gapAhead], gapAhead, &buffer, base) }
    if let gapToLeader { store(frame[.gapToLeader], gapToLeader, &buffer, base) }
    buffer.store(Float(frame.lapDistance ?? 0), at: base + lapDistance)
    buffer.store(frame.racePosition ?? 0, at: base + racePosition)
    buffer.store(UInt8(clamping: frame.lapNumber ?? 0), at: base + lapNumber)
    buffer.store(UInt8(frame.flags.contains(.inPit) ? 1 : 0), at: base + pitStatus)
    buffer.store(frame.sector ?? 0, at: base + sector)
    buffer.store(UInt8(frame.flags.contains(.lapInvalid) ? 1 : 0), at: base + isInvalid)
    let isDriving = !frame.flags.isDisjoint(with: [.onTrack, .spectating])
    buffer.store(isDriving ? DriverStatus.onTrack : DriverStatus.garage, at: base + driverStatus)
    buffer.store(
      frame.flags.contains(.chequeredFlag) ? ResultStatus.finished : ResultStatus.active, at: base + resultStatus)
  }

  func store(_ time: Double?, _ split: Split, _ buffer: inout [UInt8], _ base: Int) {
    let total = UInt32(nearest: (time ?? 0) * 1000)
    guard let minutes = split.minutes else {
      return buffer.store(UInt16(clamping: total), at: base + split.milliseconds)
    }
    buffer.store(UInt16(total % 60_000), at: base + split.milliseconds)
    buffer.store(UInt8(clamping: total / 60_000), at: base + minutes)
  }
}
