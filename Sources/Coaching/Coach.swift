public import Analysis
public import Timing

/// Turns the verdicts on laps into the few findings that a driver can act on. COACHING 12.
public struct Coach: Sendable {
  /// What has been said about a corner's habit.
  private struct Memory: Sendable {
    var timesShown = 0
    var lastShownSerial: Int?
    var lossWhenShown = 0.0
    var goodPassages = 0
    var worsePassages = 0
    var isFixed = false
    var isRetracted = false
  }

  public var judge: Judge
  public var units: SpeechUnits
  /// Findings that hold now, the costliest first; fixed ones stay until the session ends, at the end of the list.
  public private(set) var findings: [Finding] = []
  /// The one to work on.
  public private(set) var focus: Finding?
  /// Clean laps seen so far, up to the number that the coach needs.
  public private(set) var learntLaps = 0
  private var memories: [String: Memory] = [:]
  private var segmentTimes: [Int: [Double]] = [:]
  private var challengerLaps = 0
  private var fixed: [Finding] = []

  public init(thresholds: CoachThresholds = CoachThresholds(), units: SpeechUnits = .metric) {
    judge = Judge(thresholds: thresholds)
    self.units = units
  }

  private var thresholds: CoachThresholds { judge.thresholds }

  /// Forgets everything: another track, car or driver.
  public mutating func reset() { self = Coach(thresholds: thresholds, units: units) }

