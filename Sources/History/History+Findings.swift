internal import Database
public import Coaching

extension History {
  /// Notes a line that was put before the driver, and the finding that it speaks of.
  public func store(_ advice: Advice, lapSerial: Int, session: Int64) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        """
        INSERT INTO advice (session_id, lap_serial, rule, corner, loss, text, slot, shown_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(session), .integer(Int64(lapSerial)), .text(advice.finding?.rule ?? ""),
          .integer(Int64(advice.finding?.corner ?? 0)), .real(advice.finding?.loss ?? 0), .text(advice.text),
          .text(advice.slot.rawValue), .real(advice.shownAt),
        ])
      guard let finding = advice.finding else { return }
      try put(finding, session: session)
      try connection.run(
        "UPDATE finding SET times_shown = times_shown + 1 WHERE session_id = ? AND rule = ? AND corner = ?",
        [.integer(session), .text(finding.rule), .integer(Int64(finding.corner))])
    }
  }

  /// Keeps what the coach has found in a session so far; a finding that is there already is brought up to date.
  public func store(findings: [Finding], session: Int64) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      for finding in findings { try put(finding, session: session) }
    }
  }

  private func put(_ finding: Finding, session: Int64) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO finding (session_id, rule, corner, corner_name, state, loss, confidence, action, text, condition,
        evidence, first_lap, last_lap, reference_lap, times_shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      ON CONFLICT (session_id, rule, corner) DO UPDATE SET corner_name = excluded.corner_name, state = excluded.state,
        loss = excluded.loss, confidence = excluded.confidence, action = excluded.action, text = excluded.text,
        condition = excluded.condition, evidence = excluded.evidence, first_lap = min(first_lap, excluded.first_lap),
        last_lap = max(last_lap, excluded.last_lap), reference_lap = excluded.reference_lap
      """,
      [
        .integer(session), .text(finding.rule), .integer(Int64(finding.corner)), .text(finding.cornerName),
        .text(finding.state.rawValue), .real(finding.loss), .real(finding.confidence), .text(finding.action),
        .text(finding.text), .text(finding.condition), .text(EvidenceCoding.text(finding.evidence)),
        .integer(Int64(finding.seenOnLaps.min() ?? finding.lapNumber)), .integer(Int64(finding.lapNumber)),
        .optional(finding.referenceLapNumber),
      ])
  }

  /// What the coach found in a session, the costliest first.
  public func findings(session: Int64) throws(HistoryError) -> [FindingRecord] {
    try connection.rows(
      """
      SELECT rule, corner, corner_name, state, loss, confidence, action, text, condition, evidence, first_lap, last_lap,
        reference_lap, times_shown
      FROM finding WHERE session_id = ? ORDER BY loss DESC, corner
      """, [.integer(session)]
    ) { row in
      FindingRecord(
        rule: row.text(0) ?? "", corner: Int(row.integer(1)), cornerName: row.text(2) ?? "",
        state: Finding.State(rawValue: row.text(3) ?? "") ?? .new, loss: row.real(4) ?? 0,
        confidence: row.real(5) ?? 0, action: row.text(6) ?? "", text: row.text(7) ?? "", condition: row.text(8) ?? "",
        evidence: EvidenceCoding.evidence(row.text(9) ?? ""), firstLap: Int(row.integer(10)),
        lastLap: Int(row.integer(11)), referenceLap: row.optionalInteger(12).map { Int($0) },
        timesShown: Int(row.integer(13)))
    }
  }
}

/// A finding as it is kept: what the coach saw in a corner over a session.
public struct FindingRecord: Sendable, Hashable {
  public var rule: String
  /// Number and name of the corner, 0 for the whole lap.
  public var corner: Int
  public var cornerName: String
  public var state: Finding.State
  /// Cost a lap, s.
  public var loss: Double
  /// 0…1.
  public var confidence: Double
  public var action: String
  public var text: String
  public var condition: String
  public var evidence: [Evidence]
  /// First and last lap on which it was seen, and the lap that did it better, by the source's count.
  public var firstLap: Int
  public var lastLap: Int
  public var referenceLap: Int?
  public var timesShown: Int
}

/// Evidence as text: a line for each number, its parts separated by tabs.
enum EvidenceCoding {
  static func text(_ evidence: [Evidence]) -> String {
    evidence.map { "\($0.name)\t\($0.value)\t\($0.reference)\t\($0.unit)" }.joined(separator: "\n")
  }

  static func evidence(_ text: String) -> [Evidence] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 4, let value = Double(parts[1]), let reference = Double(parts[2]) else { return nil }
      return Evidence(name: String(parts[0]), value: value, reference: reference, unit: String(parts[3]))
    }
  }
}
