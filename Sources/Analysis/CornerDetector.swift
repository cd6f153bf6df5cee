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
  /// Two arcs of one direction are two corners where each turns this far, rad, their centres are this far apart, m, and the road
  /// straightens between them to less than this share of the gentler one's curvature.
  static let ownAngle = 30 * Double.pi / 180
  static let ownDistance = 90.0
  static let dipShare = 0.55
  /// Angles, rad: below the first it is noise, beyond the second no corner.
  static let smallestAngle = 12 * Double.pi / 180
  static let largestAngle = 330 * Double.pi / 180
  /// Arcs of one direction closer than this are one corner, m; or the longer one where the car hardly accelerates between.
  static let mergeDistance = 30.0
  static let mergeFlowDistance = 90.0
  static let mergeThrottle = 0.9
  static let mergeSpeedGain = 6 / 3.6

  struct Arc {
    var start: Double
    var end: Double
    var angle: Double
    var centre: Double
  }

  /// The corners of a track, in the order of the lap; empty where the lap has neither positions nor a lateral channel.
  public static func detect(on track: TrackModel, reference: LapTrace) -> [Corner] {
    guard let lap = ClosedLap(reference), let curvature = curvature(of: track, lap: lap) else { return [] }
    let whole = arcs(in: curvature, lap: lap).flatMap { split($0, curvature: curvature, lap: lap) }
    var arcs = merged(whole, lap: lap)
    arcs.removeAll { abs($0.angle) < smallestAngle || abs($0.angle) > largestAngle }
    arcs.sort { lap.wrapped($0.centre) < lap.wrapped($1.centre) }
    let outlines = arcs.map { arc in
      let placed = normalised(arc, lap: lap)
      return CornerOutline(start: placed.start, apex: placed.centre, end: placed.end, turnedAngle: placed.angle)
    }
    return CornerPlacing.corners(from: outlines, on: track, reference: reference)
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

  /// The arcs on both sides of the place where an arc straightens most, where these are corners of their own.
  private static func split(_ arc: Arc, curvature: [Double], lap: ClosedLap) -> [Arc] {
    let grid = lap.trace.grid
    let stations = Array(lap.stations(from: arc.start, to: arc.end + grid.spacing))
    let sizes = stations.map { abs(curvature[grid.index(at: lap.wrapped($0))]) }
    guard stations.count > 8 else { return [arc] }
    var before = sizes
    for index in 1..<sizes.count { before[index] = max(before[index - 1], sizes[index]) }
    var after = sizes
    for index in (0..<sizes.count - 1).reversed() { after[index] = max(after[index + 1], sizes[index]) }
    let dip = sizes.indices.min { a, b in
      sizes[a] / max(1e-9, min(before[a], after[a])) < sizes[b] / max(1e-9, min(before[b], after[b]))
    }
    guard let dip, sizes[dip] < dipShare * min(before[dip], after[dip]) else { return [arc] }
    func part(_ range: Range<Int>) -> Arc {
      let weight = range.reduce(0) { $0 + sizes[$1] }
      let moment = range.reduce(0) { $0 + sizes[$1] * stations[$1] }
      let sign = arc.angle < 0 ? -1.0 : 1
      return Arc(
        start: stations[range.lowerBound], end: stations[range.upperBound - 1], angle: sign * weight * grid.spacing,
        centre: weight > 0 ? moment / weight : stations[range.lowerBound])
    }
    guard dip > 0, dip + 1 < stations.count else { return [arc] }
    let first = part(0..<dip)
    let second = part(dip..<stations.count)
    guard areTwo(first, second) else { return [arc] }
    return split(first, curvature: curvature, lap: lap) + split(second, curvature: curvature, lap: lap)
  }

  private static func areTwo(_ first: Arc, _ second: Arc) -> Bool {
    abs(first.angle) >= ownAngle && abs(second.angle) >= ownAngle && second.centre - first.centre >= ownDistance
  }

  private static func merged(_ arcs: [Arc], lap: ClosedLap) -> [Arc] {
    var result: [Arc] = []
    for arc in arcs {
      guard let last = result.last, last.angle * arc.angle > 0, !areTwo(last, arc), flowsInto(last, arc, lap: lap)
      else {
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
}
