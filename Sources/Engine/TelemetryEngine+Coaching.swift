import Analysis
import Coaching
import Telemetry
import Timing

extension TelemetryEngine {
  /// Runs the rules right after a corner, and lets a line appear or go.
  func coachLive(_ frame: TelemetryFrame, sample: LiveSample) {
    guard !model.isCoachMuted, let station = sample.station, let lapTime = sample.lapTime,
      let reference = model.reference?.lap.trace
    else { return }
    if sample.state == .live { judgePassedCorner(station: station, lapTime: lapTime, reference: reference) }
    let shownBefore = slots.current?.shownAt
    let moment = CoachMoment(
      time: frame.gameTime, speed: frame.speed ?? 0, throttle: frame.throttle, brake: frame.brake,
      lateralAcceleration: frame[.lateralAcceleration], nextCorner: nextCorner(after: station)?.number,
      timeToNextSegment: timeToNextSegment(from: station, reference: reference), lapTime: lapTime,
      isRestricted: !frame.flags.isDisjoint(with: [.safetyCar, .yellowFlag, .redFlag, .blueFlag]))
    if let finding = slots.update(moment) {
      coach.shown(finding, serial: model.laps.last?.serial ?? 0)
      model.findings = coach.findings
    }
    if slots.current?.shownAt != shownBefore { publishAdvice() }
  }

  private func nextCorner(after station: Double) -> Corner? {
    model.corners.first { $0.isCoachable && $0.segmentStart > station } ?? model.corners.first { $0.isCoachable }
  }

  private func timeToNextSegment(from station: Double, reference: LapTrace) -> Double? {
    guard let next = nextCorner(after: station) else { return nil }
    let start = max(0, next.segmentStart)
    if next.segmentStart > station { return reference.time(at: start) - reference.time(at: station) }
    return reference.lapTime - reference.time(at: station) + reference.time(at: start)
  }

  /// At the end of a corner's segment: does this passage show the finding that the driver works on?
  private func judgePassedCorner(station: Double, lapTime: Double, reference: LapTrace) {
    let coachable = model.corners
    while nextSegment < coachable.count {
      let index = nextSegment
      guard coachable[index].isCoachable else {
        nextSegment += 1
        continue
      }
      guard let end = coachable[(index + 1)...].first(where: \.isCoachable)?.segmentStart, station >= end else {
        return
      }
      nextSegment += 1
      guard let focus = coach.focus, focus.corner == coachable[index].number, station < end + 50,
        coach.mayShow(focus, serial: model.laps.last?.serial ?? 0, loss: coach.judge.thresholds.drivingLoss)
      else { continue }
      if repeats(focus, corner: coachable[index], end: end, lapTime: lapTime, station: station, reference: reference) {
        slots.passed(focus)
      }
    }
  }

  private func repeats(
    _ focus: Finding, corner: Corner, end: Double, lapTime: Double, station: Double, reference: LapTrace
  ) -> Bool {
    let provisional = reference.lapTime + lapTime - reference.time(at: station)
    var samples = tracker.currentSamples
    samples.measuredTime = provisional
    guard provisional > 0,
      let trace = Resampler.trace(
        of: samples, on: reference.grid, lapTime: provisional, sampleRate: model.source?.sampleRate ?? 60),
      let comparison = LapComparer.compare(trace, with: reference, corners: [])
    else { return false }
    let loss = LapComparer.loss(of: corner, until: end, lap: trace, reference: reference, comparison: comparison)
    let passage = Passage(loss: loss, segmentEnd: end, lap: trace, reference: reference, comparison: comparison)
    guard let verdict = coach.judge.verdict(on: passage) else { return false }
    return verdict.rule.identifier == focus.rule && verdict.candidate.loss >= coach.judge.thresholds.drivingLoss
  }
}
