import Engine
import Telemetry
import Analysis
import Coaching
import Recordings
import Timing

/// `tenths analyze` for people.
enum AnalysisReport {
  static func text(path: String, recording: any Recording, session: SessionAnalysis?, reference: Lap?) -> String {
    let source = session?.source ?? recording.description
    var facts = [source.gameName]
    if let track = session?.track?.name ?? source.track { facts.append(track) }
    if let length = session?.track?.length { facts.append("\(Text.fixed(length, 0)) m") }
    if let car = source.car { facts.append(car) }
    if let driver = source.driver { facts.append(driver) }
    facts.append("\(recording.sampleCount) samples, \(Text.fixed(recording.duration, 1)) s")
    var lines = "\(Text.safe(path))\n  " + facts.map(Text.safe).joined(separator: " · ") + "\n"
    for note in recording.notes { lines += "  note: \(ErrorText.note(note))\n" }
    guard let session, !session.laps.isEmpty else { return lines + "  no laps\n" }
    lines += "\n" + indented(laps(session, reference: reference))
    if session.laps.allSatisfy({ !$0.lap.kind.isComplete }) { return lines + "  no complete lap\n" }
    if recording.timedSessions.isEmpty, let note = withoutTrack(session) { lines += "  note: \(note)\n" }
    lines += theoretical(session)
    if let reference { lines += losses(session, reference: reference) }
    for finding in session.findings { lines += "  \(finding.text)\n" }
    for line in session.lapLines { lines += "  \(line.text)\n" }
    for message in session.strategyNotes { lines += "  \(message.text)\n" }
    return lines
  }

  /// Why a session with timed laps has neither corners nor advice; `nil` where it has a track, or no timed lap.
  static func withoutTrack(_ session: SessionAnalysis) -> String? {
    guard session.track == nil, session.laps.contains(where: { $0.lap.kind.isComplete }) else { return nil }
    return "no lap ends where it began, so the track is not known and has no corners; record two laps in a row"
  }

  private static func indented(_ table: String) -> String {
    table.split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  private static func laps(_ session: SessionAnalysis, reference: Lap?) -> String {
    let rows = session.laps.map { entry -> [String] in
      let lap = entry.lap
      let gap = reference?.time.flatMap { best in lap.time.map { $0 - best } }
      return [
        "\(lap.number)", lap.kind.rawValue, Text.lapTime(lap.time),
        lap.serial == reference?.serial ? "ref" : Text.delta(gap),
        lap.sectors.map { Text.fixed($0, 3) }.joined(separator: " "),
        lap.topSpeed.map { Text.fixed($0 * 3.6, 3) } ?? "–", lap.fuelUsed.map { Text.fixed($0, 2) } ?? "–",
        lap.flags.names.joined(separator: " "),
      ]
    }
    return Text.table(
      ["lap", "kind", "time", "delta", "sectors", "top km/h", "fuel", "flags"], rows, right: [0, 2, 3, 5, 6])
  }

  private static func theoretical(_ session: SessionAnalysis) -> String {
    guard let corner = session.theoretical.cornerIdeal else { return "" }
    return "\n  sum of best corners \(Text.lapTime(corner)) · sum of best slices "
      + "\(Text.lapTime(session.theoretical.ideal)) · fastest lap begun anywhere "
      + "\(Text.lapTime(session.theoretical.rollingBest))\n"
  }

  private static func losses(_ session: SessionAnalysis, reference: Lap) -> String {
    guard let entry = AnalysisDocument.comparisons(session, reference: reference).last else { return "" }
    guard !entry.comparison.corners.isEmpty else { return "" }
    return "\n  lap \(entry.lap.number) against lap \(reference.number)\n" + lossTable(entry.comparison) + "\n"
  }

  /// Corners sorted by loss, and the sum that closes.
  static func lossTable(_ comparison: LapComparison) -> String {
    let rows = comparison.corners.sorted { $0.loss > $1.loss }.map { loss in
      [loss.corner.name] + [loss.entry, loss.mid, loss.exit, loss.run, loss.loss].map { Text.delta($0) }
    }
    let sum = comparison.corners
    let total =
      ["lap"]
      + [
        sum.reduce(0) { $0 + $1.entry }, sum.reduce(0) { $0 + $1.mid }, sum.reduce(0) { $0 + $1.exit },
        sum.reduce(0) { $0 + $1.run }, comparison.total,
      ].map { Text.delta($0) }
    return indented(
      Text.table(["corner", "entry", "mid", "exit", "run", "sum"], rows + [total], right: [1, 2, 3, 4, 5]))
  }
}
