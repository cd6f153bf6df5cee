import Glibc
import Telemetry
public import Timing

/// Finds the corners of a track once, on its line with the speed of a reference lap. COACHING 6.2.
public enum CornerDetector {
  /// Curvature that begins and keeps an arc, 1/m; a gentler one counts where the car turns hard, m/s².
  static let enterCurvature = 0.0030
  static let enterFastCurvature = 0.0012
  static let enterAcceleration = 4.5
  static let stayCurvature = 0.0022
  static let stayFastCurvature = 0.0009
  static let stayAcceleration = 3.0
  /// An arc ends after this much below the limits, m.
  static let endDistance = 40.0
  /// Angles, rad: below the first it is noise, below the second a kink, beyond the last no corner.
  static let smallestAngle = 12 * Double.pi / 180
  static let kinkAngle = 25 * Double.pi / 180
  static let largestAngle = 330 * Double.pi / 180
  /// Arcs of one direction closer than this are one corner, m; or the longer one where the car hardly accelerates between.
  static let mergeDistance = 30.0
  static let mergeFlowDistance = 90.0
  static let mergeThrottle = 0.9
  static let mergeSpeedGain = 6 / 3.6
  /// Space before braking and after an arc that belongs to a segment, m; the longest approach. COACHING 8.
  static let brakingMargin = 60.0
  static let exitMargin = 25.0
  static let longestApproach = 350.0
  /// Full throttle between two corners of one complex lasts less than this, s.
  static let complexTime = 1.0
  /// Minimum speeds, m/s, beyond which a corner is never fast or never slow.
  static let neverFast = 90 / 3.6
  static let neverSlow = 200 / 3.6

  struct Arc {
    var start: Double
    var end: Double
    var angle: Double
    var centre: Double
  }

  /// The corners of a track, in the order of the lap; empty where the lap has neither positions nor a lateral channel.
  public static func detect(on track: TrackModel, reference: LapTrace) -> [Corner] {
    guard let lap = ClosedLap(reference), let curvature = curvature(of: track, lap: lap) else { return [] }
    var arcs = merged(arcs(in: curvature, lap: lap), lap: lap)
    arcs.removeAll { abs($0.angle) < smallestAngle || abs($0.angle) > largestAngle }
    arcs.sort { lap.wrapped($0.centre) < lap.wrapped($1.centre) }
    return corners(from: arcs.map { normalised($0, lap: lap) }, lap: lap)
  }

  /// Moves an arc by whole laps so that its centre lies on the lap.
  private static func normalised(_ arc: Arc, lap: ClosedLap) -> Arc {
    let shift = lap.wrapped(arc.centre) - arc.centre
    return Arc(start: arc.start + shift, end: arc.end + shift, angle: arc.angle, centre: arc.centre + shift)
  }

  /// Curvature at each station: the line's, or what the car measured where there is none.
  static func curvature(of track: TrackModel, lap: ClosedLap) -> [Double]? {
    if let line = track.line, line.grid == lap.trace.grid { return line.curvature }
    let grid = lap.trace.grid
    if let yaw = lap.trace.columns[.yawRate] {
      return (0..<grid.count).map { Double(yaw[$0]) / max(5, lap.speed(grid.station($0))) }
    }
    guard let lateral = lap.trace.columns[.lateralAcceleration] else { return nil }
    return (0..<grid.count).map {
      let speed = max(8, lap.speed(grid.station($0)))
      return Double(lateral[$0]) / (speed * speed)
    }
  }

  private static func arcs(in curvature: [Double], lap: ClosedLap) -> [Arc] {
    let grid = lap.trace.grid
    let count = grid.count
    // Begin where the track is straightest, so that no arc is cut by the start of the search.
    let quiet = max(1, Int(80 / grid.spacing))
    var window = curvature.prefix(quiet).reduce(0) { $0 + abs($1) }
    var smallest = window
    var first = 0
    for index in 1..<count {
      window += abs(curvature[(index + quiet - 1) % count]) - abs(curvature[index - 1])
      if window < smallest { (smallest, first) = (window, index) }
    }
    var found: [Arc] = []
    var open: (arc: Arc, weight: Double, moment: Double, quiet: Double)?
    func close() {
      if let done = open, done.weight > 0 {
        var arc = done.arc
        arc.centre = done.moment / done.weight
        found.append(arc)
      }
      open = nil
    }
    for step in 0..<count {
      let index = (first + step) % count
      let station = grid.station(first) + Double(step) * grid.spacing
      let k = curvature[index]
      let speed = lap.speed(station)
      let size = abs(k)
      let lateral = size * speed * speed
      let enters = size >= enterCurvature || (size >= enterFastCurvature && lateral >= enterAcceleration)
      let stays = size >= stayCurvature || (size >= stayFastCurvature && lateral >= stayAcceleration)
      if let current = open, enters, k * current.arc.angle < 0 { close() }
      guard var current = open else {
        if enters {
          open = (
            Arc(start: station, end: station, angle: k * grid.spacing, centre: station), size, size * station, 0
          )
        }
        continue
      }
      if stays, k * current.arc.angle > 0 {
        current.arc.end = station
        current.arc.angle += k * grid.spacing
        current.weight += size
        current.moment += size * station
        current.quiet = 0
      } else {
        current.quiet += grid.spacing
      }
      open = current
      if current.quiet > endDistance { close() }
    }
    close()
    return found
  }

