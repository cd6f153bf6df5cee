import Analysis
import Coaching
import Engine
import Recordings
import Telemetry
import Timing

/// The JSON of `tenths analyze`, version 1.
enum AnalysisDocument {
  static let schema = "tenths.analysis/1"

  static func make(
    path: String, format: String, recording: any Recording, session: SessionAnalysis?, reference: Lap?
  ) -> JSON {
    let source = session?.source ?? recording.description
    let against = session.map { comparisons($0, reference: reference) } ?? []
    var notes = recording.notes.map(ErrorText.note)
    if let note = session.flatMap(AnalysisReport.withoutTrack) { notes.append(note) }
    return .object([
      ("schema", .string(schema)),
      ("source", sourceObject(path: path, format: format, recording: recording, source: source)),
      ("driver", .optional(source.driver)),
      ("car", .optional(source.car)),
      ("track", track(session)),
      ("laps", .array((session?.laps ?? []).map { lap($0.lap) })),
      ("bestLap", .optional(session?.best?.number)),
      ("bestTime", .optional(session?.best?.time)),
      ("theoreticalBest", .optional(session?.theoretical.cornerIdeal)),
      ("theoretical", theoretical(session?.theoretical ?? TheoreticalBest())),
      ("corners", .array((session?.corners ?? []).map(corner))),
      ("lapsAgainstReference", .array(against.map { comparison($0.lap, reference: reference, $0.comparison) })),
      ("advice", .array(session.map { advice($0, reference: reference, against: against) } ?? [])),
      ("findings", .array((session?.findings ?? []).map(finding))),
      ("suppressed", .array((session?.suppressed ?? []).map(suppressed))),
      ("lastLap", .array((session?.lapLines ?? []).map(lapLine))),
      ("strategy", .array((session?.strategyNotes ?? []).map(strategyNote))),
      ("goals", .array((session?.goals ?? []).map(goal))),
      ("consistency", .optional(session?.consistency)),
      ("notes", .array(notes.map(JSON.string))),
    ])
  }

  // MARK: What the coach makes of it

  private static func finding(_ finding: Finding) -> JSON {
    .object([
      ("rule", .string(finding.rule)), ("corner", .integer(finding.corner)),
      ("loss", .number(finding.loss, decimals: 3)),
      ("text", .string(finding.text)), ("why", .string(finding.condition)), ("state", .string(finding.state.rawValue)),
      ("laps", .array(finding.seenOnLaps.map { .integer($0) })), ("reference", .optional(finding.referenceLapNumber)),
      ("confidence", .number(finding.confidence, decimals: 2)), ("evidence", evidence(finding.evidence)),
    ])
  }

  private static func suppressed(_ item: Suppressed) -> JSON {
    .object([
      ("rule", .string(item.rule)), ("corner", .integer(item.corner)), ("loss", .number(item.loss, decimals: 3)),
      ("why", .string(item.why)),
    ])
  }

  private static func lapLine(_ line: LapLine) -> JSON {
    .object([("rule", .string(line.rule)), ("text", .string(line.text)), ("loss", .number(line.loss, decimals: 3))])
  }

  private static func strategyNote(_ message: StrategyMessage) -> JSON {
    .object([
      ("rule", .string(message.rule)), ("text", .string(message.text)), ("lap", .optional(message.lapNumber)),
      ("evidence", evidence(message.evidence)),
    ])
  }

  private static func goal(_ goal: Goal) -> JSON {
    .object([
      ("id", .string(goal.identifier)), ("text", .string(goal.text())), ("state", .string(goal.state.rawValue)),
      ("passages", .integer(goal.passages)), ("successes", .integer(goal.successes)),
    ])
  }

  private static func evidence(_ evidence: [Evidence]) -> JSON {
    .object(
      evidence.map { item in
        (item.name, .array([.number(item.value, decimals: 3), .number(item.reference, decimals: 3)]))
      })
  }

  /// The document of a recording without one sample.
  static func empty(path: String, format: String, note: String) -> JSON {
    .object([
      ("schema", .string(schema)),
      (
        "source",
        .object([
          ("path", .string(path)), ("format", .string(format)), ("game", .null), ("sampleRate", .null),
          ("samples", .integer(0)), ("channels", .array([])),
        ])
      ),
      ("driver", .null), ("car", .null), ("track", .null), ("laps", .array([])), ("bestLap", .null),
      ("bestTime", .null), ("theoreticalBest", .null), ("corners", .array([])), ("lapsAgainstReference", .array([])),
      ("advice", .array([])), ("findings", .array([])), ("suppressed", .array([])), ("lastLap", .array([])),
      ("strategy", .array([])), ("goals", .array([])), ("consistency", .null), ("notes", .array([.string(note)])),
    ])
  }

  private static func sourceObject(
    path: String, format: String, recording: any Recording, source: SourceDescription
  ) -> JSON {
    var cursor = recording.makeFrames()
    let channels = cursor.next()?.presence.channels ?? []
    return .object([
      ("path", .string(path)), ("format", .string(format)), ("game", .string(source.gameName)),
      ("sampleRate", .number(source.sampleRate, decimals: source.sampleRate == source.sampleRate.rounded() ? 0 : 3)),
      ("samples", .integer(recording.sampleCount)),
      ("channels", .array(channels.map { .string($0.identifier) })),
    ])
  }

  private static func track(_ session: SessionAnalysis?) -> JSON {
    let name = session?.track?.name ?? session?.source.track
    let length = session?.track?.length ?? session?.source.trackLength
    guard name != nil || length != nil else { return .null }
    return .object([("name", .optional(name)), ("length", .optional(length, decimals: 1))])
  }