  /// Takes a lap that has just ended.
  ///
  /// - Parameters:
  ///   - recent: the last eligible laps, the newest last, each with a trace.
  ///   - reference: the lap to compare with.
  public mutating func lapFinished(recent: [Lap], reference: Lap, corners: [Corner]) {
    guard let newest = recent.last, let trace = newest.trace, let best = reference.trace else { return }
    learntLaps = min(thresholds.learningLaps, learntLaps + 1)
    rememberSegments(of: trace, corners: corners)
    guard learntLaps >= thresholds.learningLaps else { return }
    let window = recent.suffix(thresholds.habitWindow)
    var seen: [String: [(lap: Lap, verdict: Judge.Verdict)]] = [:]
    var newestComparison: LapComparison?
    for lap in window {
      guard let trace = lap.trace, let comparison = LapComparer.compare(trace, with: best, corners: corners) else {
        continue
      }
      if lap.serial == newest.serial { newestComparison = comparison }
      guard lap.serial != reference.serial else { continue }
      for verdict in judge.verdicts(on: trace, against: best, comparison: comparison) {
        seen["\(verdict.rule.identifier):\(verdict.corner.number)", default: []].append((lap, verdict))
      }
    }
    if let newestComparison { followUp(newestComparison, newest: newest) }
    findings = seen.values.compactMap { finding(from: $0, newest: newest, reference: reference) }
      .sorted { ($0.loss, $1.corner) > ($1.loss, $0.corner) }
    findings.append(contentsOf: fixed.filter { done in !findings.contains { $0.corner == done.corner } })
    chooseFocus()
  }

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
    guard finding.loss >= loss, finding.confidence >= thresholds.shownConfidence else { return false }
    guard finding.state != .fixed, finding.state != .retired, finding.state != .retracted else { return false }
    guard let memory = memories[key(finding)] else { return true }
    guard !memory.isFixed, !memory.isRetracted, memory.timesShown < thresholds.timesShown else { return false }
    return memory.lastShownSerial.map { serial - $0 >= thresholds.lapsBetweenRepeats } ?? true
  }

  private func key(_ finding: Finding) -> String { "\(finding.rule):\(finding.corner)" }

  private mutating func rememberSegments(of trace: LapTrace, corners: [Corner]) {
    let coachable = corners.filter(\.isCoachable)
    let times = TheoreticalSums.slices(of: trace, starts: coachable.map(\.segmentStart))
    for (corner, time) in zip(coachable, times) {
      segmentTimes[corner.number, default: []].append(time)
      if segmentTimes[corner.number, default: []].count > 20 { segmentTimes[corner.number]?.removeFirst() }
    }
  }

  private func finding(
    from seen: [(lap: Lap, verdict: Judge.Verdict)], newest: Lap, reference: Lap
  ) -> Finding? {
    guard let last = seen.last, seen.count >= thresholds.habitLaps else { return nil }
    let losses = seen.map(\.verdict.candidate.loss)
    let loss = median(losses) ?? 0
    let deviation = robustDeviation(segmentTimes[last.verdict.corner.number] ?? []) ?? 0
    // A handful of laps has no deviation worth the name.
    let noise = (segmentTimes[last.verdict.corner.number]?.count ?? 0) >= 6 ? deviation : 0
    guard loss >= thresholds.lapEndLoss, loss >= thresholds.deviations * noise else { return nil }
    let amount = seen.map(\.verdict.candidate.amount).min() ?? 0
    let rule = last.verdict.rule
    let action = rule.action(amount: amount, units: units)
    let corner = last.verdict.corner
    let memory = memories["\(rule.identifier):\(corner.number)"]
    var state: Finding.State = seen.count >= thresholds.habitWindow ? .repeated : .new
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
    let start = action.prefix(1).lowercased() + action.dropFirst()
    return Finding(
      rule: rule.identifier, corner: corner.number, cornerName: corner.name, lapSerial: last.lap.serial,
      lapNumber: last.lap.number, referenceLapNumber: reference.number, loss: loss, action: action,
      text: "\(corner.name): \(start) — \(seconds(loss))\(place) (lap \(reference.number))",
      evidence: last.verdict.candidate.evidence, seenOnLaps: seen.map(\.lap.number),
      confidence: confidence(count: seen.count, loss: loss, noise: noise), state: state)
  }

  private func confidence(count: Int, loss: Double, noise: Double) -> Double {
    let repeats = count >= thresholds.habitWindow ? 0.5 : 0.35
    let clear = 0.5 * min(1, loss / max(0.1, 2 * noise))
    return min(1, repeats + clear)
  }

  private func seconds(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }

  /// Watches the corners of which something was said: better, or worse since.
  private mutating func followUp(_ comparison: LapComparison, newest: Lap) {
    for loss in comparison.corners {
      for (key, memory) in memories where memory.timesShown > 0 && !memory.isFixed {
        guard key.hasSuffix(":\(loss.corner.number)") else { continue }
        var memory = memory
        if loss.loss <= (1 - thresholds.fixedShare) * memory.lossWhenShown {
          memory.goodPassages += 1
        } else {
          memory.goodPassages = 0
        }
        if loss.loss > memory.lossWhenShown + 0.05 { memory.worsePassages += 1 }
        if memory.goodPassages >= thresholds.fixedPassages {
          memory.isFixed = true
          fixed.append(fixedFinding(key: key, loss: loss, newest: newest, was: memory.lossWhenShown))
        }
        if memory.worsePassages >= 2 { memory.isRetracted = true }
        memories[key] = memory
      }
    }
  }

  private func fixedFinding(key: String, loss: CornerLoss, newest: Lap, was: Double) -> Finding {
    let rule = String(key.prefix { $0 != ":" })
    let now = (loss.loss < 0 ? "−" : "+") + seconds(abs(loss.loss))
    return Finding(
      rule: rule, corner: loss.corner.number, cornerName: loss.corner.name, lapSerial: newest.serial,
      lapNumber: newest.number, referenceLapNumber: nil, loss: max(0, loss.loss),
      action: "Fixed: \(now), was +\(seconds(was))",
      text: "\(loss.corner.name) fixed: \(now) now, was +\(seconds(was))", evidence: [], seenOnLaps: [newest.number],
      confidence: 1, state: .fixed)
  }

  private mutating func chooseFocus() {
    let open = findings.filter { $0.state != .fixed && $0.state != .retired && $0.state != .retracted }
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