  private static func merged(_ arcs: [Arc], lap: ClosedLap) -> [Arc] {
    var result: [Arc] = []
    for arc in arcs {
      guard let last = result.last, last.angle * arc.angle > 0, flowsInto(last, arc, lap: lap) else {
        result.append(arc)
        continue
      }
      let weight = abs(last.angle) + abs(arc.angle)
      result[result.count - 1] = Arc(
        start: last.start, end: arc.end, angle: last.angle + arc.angle,
        centre: (last.centre * abs(last.angle) + arc.centre * abs(arc.angle)) / weight)
    }
    return result
  }

  private static func flowsInto(_ first: Arc, _ second: Arc, lap: ClosedLap) -> Bool {
    let gap = second.start - first.end
    if gap < mergeDistance { return true }
    guard gap < mergeFlowDistance, lap.value(.throttle, first.end) != nil else { return false }
    let between = lap.stations(from: first.end, to: second.start)
    let fullest = between.lazy.compactMap { lap.value(.throttle, $0) }.max() ?? 0
    let gain = lap.speed(second.start) - lap.speed(first.end)
    return fullest < mergeThrottle && gain < mergeSpeedGain
  }

  private static func corners(from arcs: [Arc], lap: ClosedLap) -> [Corner] {
    let slowest = arcs.map { arc in
      lap.stations(from: arc.start - 40, to: arc.end + 60).map(lap.smoothSpeed).min() ?? 0
    }
    let sorted = slowest.sorted()
    func percentile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
    let slowLimit = percentile(0.35)
    let fastLimit = percentile(0.75)
    var corners = arcs.enumerated().map { index, arc in
      let flat = isFlat(arc, lap: lap)
      var speedClass: Corner.Class = .medium
      if slowest[index] < slowLimit, slowest[index] <= neverSlow { speedClass = .slow }
      if slowest[index] > fastLimit, slowest[index] >= neverFast { speedClass = .fast }
      return Corner(
        number: index + 1, name: "T\(index + 1)", direction: arc.angle > 0 ? .left : .right,
        cornerClass: flat ? .flat : speedClass, start: arc.start, apex: arc.centre, end: arc.end,
        segmentStart: arc.start, complex: 0, turnedAngle: arc.angle,
        isCoachable: !(flat && abs(arc.angle) < kinkAngle))
    }
    placeSegments(&corners, lap: lap)
    numberComplexes(&corners, lap: lap)
    return corners
  }

  private static func isFlat(_ arc: Arc, lap: ClosedLap) -> Bool {
    let throttles = lap.stations(from: arc.start - 60, to: arc.end).compactMap { lap.value(.throttle, $0) }
    guard let least = throttles.min() else { return false }
    return least >= 0.95
  }

  private static func placeSegments(_ corners: inout [Corner], lap: ClosedLap) {
    let coachable = corners.indices.filter { corners[$0].isCoachable }
    for (position, index) in coachable.enumerated() {
      let before = coachable[(position + coachable.count - 1) % coachable.count]
      let previousEnd = corners[before].end - (position == 0 ? lap.length : 0)
      let start = corners[index].start
      let gap = max(0, start - previousEnd)
      let earliest = previousEnd + min(exitMargin, gap / 2)
      let action = firstAction(before: corners[index], from: max(earliest, start - longestApproach), lap: lap)
      corners[index].segmentStart = min(
        start, max(earliest, (action ?? start) - brakingMargin, start - longestApproach))
    }
  }

  /// First braking or lifting on the way into a corner.
  private static func firstAction(before corner: Corner, from start: Double, lap: ClosedLap) -> Double? {
    for station in lap.stations(from: start, to: corner.apex) {
      if let brake = lap.value(.brake, station), brake >= 0.05 { return station }
      if let throttle = lap.value(.throttle, station), throttle < 0.9, station > start + 20 { return station }
    }
    return nil
  }

  private static func numberComplexes(_ corners: inout [Corner], lap: ClosedLap) {
    var complex = 1
    for index in corners.indices {
      if index > 0 {
        var full = 0.0
        for station in lap.stations(from: corners[index - 1].apex, to: corners[index].apex) {
          guard let throttle = lap.value(.throttle, station) else { break }
          if throttle >= 0.95 { full += lap.spacing / max(5, lap.speed(station)) }
        }
        if full >= complexTime || lap.value(.throttle, 0) == nil { complex += 1 }
      }
      corners[index].complex = complex
    }
  }
}
