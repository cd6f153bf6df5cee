import Foundation

/// The figures as text for people and for the documentation.
struct Report {
  /// A set of circuits with its figures.
  struct Part {
    var name: String
    var scores: Scores
  }

  /// One way of sending with the figures of its drives.
  struct Variant: Sendable {
    var name: String
    var scores: Scores
  }

  var parts: [Part]
  var variants: [Variant] = []
  var metamorphic: [(change: Metamorphic, outcomes: [Metamorphic.Outcome])] = []
  var drivers: Int
  var seed: Int

  var markdown: String {
    var sections = ["Seed \(seed); drivers on each circuit: \(drivers).", "### Gates", gates]
    if !variants.isEmpty { sections += ["### Ways of sending", ways] }
    if !metamorphic.isEmpty { sections += ["### Changes that must not matter", changes] }
    sections += ["### Corners found", cornersFound]
    for part in parts {
      sections += [
        "### Mistakes: \(part.name) set", mistakes(part.scores), "### Rules: \(part.name) set", rules(part.scores),
        "### What was said instead: \(part.name) set", confusion(part.scores),
      ]
    }
    return sections.joined(separator: "\n\n")
  }

  // MARK: Tables

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.indices.map { $0 == 0 ? "---" : "--:" }] + rows).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  private var gates: String {
    let lists = parts.map(\.scores.gates)
    guard let first = lists.first else { return "" }
    return Self.table(
      ["Measure", "Gate"] + parts.map(\.name),
      first.indices.map { index in
        [first[index].name, Self.text(first[index].limit, first[index].unit)]
          + lists.map { gates in
            let gate = gates[index]
            return "\(Self.text(gate.value, gate.unit)) \(gate.isMet ? "met" : "**missed**")"
          }
      })
  }

  private var ways: String {
    Self.table(
      ["Sent", "Recall", "Precision", "Right cause", "Loss error, median / p90", "Delta p95", "At the line p99"],
      variants.map { variant in
        let scores = variant.scores
        let errors = scores.lossErrors(.single)
        return [
          variant.name, Self.text(scores.recall(.single), .share), Self.text(scores.precision(.single), .share),
          Self.text(scores.cause(.single), .share), Self.medianAndTail(errors),
          Self.text(Quantile.of(scores.deltaErrors, 0.95), .milliseconds),
          Self.text(Quantile.of(scores.lineErrors, 0.99), .milliseconds),
        ]
      })
  }

  private var changes: String {
    Self.table(
      ["Change", "Findings without", "with", "Different, or another loss"],
      metamorphic.map { change, outcomes in
        [
          change.rawValue, String(outcomes.reduce(0) { $0 + $1.plain.count }),
          String(outcomes.reduce(0) { $0 + $1.changed.count }),
          String(outcomes.reduce(0) { $0 + $1.differences.count }),
        ]
      })
  }

  private var cornersFound: String {
    let drives = parts.flatMap(\.scores.drives)
    var order: [String] = []
    for drive in drives where !order.contains(drive.circuit) { order.append(drive.circuit) }
    return Self.table(
      ["Circuit", "Official", "Found", "Not found, in how many of the drives"],
      order.map { name in
        let own = drives.filter { $0.circuit == name }
        let found = Set(own.map(\.foundCorners)).sorted().map(String.init).joined(separator: ", ")
        let unfound = own.flatMap(\.unfoundBends)
        let missing = Set(unfound).sorted().map { number in
          String(format: "%d (%.0f %%)", number, 100 * Double(unfound.count { $0 == number }) / Double(own.count))
        }
        return [name, String(own.first?.officialCorners ?? 0), found, missing.joined(separator: ", ")]
      })
  }

  private func mistakes(_ scores: Scores) -> String {
    Self.table(
      [
        "Mistake", "Made", "≥ 0.08 s", "Recall", "Right cause", "Loss error, median / p90", "Repeated ≥ 0.08 s",
        "Recall", "Right cause",
      ],
      Fault.Kind.allCases.map { kind in
        let single = scores.counted(.single).filter { $0.fault.kind == kind }
        let habit = scores.counted(.habit).filter { $0.fault.kind == kind }
        return [kind.rawValue, String(scores.faults(.single).count { $0.fault.kind == kind })]
          + [String(single.count)] + Self.found(single) + [Self.medianAndTail(Scores.lossErrors(single))]
          + [String(habit.count)] + Self.found(habit)
      })
  }

  private static func found(_ faults: [MadeFault]) -> [String] {
    let placed = faults.count { $0.said != nil }
    return [
      text(Scores.share(placed, of: faults.count), .share),
      text(Scores.share(faults.count(where: \.isRightCause), of: placed), .share),
    ]
  }

  private func rules(_ scores: Scores) -> String {
    let single = Dictionary(grouping: scores.statements(.single), by: \.rule)
    let habit = Dictionary(grouping: scores.statements(.habit), by: \.rule)
    func row(_ rule: String, _ said: [MadeStatement]) -> [String] {
      [
        String(said.count), Self.text(Scores.share(said.count(where: \.isRight), of: said.count), .share),
        Self.text(Scores.share(said.count(where: \.isRightCause), of: said.count), .share),
      ]
    }
    return Self.table(
      ["Rule", "Said of a lap", "Right place", "Right cause", "Said of a habit", "Right place", "Right cause"],
      CoachUnderTest.rules.map { ["`\($0)`"] + row($0, single[$0] ?? []) + row($0, habit[$0] ?? []) })
  }

  private func confusion(_ scores: Scores) -> String {
    let faults = scores.counted(.single)
    let rules = CoachUnderTest.rules.filter { rule in faults.contains { $0.said?.rule == rule } }
    return Self.table(
      ["Mistake"] + rules + ["missed"],
      Fault.Kind.allCases.map { kind in
        let own = faults.filter { $0.fault.kind == kind }
        let counts = rules.map { rule in own.count { $0.said?.rule == rule } } + [own.count { $0.said == nil }]
        return [kind.rawValue] + counts.map { $0 == 0 ? "" : String($0) }
      })
  }

  // MARK: Words

  static func text(_ value: Double?, _ unit: Gate.Unit) -> String {
    guard let value else { return "–" }
    switch unit {
    case .milliseconds: return String(format: value < 0.01 ? "%.1f ms" : "%.0f ms", value * 1000)
    case .share: return String(format: "%.2f", value)
    case .count: return String(format: value == value.rounded() ? "%.0f" : "%.2f", value)
    }
  }

  private static func text(_ limit: Gate.Limit, _ unit: Gate.Unit) -> String {
    switch limit {
    case .atMost(let most): "≤ \(text(most, unit))"
    case .atLeast(let least): "≥ \(text(least, unit))"
    }
  }

  private static func medianAndTail(_ errors: [Double]) -> String {
    guard !errors.isEmpty else { return "–" }
    return [0.5, 0.9].map { text(Quantile.of(errors, $0), .milliseconds) }.joined(separator: " / ")
  }

  // MARK: What went wrong

  /// One line for each loss that the coach did not place, placed elsewhere or gave a wrong cause.
  var misses: String {
    parts.flatMap { part in
      [DriveScript.Purpose.single, .habit].flatMap { purpose in
        part.scores.counted(purpose).filter { !$0.isRightCause }.map { fault in
          let kind = fault.fault.kind
          let size = String(format: kind.unit == "m" ? "%.0f %@" : "%.2f %@", fault.fault.size, kind.unit)
          let others = fault.others.isEmpty ? "nothing" : fault.others.map(Self.quote).joined(separator: "; ")
          return [
            purpose == .single ? "lap" : "habit", fault.circuit, fault.car, "bend \(fault.bend) in T\(fault.corner)",
            "\(kind.rawValue) \(size)", String(format: "%.3f s", fault.trueLoss),
            fault.said.map { "wrong cause: " + Self.quote($0) } ?? "missed, said: " + others,
          ].joined(separator: " | ")
        }
      }
    }.joined(separator: "\n")
  }

  /// The same with what was measured, and the statements without a mistake behind them.
  var trails: String {
    let missed = parts.flatMap { part in
      (part.scores.counted(.single) + part.scores.counted(.habit)).filter { !$0.isRightCause }.map { fault in
        "miss | \(fault.fault.kind.rawValue) \(String(format: "%.2f", fault.fault.size)) | \(fault.circuit) \(fault.car) bend \(fault.bend) | "
          + "\(String(format: "%.3f", fault.trueLoss)) s | said \(fault.said?.rule ?? "–") | \(fault.trail)"
      }
    }
    let wrong = parts.flatMap { part in
      [DriveScript.Purpose.single, .habit].flatMap { purpose in
        part.scores.statements(purpose).filter { !$0.isRight }.map { "false \(purpose) | \($0.rule) | \($0.quote)" }
      }
    }
    return (missed + wrong).joined(separator: "\n")
  }

  private static func quote(_ statement: CoachUnderTest.Statement) -> String {
    String(format: "T%d %@ %.3f s", statement.corner, statement.rule, statement.loss)
  }

  /// Findings that a change of the stream made, lost or changed.
  var differences: String {
    metamorphic.flatMap { change, outcomes in
      outcomes.filter { !$0.differences.isEmpty }.map { outcome in
        func list(_ found: [Metamorphic.Outcome.Found]) -> String {
          found.map { String(format: "%d %@ %.3f s", $0.bend, $0.rule, $0.loss) }.joined(separator: ", ")
        }
        return "\(change.rawValue) | without: \(list(outcome.plain)) | with: \(list(outcome.changed))"
      }
    }.joined(separator: "\n")
  }

  /// Messages that came where the driver was busy, or went before they were read: where, and the most that he did meanwhile.
  var badMessages: String {
    parts.flatMap(\.scores.drives).flatMap { drive in
      drive.messages.filter { $0.overlaps > 1 || !$0.isReadable }.map {
        String(
          format:
            "%@ | lap %d | %.0f m for %.1f of %.1f s | brake %.2f, up to %.2f | %.1f m/s², up to %.1f | %d frames | %@",
          drive.circuit, $0.lap, $0.station, $0.duration, $0.readingTime, $0.brake, $0.mostBrake,
          $0.lateralAcceleration,
          $0.mostLateral, $0.overlaps, $0.text)
      }
    }.joined(separator: "\n")
  }
}
