internal import Engine
internal import Telemetry

/// The lap driven so far while its track is not known yet: a bounded row of points over the driven distance.
///
/// The engine keeps a lap on the track's own axis once it has learnt it; until then this is what there is to draw.
struct DrivenPath: Sendable {
  struct Point: Sendable {
    /// Driven distance, m.
    var distance: Double
    /// m/s.
    var speed: Double
    var throttle: Double?
    var brake: Double?
    var position: Position?
  }

  /// When as many points are kept, every other one goes and new ones come half as often.
  static let capacity = 2048

  private(set) var points: [Point] = []
  private(set) var spacing = 4.0
  private var lapNumber: Int32?

  /// Driven distance, m.
  var length: Double { points.last?.distance ?? 0 }

  /// Whether there is enough of it to be drawn.
  var isDrawable: Bool { !points.isEmpty }

  /// Takes the newest instant in; starts over with a new lap and ends where the track is known.
  mutating func take(_ sample: LiveSample) {
    guard sample.state == .learning || sample.state == .outLap else {
      // A pause in the menu is not the end of a lap.
      if sample.state != .paused, !points.isEmpty { self = DrivenPath() }
      return
    }
    guard let distance = sample.station, distance.isFinite, let speed = sample.frame.speed, speed.isFinite else {
      return
    }
    if sample.frame.lapNumber != lapNumber || distance < length - 50 {
      self = DrivenPath()
      lapNumber = sample.frame.lapNumber
    }
    guard points.isEmpty || distance >= length + spacing else { return }
    points.append(
      Point(
        distance: distance, speed: speed, throttle: sample.frame.throttle, brake: sample.frame.brake,
        position: sample.frame.position))
    guard points.count >= Self.capacity else { return }
    points = stride(from: 0, to: points.count, by: 2).map { points[$0] }
    spacing *= 2
  }

  /// End of the axis, m: grows in steps, so that what is drawn stands still between them.
  var axisEnd: Double { Self.axisEnds.first { $0 > length * 1.02 } ?? max(50_000, length * 1.1) }

  private static let axisEnds: [Double] = [
    1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000, 10_000, 15_000, 20_000, 30_000, 50_000,
  ]
}
