import Foundation
import Telemetry

/// A car that goes round a circle, anticlockwise seen from above, at a constant speed: every lap takes `lapTime`.
struct CircleDrive {
  var radius = 100.0
  var lapTime = 20.0
  var rate = 10.0
  /// s from the first sample to the first crossing, which lies east of the middle.
  var runUp = 7.03
  var seconds = 75.0
  /// s of the clock at the first sample.
  var start = 36_000.0

  var speed: Double { 2 * .pi * radius / lapTime }
  var crossings: [Double] { stride(from: runUp, through: seconds, by: lapTime).map { $0 } }
  var gate: (middle: Position, before: Position) {
    (Position(x: radius, y: 0, z: 0), Position(x: radius, y: 0, z: 10))
  }

  var frames: [TelemetryFrame] {
    (0...Int(seconds * rate)).map { index in
      let time = Double(index) / rate
      let angle = 2 * .pi * (time - runUp) / lapTime
      var frame = TelemetryFrame()
      frame.gameTime = start + time
      frame.arrivalTime = time
      frame.flags = .onTrack
      let passed = crossings.count { $0 <= time }
      frame.lapNumber = Int32(passed)
      if passed > 0 { frame.currentLapTime = time - crossings[passed - 1] }
      if passed > 1 { frame.lastLapTime = lapTime }
      // East is x, south is z: going left from the east is going north.
      frame.position = Position(x: radius * cos(angle), y: 12.5, z: -radius * sin(angle))
      frame.speed = speed
      frame[.lateralAcceleration] = speed * speed / radius
      frame[.longitudinalAcceleration] = 0.5
      frame[.yawRate] = speed / radius
      frame.throttle = 0.75
      frame.brake = index % 100 < 10 ? 0.5 : 0
      frame.gear = 3
      frame.engineSpeed = 6000 + Double(index % 100)
      frame.steering = 0.2
      return frame
    }
  }

  var source: SourceDescription {
    var source = SourceDescription(game: "test", gameName: "Test", sampleRate: rate)
    source.track = "Ring"
    return source
  }
}
