import Analysis
import Coaching
import Telemetry
import Timing

extension TelemetryEngine {
  /// Lets a line appear or go.
  func coachLive(_ frame: TelemetryFrame, sample: LiveSample) {
    guard model.verbosity != .off, let station = sample.station, let lapTime = sample.lapTime,
      let reference = model.reference?.lap.trace
    else { return }
    noteLostLap(frame, station: station)
    let shownBefore = slots.current?.shownAt
    let moment = CoachMoment(
      time: frame.gameTime, speed: frame.speed ?? 0, throttle: frame.throttle, brake: frame.brake,
      lateralAcceleration: lateralAcceleration(frame, station: station), nextCorner: nextCorner(after: station)?.number,
      cornersReached: model.corners.count { begin($0) <= station },
      timeToNextSegment: timeToNextCorner(from: station, reference: reference), lapTime: lapTime,
      isRestricted: model.verbosity == .strategy || isRestricted(frame))
    if let finding = slots.update(moment) {
      coach.shown(finding, serial: model.laps.last?.serial ?? 0)
      model.findings = coach.findings
    }
    if slots.current?.shownAt != shownBefore { publishAdvice() }
  }

  /// Flags, a fight or the end of a race: nobody is coached then. COACHING 12.2.
  private func isRestricted(_ frame: TelemetryFrame) -> Bool {
    if !frame.flags.isDisjoint(with: [.safetyCar, .yellowFlag, .redFlag, .blueFlag]) { return true }
    if let gap = frame[.gapAhead], gap > 0, gap < coach.thresholds.fightGap { return true }
    guard let count = frame.lapCount, let number = frame.lapNumber, count > 0 else { return false }
    return Int(count) - Int(number) < coach.thresholds.lastLaps
  }

  /// What the car does sideways, m/s²: measured, or what the line asks of it.
  private func lateralAcceleration(_ frame: TelemetryFrame, station: Double) -> Double? {
    if let measured = frame[.lateralAcceleration] { return measured }
    guard let speed = frame.speed else { return nil }
    if let yaw = frame[.yawRate] { return yaw * speed }
    return model.track?.line.map { $0.curvature[$0.grid.index(at: station)] * speed * speed }
  }

  /// A lap that has just been lost is said on the next straight. COACHING 13, L8.
  private func noteLostLap(_ frame: TelemetryFrame, station: Double) {
    let lost = tracker.status.lapFlags.intersection([.gameInvalid, .offTrack])
    guard !lost.isEmpty, spokenFlags.isEmpty, tracker.status.startedAtLine else { return }
    spokenFlags = lost
    guard !coach.mutedRules.contains(TrackLimits.identifier) else { return }
    let corner = model.corners.last { $0.segmentStart <= station } ?? model.corners.last
    let beyond = tracker.status.offset.flatMap { offset in
      model.track?.line.map { abs(offset) - $0.corridor(at: station) }
    }
    let line = TrackLimits.line(corner: corner, wide: beyond.flatMap { $0 > 0 ? $0 : nil }, station: station)
    slots.submit(SpokenLine(text: line.text, priority: line.priority), at: frame.gameTime)
  }

  private func nextCorner(after station: Double) -> Corner? {
    model.corners.first { $0.isCoachable && $0.segmentStart > station } ?? model.corners.first { $0.isCoachable }
  }

  /// Where a corner begins for the driver: with its braking zone, or with its arc where it has none.
  private func begin(_ corner: Corner) -> Double { corner.isCoachable ? corner.segmentStart : corner.start }

  /// Time until the next corner begins, s; 0 from there to its end: nobody reads while he brakes and turns.
  private func timeToNextCorner(from station: Double, reference: LapTrace) -> Double? {
    let length = reference.grid.length
    for corner in model.corners {
      let start = begin(corner)
      if station >= start, station < corner.end { return 0 }
      if start < 0, station >= start + length { return 0 }
      if start > station { return reference.time(at: start) - reference.time(at: station) }
    }
    guard let first = model.corners.first else { return nil }
    return reference.lapTime - reference.time(at: station) + reference.time(at: max(0, begin(first)))
  }

  /// The focus corner whose segment the car has just left, if there is something to say of it. Cheap: asked for every frame.
  func passedFocusCorner() -> PassedCorner? {
    guard let station = tracker.status.station, let lapTime = tracker.status.lapTime, !tracker.status.isOffLine else {
      return nil
    }
    while nextSegment < model.corners.count {
      let corner = model.corners[nextSegment]
      guard corner.isCoachable else {
        nextSegment += 1
        continue
      }
      guard let end = model.corners[(nextSegment + 1)...].first(where: \.isCoachable)?.segmentStart, station >= end
      else { return nil }
      nextSegment += 1
      guard let focus = coach.focus, focus.corner == corner.number, station < end + 50,
        coach.mayShow(focus, serial: model.laps.last?.serial ?? 0, loss: coach.thresholds.drivingLoss)
      else { continue }
      return PassedCorner(corner: corner, end: end, station: station, lapTime: lapTime)
    }
    return nil
  }

  /// Does this passage show the finding that the driver works on?
  func judge(_ passed: PassedCorner) {
    guard let focus = coach.focus, let target = coach.targets.target(of: passed.corner.number) else { return }
    let provisional = target.trace.lapTime + passed.lapTime - target.trace.time(at: passed.station)
    var samples = tracker.currentSamples
    samples.measuredTime = provisional
    guard provisional > 0,
      let trace = Resampler.trace(
        of: samples, on: target.trace.grid, lapTime: provisional, sampleRate: model.source?.sampleRate ?? 60,
        line: model.track?.line),
      let candidates = coach.candidates(
        of: passed.corner, until: passed.end, on: trace, lapSerial: (model.laps.last?.serial ?? 0) + 1)
    else { return }
    let shows = candidates.contains {
      $0.rule.identifier == focus.rule && $0.candidate.loss >= coach.thresholds.drivingLoss
    }
    if shows { slots.passed(focus) }
  }
}

/// A corner that has just been left.
struct PassedCorner: Sendable {
  var corner: Corner
  /// Station at which its segment ends, m, and the car's, m and s since the line.
  var end: Double
  var station: Double
  var lapTime: Double
}
