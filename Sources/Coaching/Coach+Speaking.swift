public import Analysis
public import Timing

extension Coach {
  func key(_ finding: Finding) -> String { "\(finding.rule):\(finding.corner)" }

  /// Notes that a finding was put before the driver.
  public mutating func shown(_ finding: Finding, serial: Int) {
    var memory = memories[key(finding)] ?? Memory()
    memory.timesShown += 1
    memory.lastShownSerial = serial
    memory.lossWhenShown = finding.loss
    memory.goodPassages = 0
    memory.worsePassages = 0
    memories[key(finding)] = memory
    if let index = findings.firstIndex(where: { $0.id == finding.id }) { findings[index].state = .shown }
  }

  /// Whether a finding may be put before the driver while he drives the lap of that serial number.
  public func mayShow(_ finding: Finding, serial: Int, loss: Double) -> Bool {
    guard verbosity.rawValue >= Verbosity.focus.rawValue, !finding.isForReview, !finding.isStale else { return false }
    guard finding.loss >= loss, finding.confidence >= thresholds.shownConfidence else { return false }
    guard finding.state != .fixed, finding.state != .retired, finding.state != .retracted else { return false }
    guard !mutedCorners.contains(finding.corner), !mutedRules.contains(finding.rule) else { return false }
    guard let memory = memories[key(finding)] else { return true }
    guard !memory.isFixed, !memory.isRetracted, memory.timesShown < thresholds.timesShown else { return false }
    return memory.lastShownSerial.map { serial - $0 >= thresholds.lapsBetweenRepeats } ?? true
  }

  /// What may be said at the start of a lap: of the lap before, and before the focus corner. COACHING 12.2, 12.3.
  public func linesAtLapStart(serial: Int) -> (lapEnd: SpokenLine?, reminder: SpokenLine?) {
    guard verbosity.rawValue >= Verbosity.focus.rawValue else { return (nil, nil) }
    let lines = lapLines.filter { !$0.isForReview && (verbosity == .all || $0.priority >= Self.importantLine) }
    if let alone = lines.first(where: \.isAlone) {
      return (SpokenLine(text: alone.text, direction: alone.direction, priority: alone.priority), nil)
    }
    let open = verbosity == .all ? findings : focus.map { [$0] } ?? []
    let finding = open.first { mayShow($0, serial: serial, loss: thresholds.lapEndLoss) }
    let reminder = focus.flatMap { mayShow($0, serial: serial, loss: thresholds.drivingLoss) ? SpokenLine($0) : nil }
    let texts = lines.map(\.text)
    if let finding {
      return (SpokenLine(finding, more: Array(texts.prefix(thresholds.lapEndLines - 1))), reminder)
    }
    guard let first = lines.first else { return (nil, reminder) }
    let rest = Array(texts.dropFirst().prefix(thresholds.lapEndLines - 1))
    return (SpokenLine(text: first.text, more: rest, direction: first.direction, priority: first.priority), reminder)
  }

  /// A line about the lap that is worth it even where the driver wants one thing only.
  private static let importantLine = 55

  /// What the rules see in a passage of the lap under way, the best explanation first; `nil` where it is no evidence.
  public func candidates(
    of corner: Corner, until end: Double, on trace: LapTrace, lapSerial: Int
  ) -> [(rule: any CoachingRule, candidate: Candidate)]? {
    guard let target = targets.target(of: corner.number),
      let comparison = LapComparer.compare(trace, with: target.trace, corners: [])
    else { return nil }
    let lap = Lap(serial: lapSerial, number: 0, kind: .pace, time: trace.lapTime, trace: trace)
    let passage = judge.passage(
      of: corner, until: end, lap: lap, trace: trace, target: target, comparison: comparison, store: store,
      nextCorner: nil)
    return passage.loss.isUsable ? judge.candidates(on: passage) : nil
  }

  /// Watches the corners of which something was said: better, or worse since. COACHING 12.3.
  mutating func followUp(_ newest: Lap, corners: [Corner]) {
    for corner in corners where corner.isCoachable {
      guard let passage = store.passages(of: corner.number).last, passage.serial == newest.serial else { continue }
      for (key, known) in memories where known.timesShown > 0 && !known.isFixed && !known.isRetracted {
        guard key.hasSuffix(":\(corner.number)") else { continue }
        var memory = known
        let isGood = passage.loss <= (1 - thresholds.fixedShare) * memory.lossWhenShown
        memory.goodPassages = isGood ? memory.goodPassages + 1 : 0
        if passage.loss > memory.lossWhenShown + thresholds.worseBy { memory.worsePassages += 1 }
        let rule = String(key.prefix { $0 != ":" })
        if memory.goodPassages >= thresholds.fixedPassages {
          memory.isFixed = true
          fixed.append(
            fixedFinding(rule: rule, corner: corner, now: passage.loss, newest: newest, was: memory.lossWhenShown))
        } else if memory.worsePassages >= thresholds.worsePassages {
          memory.isRetracted = true
          retractions.append(
            LapLine(
              rule: "retracted", text: "\(corner.name): ignore that — your earlier way was faster", loss: 0,
              priority: 80))
        }
        memories[key] = memory
      }
    }
  }

  private func fixedFinding(rule: String, corner: Corner, now: Double, newest: Lap, was: Double) -> Finding {
    let text = "\(Wording.signed(now)) s now, was \(Wording.signed(was)) s"
    return Finding(
      rule: rule, corner: corner.number, cornerName: corner.name, lapSerial: newest.serial, lapNumber: newest.number,
      referenceLapNumber: nil, loss: max(0, now), action: "Fixed: \(text)", text: "\(corner.name) fixed: \(text)",
      evidence: [], seenOnLaps: [newest.number], confidence: 1, state: .fixed)
  }

  /// One finding at a time: held until it is fixed or retired, or another costs much more for some laps. COACHING 12.3.
  mutating func chooseFocus() {
    // What the latest passage did not show is not begun with.
    let open = findings.filter {
      $0.state != .fixed && $0.state != .retired && $0.state != .retracted && !$0.isForReview && !$0.isStale
    }
    guard let top = open.first(where: { $0.confidence >= thresholds.shownConfidence }) else {
      focus = nil
      return
    }
    guard let held = focus, let current = open.first(where: { key($0) == key(held) }) else {
      focus = top
      challengerLaps = 0
      return
    }
    challengerLaps = top.loss >= thresholds.focusChangeFactor * current.loss ? challengerLaps + 1 : 0
    focus = challengerLaps >= thresholds.focusChangeLaps ? top : current
    if challengerLaps >= thresholds.focusChangeLaps { challengerLaps = 0 }
  }
}
