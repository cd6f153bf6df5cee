import Coaching
import Telemetry
import Timing

extension TelemetryEngine {
  /// What is shown of an instant.
  func sample(_ frame: TelemetryFrame, step: Double) -> LiveSample {
    let status = tracker.status
    var sample = LiveSample()
    sample.frame = frame
    sample.station = status.station
    sample.lateralOffset = status.offset.flatMap { $0.isFinite ? $0 : nil }
    sample.lapTime = status.lapTime
    sample.fuelPerLap = fuelPerLap
    if let fuel = frame[.fuelLevel], let use = fuelPerLap, use > 0 { sample.fuelLaps = fuel / use }
    if let station = status.station, let lapTime = status.lapTime {
      let moved = board.move(to: station, lapTime: lapTime)
      sample.miniSector = moved.index
      if moved.changed {
        model.miniSectors = board.marks
        model.revision += 1
      }
      readDelta(&sample, station: station, lapTime: lapTime, step: step)
    }
    sample.state = state(of: frame, status: status, sample: sample)
    if let station = status.station, let trace = liveTrace, station >= 0, sample.state != .paused {
      trace.fill(upTo: trace.grid.index(at: station), frame: frame, delta: sample.rawDelta)
    }
    followSectors(frame, sample: sample)
    followStrategy(frame, sample: sample)
    coachLive(frame, sample: sample)
    return sample
  }

  private func readDelta(_ sample: inout LiveSample, station: Double, lapTime: Double, step: Double) {
    guard let reference = model.reference?.lap.trace, !tracker.status.isOffLine else { return }
    guard let reading = deltas.read(station: station, lapTime: lapTime, reference: reference, step: step) else {
      return
    }
    sample.delta = reading.delta
    sample.rawDelta = reading.raw
    sample.deltaRate = reading.rate
    sample.deltaIsFromLastLap = reading.isFromLastLap
    sample.predictedLapTime = reading.predictedLapTime
    let slot = Int(max(0, station) / Self.uncertaintyStep)
    if slot < uncertainty.count { sample.predictionUncertainty = uncertainty[slot] }
  }

  private func state(of frame: TelemetryFrame, status: LapTracker.Status, sample: LiveSample) -> LiveState {
    if frame.flags.contains(.loading) { return .waiting }
    if status.isPaused { return .paused }
    if status.isInPit { return .pit }
    if !status.startedAtLine { return .outLap }
    if model.track == nil { return .learning }
    if model.reference == nil { return .noReference }
    if status.isOffLine { return .offLine }
    return .live
  }

  private func followSectors(_ frame: TelemetryFrame, sample: LiveSample) {
    let known = model.currentSectors.count
    if let first = frame.firstSectorTime, first > 0 {
      let second = frame.secondSectorTime.flatMap { $0 > 0 ? $0 : nil }
      if known == 0 { addSector(first) }
      if known <= 1, let second { addSector(second) }
    } else if let track = model.track, let station = sample.station, let lapTime = sample.lapTime,
      model.source?.capabilities.contains(.sectors) != true, known < track.sectorStarts.count,
      station >= track.sectorStarts[known]
    {
      addSector(lapTime - model.currentSectors.reduce(0, +))
    }
  }

  private func addSector(_ time: Double) {
    model.currentSectors.append(time)
    model.revision += 1
  }

  func publishAdvice() {
    model.advice = model.verbosity == .off ? nil : slots.current
    model.revision += 1
    if let advice = model.advice { events.append(.advised(advice)) }
  }
}
