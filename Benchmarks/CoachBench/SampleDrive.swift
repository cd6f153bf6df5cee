public import Telemetry

/// A drive of the bench for those who measure speed: seven kilometres with habits in three corners.
public enum SampleDrive {
  /// Frames of some laps of the circuit in the likeness of Spa, 60 a second, with the run-up to the first.
  public static func spa(laps count: Int) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    let maker = LapMaker(circuit: .spa, car: .gt, seed: 5)
    let script = DriveScript(circuit: .spa, car: .gt, seed: 5, purpose: .habit, maker: maker)
    let sender = FrameSender(
      laps: script.drive(with: maker).prefix(count + 2).map(\.driven), sending: Sending(), seed: 5)
    var frames: [TelemetryFrame] = []
    sender.send { frame, _ in frames.append(frame) }
    return (sender.source, frames)
  }
}
