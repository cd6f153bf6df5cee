import Analysis
import Timing

extension Coach {
  /// One rule's verdicts on the last usable passages of a corner.
  private struct Habit {
    var rule: any CoachingRule
    var seen: [(lap: Lap, candidate: Candidate)] = []
    var loss: Double { median(seen.map(\.candidate.loss)) ?? 0 }

    /// The last case with the usual cost.
    var typical: Candidate {
      var candidate = seen[seen.count - 1].candidate
      candidate.loss = loss
      return candidate
    }
  }

  /// What repeats itself on the last passages becomes a finding; all else is kept with the reason. COACHING 12.1.
  mutating func findHabits(_ laps: [Lap], newest: Lap, corners: [Corner]) {
    suppressed = []
    guard let length = newest.trace?.grid.length else { return }
    let segments = PassageSegments(corners.filter(\.isCoachable), length: length)
    var comparisons = LapPairs()
    var found: [Finding] = []
    for (index, corner) in segments.corners.enumerated() {
      guard let target = targets.target(of: corner.number) else { continue }
      let usable = lastPassages(
        of: corner, until: segments.end(index), laps, target: target, comparisons: &comparisons)
      if let finding = finding(in: corner, usable, target, newest) { found.append(finding) }
    }
    findings = found.sorted { ($0.loss, $1.corner) > ($1.loss, $0.corner) }
    findings += fixed.filter { done in !findings.contains { $0.corner == done.corner } }
  }

  /// The last usable passages of a corner, oldest first. The target's own is one on which no fault was seen.
  private func lastPassages(
    of corner: Corner, until end: Double, _ laps: [Lap], target: PassageTargets.Target, comparisons: inout LapPairs
  ) -> [(lap: Lap, passage: Passage?)] {
    let measured = CornerMeasurement.measure(corner, segmentEnd: end, on: target.trace, referenceTurnIn: nil)
    var usable: [(lap: Lap, passage: Passage?)] = []
    for lap in laps.reversed() where usable.count < thresholds.habitWindow {
      if lap.serial == target.lap.serial {
        usable.append((lap, nil))
        continue
      }
      guard let trace = lap.trace, let comparison = comparisons.comparison(lap, target) else { continue }
      let passage = judge.passage(
        of: corner, until: end, lap: lap, trace: trace, target: target, comparison: comparison, store: store,
        nextCorner: nil, measured: measured)
      if passage.loss.isUsable { usable.append((lap, passage)) }
    }
    return usable.reversed()
  }

  private mutating func finding(
    in corner: Corner, _ usable: [(lap: Lap, passage: Passage?)], _ target: PassageTargets.Target, _ newest: Lap
  ) -> Finding? {
    var habits: [String: Habit] = [:]
    for (lap, passage) in usable {
      guard let passage else { continue }
      for (rule, candidate) in judge.candidates(on: passage) {
        habits[rule.identifier, default: Habit(rule: rule)].seen.append((lap, candidate))
      }
    }
    // What is no habit explains nothing.
    let all = habits.values.sorted { $0.rule.identifier < $1.rule.identifier }
    let ranked =
      judge.ranked(all.filter(isHabit)) { ($0.rule, $0.typical) }
      + judge.ranked(all.filter { !isHabit($0) }) { ($0.rule, $0.typical) }
    let spread = store.spread(of: corner.number)
    var chosen: Habit?
    for habit in ranked {
      let reason =
        chosen.map { Suppressed.Reason.better(rule: $0.rule.identifier) }
        ?? reasonAgainst(habit, corner: corner, spread: spread, usable: usable.compactMap(\.passage))
      if let reason {
        suppressed.append(
          Suppressed(
            rule: habit.rule.identifier, corner: corner.number, cornerName: corner.name, loss: habit.loss,
            reason: reason))
      } else {
        chosen = habit
      }
    }
    return chosen.map { finding(from: $0, corner: corner, spread: spread, target: target, newest: newest) }
  }

  private func neededLaps(_ rule: any CoachingRule) -> Int {
    rule.countsLaps ? 1 : rule.habitLaps ?? thresholds.habitLaps
  }

  private func isHabit(_ habit: Habit) -> Bool { habit.seen.count >= neededLaps(habit.rule) }

