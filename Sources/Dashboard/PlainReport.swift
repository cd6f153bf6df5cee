internal import Analysis
internal import Coaching
internal import Drawing
public import Engine
internal import Telemetry
internal import Timing

/// What happens, line by line, for screen readers and logs: the source and the track once, then a line a lap, a sector, an advice, a
/// flag, a stop. Pure: the same instants give the same lines.
public struct PlainReport: Sendable {
  private let units: Units
  private var source: SourceDescription?
  private var track: String?
  private var reference: String?
  private var sectors: [Double] = []
  private var lapSerial: Int?
  private var advice: String?
  private var state = LiveState.waiting
  private var flag: String?
  private var place: UInt8?

  /// A report that has said nothing yet.
  public init(units: Units = .metric) { self.units = units }

  /// What is new at an instant, in the order in which it happened as far as that is known.
  public mutating func lines(_ sample: LiveSample, _ model: SessionModel) -> [String] {
    var lines: [String] = []
    if let now = model.source, now.game != source?.game || now.car != source?.car {
      source = now
      lines.append(([now.gameName] + [now.car, now.driver].compactMap(\.self)).joined(separator: ", "))
    }
    if let found = model.track, found.name ?? "without a name" != track {
      let name = found.name ?? "without a name"
      track = name
      let length = Figure.decimal(units.distance(found.length), 0).text
      lines.append("Track \(Self.safe(name)), \(length) \(units.distanceSymbol), \(model.corners.count) corners.")
    }
    lines += laps(model)
    lines += sectorLines(model)
    lines += circumstances(sample)
    let said = model.isCoachMuted ? nil : model.advice?.text
    if let said, said != advice { lines.append("Coach: \(said)") }
    advice = said
    return lines.map(Self.safe)
  }

  private mutating func laps(_ model: SessionModel) -> [String] {
    let new = model.laps.filter { $0.serial > lapSerial ?? Int.min }
    guard let last = new.last else { return [] }
    lapSerial = last.serial
    // The part of a lap at the end of a drive leaves its sectors as they are.
    if new.contains(where: \.kind.isComplete) { sectors = [] }
    return new.filter { $0.kind.isComplete }.map { lap in
      var parts = ["Lap \(lap.number): \(Figure.time(lap.time).text)"]
      if lap.serial == model.bestLapSerial {
        parts.append("best of the session")
      } else if let time = lap.time, let best = model.bestLap?.time {
        parts.append("\(Figure.decimal(time - best, 3, sign: .always).text) to the best")
      }
      if !lap.sectors.isEmpty {
        parts.append("sectors " + lap.sectors.map { Figure.time($0, 3, short: true).text }.joined(separator: " "))
      }
      if lap.kind != .pace { parts.append(lap.kind.rawValue) }
      if !lap.isEligible, lap.kind == .pace { parts.append("does not count") }
      parts += lap.flags.names
      if let top = lap.topSpeed { parts.append("top \(Figure.decimal(units.speed(top), 0).text) \(units.speedSymbol)") }
      return parts.joined(separator: ", ")
    }
  }

  private mutating func sectorLines(_ model: SessionModel) -> [String] {
    let now = model.currentSectors
    defer { sectors = now }
    guard now.count > sectors.count else { return [] }
    return (sectors.count..<now.count).map { index in
      let goal = model.reference.flatMap { index < $0.lap.sectors.count ? $0.lap.sectors[index] : nil }
      let difference = goal.map { ", \(Figure.decimal(now[index] - $0, 3, sign: .always).text)" } ?? ""
      return "Sector \(index + 1): \(Figure.time(now[index], 3, short: true).text)\(difference)"
    }
  }

  private mutating func circumstances(_ sample: LiveSample) -> [String] {
    var lines: [String] = []
    let shown = Words.flag(sample.frame.flags)?.text
    if shown != flag { lines.append(shown.map { Words.capitalised($0.lowercased()) + "." } ?? "Green.") }
    flag = shown
    if let now = sample.frame.racePosition, now > 0, now != place {
      lines.append("Place \(now)\(sample.frame.carCount.map { " of \($0)" } ?? "").")
      place = now
    }
    guard sample.state != state else { return lines }
    let before = state
    state = sample.state
    switch state {
    case .pit: lines.append("In the pit lane.")
    case .paused: lines.append("The game is paused.")
    case .offLine: lines.append("Off the line.")
    case .live, .noReference, .learning, .outLap:
      if before == .pit { lines.append("Out of the pits.") }
      if before == .paused { lines.append("The game goes on.") }
    case .waiting: break
    }
    return lines
  }

  // What comes from a game must not steer a terminal, nor break a line.
  private static func safe(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars where cellWidth(scalar) > 0 { safe.unicodeScalars.append(scalar) }
    return safe
  }
}
