import Analysis
import Coaching
import History

/// The JSON of `tenths summary`.
enum SummaryDocument {
  static let schema = "tenths.summary/1"

  static func make(_ summary: SessionDigest, units: SpeechUnits) -> JSON {
    .object([
      ("schema", .string(schema)), ("session", .integer(Int(summary.session.id))),
      ("startedAt", .number(summary.session.startedAt, decimals: 0)), ("driver", .string(summary.session.driver)),
      ("car", .optional(summary.session.car)), ("track", .optional(summary.session.track)),
      ("line", .string(summary.review.line)),
      (
        "tips",
        .array(
          summary.review.tips.map {
            .object([("text", .string($0.text)), ("seconds", .number($0.seconds, decimals: 3))])
          })
      ),
      ("figures", figures(summary.figures)),
      ("consistency", .optional(summary.consistency?.deviation)),
      ("leastSteady", leastSteady(summary)), ("pattern", pattern(summary)),
      (
        "cornerLosses",
        .array(
          summary.cornerLosses.map {
            .object([("corner", .string($0.name)), ("loss", .number($0.loss, decimals: 4))])
          })
      ), ("goals", .array(summary.goals.map { goal($0, units) })),
      (
        "sessions",
        .array(
          summary.way.map { entry in
            .object([
              ("session", .integer(Int(entry.session.id))),
              ("startedAt", .number(entry.session.startedAt, decimals: 0)), ("figures", figures(entry.figures)),
            ])
          })
      ),
      (
        "trends",
        .object([
          ("pace", trend(summary.progress.paceTrend)), ("spread", trend(summary.progress.spreadTrend)),
          ("cornerIdeal", trend(summary.progress.cornerIdealTrend)),
          ("cleanShare", trend(summary.progress.cleanShareTrend)),
        ])
      ),
    ])
  }

  private static func figures(_ figures: SessionFigures) -> JSON {
    .object([
      ("laps", .integer(figures.laps)), ("cleanLaps", .integer(figures.cleanLaps)),
      ("best", .optional(figures.best)), ("median", .optional(figures.median)), ("pace", .optional(figures.pace)),
      ("spread", .optional(figures.spread)), ("cornerIdeal", .optional(figures.cornerIdeal)),
      ("cleanShare", .optional(figures.cleanShare)),
    ])
  }

  private static func leastSteady(_ summary: SessionDigest) -> JSON {
    guard let corner = summary.leastSteady else { return .null }
    return .object([("corner", .string(corner.name)), ("deviation", .number(corner.deviation, decimals: 3))])
  }

  private static func pattern(_ summary: SessionDigest) -> JSON {
    switch summary.pattern {
    case .habit(let corner, let share):
      .object([
        ("kind", .string("habit")), ("corner", .string(summary.name(corner))), ("share", .number(share, decimals: 2)),
      ])
    case .scatter(let corners): .object([("kind", .string("scatter")), ("corners", .integer(corners))])
    case .mixed: .object([("kind", .string("mixed"))])
    case nil: .null
    }
  }

  private static func goal(_ goal: Goal, _ units: SpeechUnits) -> JSON {
    .object([
      ("id", .string(goal.identifier)), ("rule", .string(goal.rule)), ("corner", .string(goal.cornerName)),
      ("text", .string(goal.text(units))), ("passages", .integer(goal.passages)),
      ("successes", .integer(goal.successes)), ("needed", .integer(goal.needed)), ("window", .integer(goal.window)),
      ("state", .string(goal.state.rawValue)),
    ])
  }

  private static func trend(_ trend: Trend?) -> JSON {
    guard let trend else { return .null }
    return .object([
      ("slope", .number(trend.slope, decimals: 4)), ("lower", .number(trend.interval.lowerBound, decimals: 4)),
      ("upper", .number(trend.interval.upperBound, decimals: 4)), ("sessions", .integer(trend.sessions)),
    ])
  }
}