  private func reasonAgainst(
    _ habit: Habit, corner: Corner, spread: CornerSpread, usable: [Passage]
  ) -> Suppressed.Reason? {
    let rule = habit.rule
    if mutedCorners.contains(corner.number) || mutedRules.contains(rule.identifier) { return .muted }
    guard isHabit(habit) else { return .noHabit(seen: habit.seen.count, needed: neededLaps(rule)) }
    if !rule.countsLaps {
      guard habit.loss >= thresholds.lapEndLoss else { return .smallLoss(gate: thresholds.lapEndLoss) }
      let noise = judge.noise(
        spread, passages: targets.lapCount,
        deviations: thresholds.deviations * Double(thresholds.habitLaps) / Double(habit.seen.count),
        strength: rule.phase == .line ? 1 : median(habit.seen.map(\.candidate.strength)) ?? 1)
      guard habit.loss >= noise else { return .withinOwnSpread(noise: noise) }
    }
    let strength = median(habit.seen.map(\.candidate.strength)) ?? 1
    // What was seen every time is less likely chance.
    let least = habit.seen.count > thresholds.habitLaps ? thresholds.leastStrengthAlways : thresholds.leastStrength
    guard strength >= (rule.phase == .line ? thresholds.lineHabitStrength : least) else {
      return .faint(strength: strength)
    }
    if rule.direction == AdviceDirection(.brakePoint, isMore: true), usable.contains(where: isOnTheLimit) {
      return .unsafe
    }
    return nil
  }

  /// A lock-up or a slide: whoever is there must not be told to brake later. COACHING 12.4.
  private func isOnTheLimit(_ passage: Passage) -> Bool {
    guard let own = passage.loss.metrics else { return false }
    return (own.lockTime ?? 0) >= thresholds.lockTime
      || (own.counterSteerTime ?? 0) >= thresholds.slideCounterSteer
      || (own.slideTime ?? 0) >= thresholds.slideTime
  }

  private func finding(
    from habit: Habit, corner: Corner, spread: CornerSpread, target: PassageTargets.Target, newest: Lap
  ) -> Finding {
    let rule = habit.rule
    let last = habit.seen[habit.seen.count - 1]
    // The mildest of the agreeing passages: a marker that the driver can trust.
    var spoken = habit.seen.map(\.candidate).min { $0.amount < $1.amount } ?? last.candidate
    spoken.loss = habit.loss
    let action = rule.action(spoken, units: units)
    let memory = memories["\(rule.identifier):\(corner.number)"]
    var state: Finding.State = habit.seen.count >= thresholds.habitWindow ? .repeated : .new
    if let memory {
      if memory.isRetracted {
        state = .retracted
      } else if memory.timesShown >= thresholds.timesShown {
        state = .retired
      } else if memory.timesShown > 0 {
        state = .shown
      }
    }
    let place = rule.place.isEmpty ? "" : " \(rule.place)"
    let consequence = rule.consequence(spoken, units: units) ?? Wording.seconds(habit.loss) + place
    return Finding(
      rule: rule.identifier, corner: corner.number, cornerName: corner.name, lapSerial: last.lap.serial,
      lapNumber: last.lap.number, referenceLapNumber: target.lap.number, loss: habit.loss, action: action,
      text: Wording.sentence(
        corner: corner.name, action: action, consequence: consequence, lap: target.lap.number),
      evidence: last.candidate.evidence, seenOnLaps: habit.seen.map(\.lap.number),
      confidence: confidence(
        habit.seen.count, loss: habit.loss, deviation: spread.segmentTime ?? 0, countsLaps: rule.countsLaps),
      state: state, condition: rule.condition(thresholds), direction: rule.direction,
      isForReview: rule.isForReview, isStale: last.lap.serial != newest.serial)
  }

  /// From how often it was seen and how plainly. COACHING 12.1-5.
  private func confidence(_ count: Int, loss: Double, deviation: Double, countsLaps: Bool) -> Double {
    let repeats = count >= thresholds.habitWindow || countsLaps ? 0.5 : 0.35
    return min(1, repeats + 0.5 * min(1, loss / max(0.1, 2 * deviation)))
  }
}

/// Deltas of laps against their targets, each made once.
private struct LapPairs {
  private struct Key: Hashable {
    var lap: Int
    var target: Int
  }

  private var made: [Key: LapComparison] = [:]

  mutating func comparison(_ lap: Lap, _ target: PassageTargets.Target) -> LapComparison? {
    let key = Key(lap: lap.serial, target: target.lap.serial)
    if let known = made[key] { return known }
    guard let trace = lap.trace else { return nil }
    let comparison = LapComparer.compare(trace, with: target.trace, corners: [])
    made[key] = comparison
    return comparison
  }
}
