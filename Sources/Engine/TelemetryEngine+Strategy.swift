import Analysis
import Coaching
import Telemetry
import Timing

extension TelemetryEngine {
  /// Fuel, tyres and the distance to go: what has just begun to hold is said on the next straight, or kept for the review.
  func followStrategy(_ frame: TelemetryFrame, sample: LiveSample) {
    var place: LapPlace?
    if let station = sample.station, let length = model.track?.length {
      let toLine = model.reference?.lap.trace.map { max(0, $0.lapTime - $0.time(at: station)) }
      place = LapPlace(station: station, lapLength: length, timeToLine: toLine)
    }
    for message in strategy.ingest(frame, place: place) {
      model.strategyNotes.append(message)
      model.revision += 1
      guard message.slot == .drivingLine, model.verbosity != .off, !coach.mutedRules.contains(message.rule) else {
        continue
      }
      slots.submit(SpokenLine(text: message.text, priority: message.priority), at: frame.gameTime)
    }
  }

  /// A lap for the models of fuel and tyres.
  func teachStrategy(_ lap: Lap, comparison: LapComparison?) {
    let passages = lap.trace.map { trace in
      (comparison?.corners ?? []).filter(\.isUsable).compactMap { TyrePassage($0, on: trace) }
    }
    strategy.lapFinished(lap, passages: passages ?? [])
    if let reference = model.reference?.lap.trace, let corners = comparison?.corners {
      strategy.takeReference(
        reference,
        lifts: corners.compactMap { loss in
          (loss.reference?.lift ?? loss.reference?.brakeStart).map { (loss.corner.name, $0) }
        })
    }
    strategy.takeSpinningCorners(spinningCorners())
    model.strategy = strategy.state
    fuelPerLap = strategy.fuel.use?.perLap
  }

  /// Corners by the time that a wheel spins in them, the most first; `nil` where no wheel speeds are known.
  private func spinningCorners() -> [String]? {
    let times = model.corners.compactMap { corner -> (name: String, time: Double)? in
      let spins = coach.store.passages(of: corner.number).suffix(3).compactMap(\.metrics.spinTime)
      return spins.isEmpty ? nil : (corner.name, spins.reduce(0, +))
    }
    guard !times.isEmpty else { return nil }
    return times.filter { $0.time > 0 }.sorted { $0.time > $1.time }.map(\.name)
  }

  /// Follows the goals with a clean lap, and sets one for each habit.
  func followGoals(_ lap: Lap, comparison: LapComparison?) {
    guard lap.isEligible, let comparison else { return }
    let usable = comparison.corners.filter(\.isUsable)
    _ = goals.check(usable.compactMap { CornerPassageFigures($0, lapSerial: lap.serial) })
    let targets = model.corners.compactMap { corner -> CornerPassageFigures? in
      guard let target = coach.targets.target(of: corner.number),
        let passage = coach.store.passages(of: corner.number).last(where: { $0.serial == target.lap.serial })
      else { return nil }
      return CornerPassageFigures(
        corner: corner.number, lapSerial: passage.serial, segmentTime: passage.metrics.segmentTime,
        brakeStart: passage.metrics.brakeStart, minimumSpeed: passage.metrics.minimumSpeed,
        throttlePickUp: passage.metrics.throttlePickUp, fullThrottle: passage.metrics.fullThrottle, loss: 0)
    }
    goals.prescribe(for: coach.findings, reference: targets, thresholds: coach.thresholds)
    model.goals = goals.goals
  }
}
