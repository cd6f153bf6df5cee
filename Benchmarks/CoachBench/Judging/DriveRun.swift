import Telemetry

/// Drives a script, lets the coach listen, and compares what it says with what was done.
struct DriveRun {
  /// A statement is about something real when the mistake cost at least this, s: half of what the coach shows.
  static let realLoss = 0.04
  /// Every so many frames the delta is compared with the truth.
  private static let deltaStride = 3
  /// The first part of a lap has no delta of its own, m.
  private static let deltaStart = 40.0

  let script: DriveScript
  let maker: LapMaker
  var sending = Sending()
  var isImperial = false
  /// Changes the stream before the coach hears it, where findings are compared and nothing else is measured.
  var disturb: (([TelemetryFrame]) -> [TelemetryFrame])?

  func run() -> DriveOutcome {
    let results = script.drive(with: maker)
    let sender = FrameSender(laps: results.map(\.driven), sending: sending, seed: script.seed)
    let coach = CoachUnderTest(source: sender.source, isImperial: isImperial)
    var outcome = DriveOutcome(
      circuit: script.circuit.name, purpose: script.purpose, officialCorners: script.circuit.bends.count,
      foundCorners: 0)
    listen(to: sender, coach: coach, results: results, outcome: &outcome)
    outcome.foundCorners = coach.corners.count
    outcome.residuals = coach.laps.compactMap(\.residual).map(abs)
    outcome.rejectedLaps = coach.laps.count { !$0.isEligible && $0.number > 0 }
    outcome.coachedLaps = max(0, coach.laps.count - DriveScript.cleanLaps + 1)
    let matching = Matching(
      corners: coach.corners, length: script.circuit.length, line: sending.line,
      measuredLength: coach.length ?? script.circuit.length)
    outcome.unfoundBends = matching.unfound(in: script.circuit).map(\.number)
    switch script.purpose {
    case .single: judgeLaps(results, coach: coach, matching: matching, outcome: &outcome)
    case .habit: judgeHabits(results, coach: coach, matching: matching, outcome: &outcome)
    case .natural:
      let judged = coach.laps.filter { $0.number > DriveScript.cleanLaps }
      outcome.nullLaps = judged.count
      outcome.nullFindings = judged.reduce(0) { $0 + $1.findings.count }
      outcome.statements = judged.flatMap(\.findings).map {
        MadeStatement(
          rule: $0.rule, isRight: false, isRightCause: false,
          quote: "\(script.circuit.name) | \(script.car.name) | \($0.text)")
      }
    }
    return outcome
  }

  // MARK: Listening

  private func listen(
    to sender: FrameSender, coach: CoachUnderTest, results: [CleanLap.Result], outcome: inout DriveOutcome
  ) {
    var count = 0
    var last: (error: Double, number: Int)?
    var shown: CoachUnderTest.Message?
    var outcomeNow = outcome
    let bends = turningStations(results[0].driven)
    func take(_ frame: TelemetryFrame, _ truth: Truth) {
      let reading = coach.ingest(frame)
      follow(reading.message, before: &shown, frame: frame, truth: truth, bends: bends, outcome: &outcomeNow)
      count += 1
      if let known = last, truth.number == known.number + 1, known.number > 0 {
        outcomeNow.lineErrors.append(abs(known.error))
        last = nil
      }
      guard let delta = reading.delta, let reference = reading.referenceLap else { return }
      let station = truth.station
      guard reference > 0, reference < results.count - 1 else { return }
      // The official difference is that at the line; the last sample lies up to two frames before it, where the truth is this.
      let real = truth.lapTime - sender.time(ofLap: reference, at: station)
      last = (delta - real, truth.number)
      if count % Self.deltaStride == 0, truth.lapTime > 1, abs(station - sending.line) > Self.deltaStart {
        outcomeNow.deltaErrors.append(abs(delta - real))
      }
    }
    sender.send(take)
    outcome = outcomeNow
  }

  /// Where the circuit turns and the driver feels it: the bends that are not driven flat out.
  private func turningStations(_ lap: DrivenLap) -> [Bool] {
    var turning = [Bool](repeating: false, count: script.circuit.count)
    for bend in maker.bends(lap: 0) where bend.lap == 0 && !bend.features(lap).isFlat {
      for index in max(0, Int(bend.start))..<min(turning.count, Int(bend.end)) { turning[index] = true }
    }
    return turning
  }

