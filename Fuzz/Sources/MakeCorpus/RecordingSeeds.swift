import Foundation
import Recordings
import Telemetry

/// Seeds that our own writers make of a short drive.
func writeRecordings(in folder: URL) throws {
  var source = SourceDescription(game: "gt7", gameName: "Gran Turismo 7", sampleRate: 5)
  source.track = "Ring"
  source.car = "Kart"
  let frames = (0..<40).map { index in
    var frame = TelemetryFrame()
    frame.gameTime = Double(index) / 5
    frame.lapNumber = Int32(index / 15)
    frame.flags = .onTrack
    frame.position = Position(x: Double(index % 15) * 7, y: 0, z: Double(index % 7) * 5)
    frame.speed = 30
    frame.throttle = 0.5
    frame.brake = 0
    frame.gear = 3
    frame.steering = 0.25
    return frame
  }
  if let files = LdWriter.files(source: source, frames: frames, startDate: 1_767_268_800) {
    try write(files.log, "FuzzLd", "log", in: folder)
    try write(files.laps, "FuzzLdx", "laps", in: folder)
  }
  let gate = (middle: Position(x: 50, y: 0, z: 0), before: Position(x: 40, y: 0, z: 0))
  for form in VboWriter.GateForm.allCases {
    let text = VboWriter.file(source: source, frames: frames, gate: gate, form: form, latitude: 50, longitude: -8)
    try write(text ?? [], "FuzzVbo", "\(form)", in: folder)
  }
}