  private static func lap(_ lap: Lap) -> JSON {
    .object([
      ("number", .integer(lap.number)), ("kind", .string(kind(lap.kind))), ("class", .string(lap.kind.rawValue)),
      ("valid", .bool(isValid(lap))), ("invalidReason", .optional(reason(lap))), ("time", .optional(lap.time)),
      ("official", .bool(lap.time != nil && !lap.flags.contains(.measuredTime))),
      ("sectors", .array(lap.sectors.map { .number($0, decimals: 3) })),
      ("topSpeed", .optional(lap.topSpeed)), ("minimumSpeed", .optional(lap.minimumSpeed)),
      ("fuelUsed", .optional(lap.fuelUsed)), ("flags", .array(lap.flags.names.map { .string($0) })),
    ])
  }

  private static func kind(_ kind: LapKind) -> String {
    switch kind {
    case .out: "out"
    case .in: "in"
    case .pace, .gridStart, .caution, .replayOrOther: "flying"
    case .partial, .aborted: "incomplete"
    }
  }

  private static let invalidating: LapFlags = [.gameInvalid, .offTrack, .teleport, .rewound, .timebaseSuspect]

  static func isValid(_ lap: Lap) -> Bool { lap.kind.isComplete && lap.flags.isDisjoint(with: invalidating) }

  private static func reason(_ lap: Lap) -> String? {
    guard !isValid(lap) else { return nil }
    return lap.flags.intersection(invalidating).names.first ?? lap.kind.rawValue
  }

  private static func theoretical(_ best: TheoreticalBest) -> JSON {
    .object([
      ("ideal", .optional(best.ideal)), ("cornerIdeal", .optional(best.cornerIdeal)),
      ("rollingBest", .optional(best.rollingBest)),
    ])
  }

  private static func corner(_ corner: Corner) -> JSON {
    .object([
      ("number", .integer(corner.number)), ("name", .string(corner.name)),
      ("direction", .string(corner.direction.rawValue)), ("class", .string(corner.cornerClass.rawValue)),
      ("start", .number(corner.start, decimals: 1)), ("apex", .number(corner.apex, decimals: 1)),
      ("end", .number(corner.end, decimals: 1)), ("segmentStart", .number(corner.segmentStart, decimals: 1)),
      ("complex", .integer(corner.complex)),
    ])
  }

  static func comparisons(
    _ session: SessionAnalysis, reference: Lap?
  ) -> [(lap: Lap, comparison: LapComparison)] {
    guard let best = reference?.trace else { return [] }
    return session.laps.compactMap { entry in
      guard entry.lap.serial != reference?.serial, entry.lap.kind.isComplete, let trace = entry.lap.trace,
        let comparison = LapComparer.compare(trace, with: best, corners: session.corners)
      else { return nil }
      return (entry.lap, comparison)
    }
  }

  static func comparison(_ lap: Lap, reference: Lap?, _ comparison: LapComparison) -> JSON {
    .object([
      ("lap", .integer(lap.number)), ("reference", .optional(reference?.number)),
      ("delta", .number(comparison.total, decimals: 4)),
      ("corners", .array(comparison.corners.map(loss))),
    ])
  }

  static func loss(_ loss: CornerLoss) -> JSON {
    .object([
      ("corner", .integer(loss.corner.number)), ("loss", .number(loss.loss, decimals: 4)),
      ("braking", .number(loss.entry, decimals: 4)), ("mid", .number(loss.mid, decimals: 4)),
      ("exit", .number(loss.exit, decimals: 4)), ("run", .number(loss.run, decimals: 4)),
      ("entrySpeed", .optional(loss.metrics?.entrySpeed)), ("apexSpeed", .optional(loss.metrics?.minimumSpeed)),
      ("exitSpeed", .optional(loss.metrics?.exitSpeed)),
      ("brakePoint", .optional(loss.metrics?.brakeStart, decimals: 1)),
      ("throttlePoint", .optional(loss.metrics?.throttlePickUp, decimals: 1)),
    ])
  }

  /// The driver's own best passages, or those of a lap that was chosen from elsewhere.
  private static func targets(_ session: SessionAnalysis, reference: Lap) -> PassageTargets {
    let own = session.laps.map(\.lap)
    let isOwn = own.contains { $0.serial == reference.serial }
    return PassageTargets.best(
      of: own.filter(\.isEligible), corners: session.corners, fixed: isOwn ? nil : reference)
  }

  private static func advice(
    _ session: SessionAnalysis, reference: Lap?, against: [(lap: Lap, comparison: LapComparison)]
  ) -> [JSON] {
    guard let reference else { return [] }
    let judge = Judge(capabilities: session.source.capabilities)
    let targets = targets(session, reference: reference)
    return against.flatMap { entry -> [JSON] in
      guard entry.lap.isEvidence else { return [] }
      return judge.verdicts(on: entry.lap, against: targets, corners: session.corners)
        .filter { $0.candidate.loss >= judge.thresholds.lapEndLoss }
        .sorted { $0.candidate.loss > $1.candidate.loss }
        .map { verdict in
          let habit = session.findings.contains {
            $0.rule == verdict.rule.identifier && $0.corner == verdict.corner.number
          }
          let action = verdict.rule.action(verdict.candidate, units: .metric)
          return .object([
            ("lap", .integer(entry.lap.number)), ("corner", .integer(verdict.corner.number)),
            ("rule", .string(verdict.rule.identifier)), ("loss", .number(verdict.candidate.loss, decimals: 3)),
            ("text", .string("\(verdict.corner.name): \(action.prefix(1).lowercased())\(action.dropFirst())")),
            ("reference", .optional(verdict.targetLap)), ("habit", .bool(habit)),
            ("condition", .string(verdict.rule.condition(judge.thresholds))),
            ("evidence", evidence(verdict.candidate.evidence)),
          ])
        }
    }
  }
}