  private func follow(
    _ message: CoachUnderTest.Message?, before: inout CoachUnderTest.Message?, frame: TelemetryFrame, truth: Truth,
    bends: [Bool], outcome: inout DriveOutcome
  ) {
    defer { before = message }
    // The lap after the last one is only begun: what comes there could not be read to its end.
    guard let message, truth.number <= script.laps.count else { return }
    let brake = frame.brake ?? 0
    if message != before {
      outcome.messages.append(
        ShownMessage(
          text: message.text, rule: message.rule, corner: message.corner, lap: truth.number, station: truth.station,
          time: frame.gameTime, brake: brake, lateralAcceleration: frame[.lateralAcceleration] ?? 0))
    }
    let last = outcome.messages.count - 1
    let lateral = abs(frame[.lateralAcceleration] ?? 0)
    outcome.messages[last].mostBrake = max(outcome.messages[last].mostBrake, brake)
    outcome.messages[last].mostLateral = max(outcome.messages[last].mostLateral, lateral)
    outcome.messages[last].duration = frame.gameTime - outcome.messages[last].time
    if brake > 0.06 || bends[min(bends.count - 1, Int(truth.station))] {
      outcome.messages[last].overlaps += 1
    }
  }

  // MARK: Judging

  private func judgeLaps(
    _ results: [CleanLap.Result], coach: CoachUnderTest, matching: Matching, outcome: inout DriveOutcome
  ) {
    for (lap, faults) in script.laps.enumerated() where !faults.isEmpty {
      guard let statements = coach.statements(onLap: lap + 1, against: Array(1...DriveScript.cleanLaps)) else {
        continue
      }
      match(
        results[lap + 1].losses, statements, matching: matching, trails: coach.trails, outcome: &outcome)
    }
  }

  private func judgeHabits(
    _ results: [CleanLap.Result], coach: CoachUnderTest, matching: Matching, outcome: inout DriveOutcome
  ) {
    let last = DriveScript.cleanLaps + DriveScript.repeats
    guard let lap = coach.laps.last(where: { $0.number == last }) else { return }
    let seen = results[(DriveScript.cleanLaps + 1)...last]
    let losses = (seen.last?.losses ?? []).map { done -> (fault: Fault, loss: Double, station: Double) in
      let costs = seen.flatMap(\.losses).filter { $0.fault.kind == done.fault.kind && $0.fault.bend == done.fault.bend }
        .map(\.loss)
      return (done.fault, Quantile.median(costs) ?? done.loss, done.station)
    }
    match(losses, lap.findings, matching: matching, trails: lap.unsaid, outcome: &outcome)
  }

  private func match(
    _ losses: [(fault: Fault, loss: Double, station: Double)], _ statements: [CoachUnderTest.Statement],
    matching: Matching, trails: [Int: String] = [:], outcome: inout DriveOutcome
  ) {
    for done in losses {
      let here = matching.corner(at: done.station)?.number
      let about = statements.filter { matching.isAbout($0.corner, place: done.station) }
      let said =
        about.filter { $0.corner == here }.max { $0.loss < $1.loss } ?? about.max { $0.loss < $1.loss }
      outcome.faults.append(
        MadeFault(
          circuit: script.circuit.name, car: script.car.name, bend: done.fault.bend + 1, fault: done.fault,
          trueLoss: done.loss, corner: here ?? 0, said: said, others: statements,
          trail: here.flatMap { trails[$0] } ?? ""))
    }
    for statement in statements {
      let about = losses.filter { $0.loss >= Self.realLoss && matching.isAbout(statement.corner, place: $0.station) }
      outcome.statements.append(
        MadeStatement(
          rule: statement.rule, isRight: !about.isEmpty,
          isRightCause: about.contains { $0.fault.kind.causes.contains(statement.rule) },
          quote: about.isEmpty
            ? "\(script.circuit.name) | \(script.car.name) | T\(statement.corner) \(statement.text) | \(statement.trail)"
            : ""))
    }
  }
}
