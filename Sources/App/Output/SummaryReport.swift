import Analysis
import Coaching
import History
import Timing

/// `tenths summary` for people.
enum SummaryReport {
  /// Corners that are named for what they cost.
  private static let mostCorners = 3

  static func text(_ summary: SessionDigest, units: SpeechUnits) -> String {
    let head =
      "session \(summary.session.id) · \(Text.date(summary.session.startedAt)) · \(Text.safe(summary.session.driver))\n"
      + Text.safe(summary.review.line) + "\n"
    return head + tips(summary) + evenness(summary) + goals(summary, units) + way(summary)
  }

  private static func tips(_ summary: SessionDigest) -> String {
    guard !summary.review.tips.isEmpty else { return "\nno tip yet: the coach needs two clean laps\n" }
    let rows = summary.review.tips.enumerated().map { index, tip in
      ["\(index + 1)", Text.safe(tip.text), tip.seconds > 0 ? "\(Text.fixed(tip.seconds, 2)) s" : ""]
    }
    return "\n" + Text.table(["", "what to do", "worth a lap"], rows, right: [0, 2])
  }

  private static func evenness(_ summary: SessionDigest) -> String {
    var lines: [String] = []
    if let even = summary.consistency {
      lines.append(
        "consistency  ±\(Text.fixed(even.deviation, 2)) s over \(even.paceLaps) pace laps, "
          + "spread \(Text.fixed(even.spread, 2)) s (median against best)")
    } else {
      lines.append("consistency  not before \(Consistency.fewestLaps) pace laps")
    }
    let clean = summary.cleanness
    if let share = clean.cleanShare {
      lines.append(
        "clean        \(clean.cleanLaps) of \(clean.flyingLaps) flying laps, \(Text.fixed(share * 100, 0)) %"
          + (clean.incidents > 0 ? ", \(clean.incidents) with an incident" : ""))
    }
    if let corner = summary.leastSteady {
      lines.append("least steady \(Text.safe(corner.name)) ±\(Text.fixed(corner.deviation, 2)) s")
    }
    let dear = summary.cornerLosses.prefix(mostCorners).filter { $0.loss >= LossPattern.leastLoss }
    if !dear.isEmpty {
      let list = dear.map { "\(Text.safe($0.name)) \(Text.fixed($0.loss, 2)) s" }.joined(separator: " · ")
      lines.append("costs most   \(list), lately")
    }
    switch summary.pattern {
    case .habit(let corner, let share):
      lines.append(
        "pattern      \(Text.safe(summary.name(corner))) costs most on \(Text.fixed(share * 100, 0)) % of the laps")
    case .scatter(let corners): lines.append("pattern      another corner every lap: \(corners) of them cost most once")
    case .mixed, nil: break
    }
    return "\n" + lines.map { $0 + "\n" }.joined()
  }

  private static func goals(_ summary: SessionDigest, _ units: SpeechUnits) -> String {
    guard !summary.goals.isEmpty else { return "" }
    let rows = summary.goals.prefix(10).map { goal in
      [
        Text.safe(goal.text(units)), "\(goal.successes) good of \(goal.passages) so far, \(goal.needed) needed",
        goal.state.rawValue,
      ]
    }
    return "\n" + Text.table(["goal", "progress", "state"], rows)
  }

  private static func way(_ summary: SessionDigest) -> String {
    guard summary.way.count > 1 else {
      return "\nthe first session with this car here: progress begins with the next\n"
    }
    let rows = summary.way.map { entry in
      [
        Text.date(entry.session.startedAt), "\(entry.figures.laps)", "\(entry.figures.cleanLaps)",
        Text.lapTime(entry.figures.best), Text.lapTime(entry.figures.pace),
        entry.figures.spread.map { Text.fixed($0, 2) } ?? "–", Text.lapTime(entry.figures.cornerIdeal),
      ]
    }
    let table = Text.table(
      ["session", "laps", "clean", "best", "pace", "spread", "best corners"], rows, right: [1, 2, 3, 4, 5, 6])
    let trends = [
      ("pace", summary.progress.paceTrend, 1.0, "s"), ("spread", summary.progress.spreadTrend, 1, "s"),
      ("best corners", summary.progress.cornerIdealTrend, 1, "s"),
      ("clean share", summary.progress.cleanShareTrend, 100, "%"),
    ].compactMap { name, trend, factor, unit -> String? in
      guard let trend else { return nil }
      func number(_ value: Double) -> String { decimalText(value * factor, places: factor == 1 ? 2 : 0, sign: .always) }
      return "\(name) \(number(trend.slope)) \(unit) a session (80 %: \(number(trend.interval.lowerBound)) to "
        + "\(number(trend.interval.upperBound)), \(trend.sessions) sessions)\n"
    }
    return "\n" + table + (trends.isEmpty ? "no trend that is more than chance\n" : trends.joined())
  }
}
