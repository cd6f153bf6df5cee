import Glibc
import Telemetry

/// Finds the stretches of a lap from its samples. COACHING 9.
enum StretchFinder {
  /// Shortest time off the track that counts, s.
  static let offTrackTime = 0.1
  /// A pause longer than this takes the worth of where it happened, s.
  static let longPause = 20.0
  /// Stretch of the lap around a pause that the driver needs to be at it again, m.
  static let pauseReach = 50.0
  /// A car less far ahead than this is traffic, s.
  static let trafficGap = 1.2
  /// An excursion that gains more than this factor of the way driven, and this many metres, is a cut.
  static let cutFactor = 1.15
  static let cutMargin = 20.0
  /// A car that turns this much farther than its path within `spinTime` spins, rad and s; only faster than `spinSpeed`, m/s.
  static let spinAngle = Double.pi / 3
  static let spinTime = 1.0
  static let spinSpeed = 5.0

  /// - Parameters:
  ///   - samples: in the order of their stations.
  ///   - corridor: distance from the line at a station beyond which a car is off it, m; `nil` without a line.
  static func stretches(in samples: [LapSample], corridor: ((Double) -> Double)?) -> [LapStretch] {
    var found: [LapStretch] = []
    let flags: [(LapStretch.Kind, FrameFlags)] = [
      (.caution, [.safetyCar, .yellowFlag, .redFlag]), (.pit, .inPit), (.tractionControl, .tractionControl),
      (.antiLock, .antiLock), (.revLimiter, .revLimiter),
    ]
    for (kind, flag) in flags {
      found += runs(of: kind, in: samples, atLeast: 0) { !samples[$0].frame.flags.isDisjoint(with: flag) }
    }
    found += runs(of: .traffic, in: samples, atLeast: 0) { index in
      samples[index].frame[.gapAhead].map { $0 > 0 && $0 < trafficGap } ?? false
    }
    let excursions = runs(of: .offTrack, in: samples, atLeast: offTrackTime) { index in
      if samples[index].frame.flags.contains(.offTrack) || (samples[index].frame[.looseWheels] ?? 0) >= 3 {
        return true
      }
      guard let corridor, samples[index].offset.isFinite else { return false }
      return abs(Double(samples[index].offset)) > corridor(samples[index].station)
    }
    found += excursions
    found += excursions.filter { isCut($0, samples) }.map { LapStretch(kind: .cut, start: $0.start, end: $0.end) }
    found += spins(in: samples)
    found += samples.indices.filter { Double(samples[$0].pause) > longPause }.map { index in
      let station = samples[index].station
      return LapStretch(kind: .pause, start: station - pauseReach, end: station + pauseReach)
    }
    return found
  }

  private static func runs(
    of kind: LapStretch.Kind, in samples: [LapSample], atLeast duration: Double, where holds: (Int) -> Bool
  ) -> [LapStretch] {
    var found: [LapStretch] = []
    var first: Int?
    // A sample is large: only its place is kept.
    for index in 0...samples.count {
      if index < samples.count, holds(index) {
        if first == nil { first = index }
      } else if let begun = first {
        let last = index - 1
        if samples[last].clock - samples[begun].clock >= duration {
          found.append(LapStretch(kind: kind, start: samples[begun].station, end: samples[last].station))
        }
        first = nil
      }
    }
    return found
  }

  private static func isCut(_ stretch: LapStretch, _ samples: [LapSample]) -> Bool {
    var driven = 0.0
    var before: Position?
    for index in samples.indices where samples[index].station >= stretch.start && samples[index].station <= stretch.end
    {
      guard let place = samples[index].frame.position else { return false }
      if let before { driven += TrackLearning.planeDistance(before, place) }
      before = place
    }
    return stretch.end - stretch.start > cutFactor * driven + cutMargin
  }

  private static func spins(in samples: [LapSample]) -> [LapStretch] {
    var found: [LapStretch] = []
    // What the car turned farther than its path on the way to each sample, and since the first one of the last second.
    var steps = [Double](repeating: 0, count: samples.count)
    var excess = 0.0
    var first = 0
    for index in samples.indices.dropFirst() {
      let clock = samples[index].clock
      let step = clock - samples[index - 1].clock
      guard step > 0, step < 0.5, let yaw = samples[index].frame[.yawRate],
        (samples[index].frame.speed ?? 0) > spinSpeed, let turned = pathTurn(samples, index)
      else {
        first = index
        excess = 0
        continue
      }
      steps[index] = abs(yaw) * step - abs(turned)
      excess += steps[index]
      while clock - samples[first].clock >= spinTime {
        first += 1
        excess -= steps[first]
      }
      if excess > spinAngle {
        found.append(LapStretch(kind: .spin, start: samples[first].station, end: samples[index].station))
        first = index
        excess = 0
      }
    }
    return found
  }

  /// Angle between the directions of a sample and of the one before, rad; `nil` without a velocity.
  private static func pathTurn(_ samples: [LapSample], _ index: Int) -> Double? {
    guard let ax = samples[index - 1].frame[.velocityX], let az = samples[index - 1].frame[.velocityZ],
      let bx = samples[index].frame[.velocityX], let bz = samples[index].frame[.velocityZ]
    else { return nil }
    return atan2(ax * bz - az * bx, ax * bx + az * bz)
  }
}
