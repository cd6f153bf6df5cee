import Timing

/// A finding as the review of a session needs it.
public struct ReviewFinding: Sendable, Equatable {
  public var cornerName: String
  /// The whole sentence, with what to do and what it costs.
  public var text: String
  /// Phase of the corner in a word, as in `exit`; empty for none.
  public var phase: String
  /// Cost a lap, s.
  public var loss: Double

  public init(cornerName: String, text: String, phase: String = "", loss: Double) {
    self.cornerName = cornerName
    self.text = text
    self.phase = phase
    self.loss = loss
  }
}

/// What strategy cost or will cost.
public struct ReviewNote: Sendable, Equatable {
  public var text: String
  /// Cost a lap, s; 0 where it cannot be told.
  public var loss: Double

  public init(text: String, loss: Double = 0) {
    self.text = text
    self.loss = loss
  }
}

/// A session in one line, and what to do next. COACHING 14.
public struct SessionReview: Sendable, Equatable {
  /// One thing to do.
  public struct Tip: Sendable, Equatable {
    public let text: String
    /// What it is worth a lap, s; 0 for what is only to be kept.
    public let seconds: Double
  }

  /// What the review is made of.
  public struct Material: Sendable {
    public var track: String
    public var car: String
    public var session: SessionFigures
    /// The session before it under the same key, `nil` for the first.
    public var previous: SessionFigures?
    /// Best lap of the key before this session, s.
    public var previousBest: Double?
    /// Corners whose finding is fixed, by name.
    public var fixed: [String] = []
    public var findings: [ReviewFinding] = []
    public var notes: [ReviewNote] = []
    /// Name of the corner that is driven least evenly, and the robust deviation of its time, s.
    public var leastSteady: (cornerName: String, deviation: Double)?
    public var pattern: LossPattern?

    public init(track: String, car: String, session: SessionFigures) {
      self.track = track
      self.car = car
      self.session = session
    }
  }

  /// `Spa · GR3 · 34 laps (27 clean) · best 2:17.9 (−0.3) · median −0.5 · spread 0.6 · T1, T5 fixed · next: T12 exit 0.18 s`;
  /// what is not known is left out.
  public let line: String
  /// At most five, the dearest first; fewer than three only where no more is known.
  public let tips: [Tip]

  static let mostTips = 5
  /// Share of a corner's deviation that driving it evenly is worth (COACHING 13, B10).
  static let scatterShare = 0.5

  public init(_ material: Material) {
    line = Self.line(material)
    tips = Self.tips(material)
  }

  private static func line(_ material: Material) -> String {
    let session = material.session
    var parts = [material.track, material.car].filter { !$0.isEmpty }
    parts.append("\(session.laps) \(session.laps == 1 ? "lap" : "laps") (\(session.cleanLaps) clean)")
    if let best = session.best {
      let change = material.previousBest.map { " (\(decimalText(best - $0, places: 1, sign: .always)))" } ?? ""
      parts.append("best \(lapTimeText(best, places: 1))\(change)")
    }
    if let median = session.median, let before = material.previous?.median {
      parts.append("median \(decimalText(median - before, places: 1, sign: .always))")
    }
    if let spread = session.spread { parts.append("spread \(decimalText(spread, places: 1))") }
    if !material.fixed.isEmpty { parts.append("\(material.fixed.joined(separator: ", ")) fixed") }
    if let next = material.findings.max(by: { $0.loss < $1.loss }) {
      let place = next.phase.isEmpty ? next.cornerName : "\(next.cornerName) \(next.phase)"
      parts.append("next: \(place) \(decimalText(next.loss, places: 2)) s")
    }
    return parts.joined(separator: " · ")
  }

  private static func tips(_ material: Material) -> [Tip] {
    var candidates: [Tip] = []
    // One thing a corner: the dearest.
    var corners: Set<String> = []
    for finding in material.findings.sorted(by: { $0.loss > $1.loss })
    where corners.insert(finding.cornerName).inserted {
      candidates.append(Tip(text: finding.text, seconds: finding.loss))
    }
    candidates += material.notes.map { Tip(text: $0.text, seconds: $0.loss) }
    if let corner = material.leastSteady {
      candidates.append(
        Tip(
          text: "\(corner.cornerName): pick one marker — you vary ±\(decimalText(corner.deviation, places: 2)) s",
          seconds: scatterShare * corner.deviation))
    }
    if case .scatter = material.pattern, let spread = material.session.spread {
      candidates.append(
        Tip(
          text: "Same method every lap — your median is \(decimalText(spread, places: 1)) s off your best",
          seconds: scatterShare * spread))
    }
    var tips = ranked(candidates)
    // What is fixed is to be kept, and what is left in hand is told, where there is room.
    if tips.count < mostTips, !material.fixed.isEmpty {
      let are = material.fixed.count == 1 ? "it is" : "they are"
      tips.append(Tip(text: "Keep \(material.fixed.joined(separator: ", ")) as \(are) now", seconds: 0))
    }
    if tips.count < 3, let best = material.session.best, let ideal = material.session.cornerIdeal, best > ideal {
      tips = ranked(
        tips + [
          Tip(
            text: "Join your best corners — \(decimalText(best - ideal, places: 2)) s in hand", seconds: best - ideal)
        ])
    }
    return Array(tips.prefix(mostTips))
  }

  /// The dearest first; equal ones keep their order.
  private static func ranked(_ tips: [Tip]) -> [Tip] {
    tips.enumerated().sorted { ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset) }.map(\.element)
      .prefix(mostTips).map { $0 }
  }
}
