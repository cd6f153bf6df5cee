import Telemetry
public import Timing

/// Where a corner lies, before it is known how it is driven.
public struct CornerOutline: Sendable, Hashable {
  /// `nil` for the usual name, from its place in the lap.
  public var name: String?
  /// Number by which it is known; `nil` for its place in the lap.
  public var number: Int?
  /// Stations of the arc's start, centre and end, m; unwrapped where it crosses the line.
  public var start: Double
  public var apex: Double
  public var end: Double
  /// rad, positive to the left.
  public var turnedAngle: Double

  public init(
    name: String? = nil, number: Int? = nil, start: Double, apex: Double, end: Double, turnedAngle: Double
  ) {
    self.name = name
    self.number = number
    self.start = start
    self.apex = apex
    self.end = end
    self.turnedAngle = turnedAngle
  }
}

/// Gives the corners of a track their speed class, their segments and their complexes, by how a reference lap drives them. COACHING 6.3, 8.
public enum CornerPlacing {
  /// Below this angle a corner that is taken flat is a kink without a segment, rad.
  static let kinkAngle = 25 * Double.pi / 180
  /// Space before braking and after an arc that belongs to a segment, m; the longest approach.
  static let brakingMargin = 60.0
  static let exitMargin = 25.0
  static let longestApproach = 350.0
  /// Full throttle between two corners of one complex lasts less than this, s.
  static let complexTime = 1.0
  /// Minimum speeds, m/s, beyond which a corner is never fast or never slow.
  static let neverFast = 90 / 3.6
  static let neverSlow = 200 / 3.6
  /// Shares of the circuit's corners that are slow, and that are not fast.
  static let slowShare = 0.35
  static let fastShare = 0.75

  /// The corners of a track, in the order of the lap.
  public static func corners(
    from outlines: [CornerOutline], on track: TrackModel, reference: LapTrace
  ) -> [Corner] {
    guard let lap = ClosedLap(reference) else { return [] }
    let sorted = outlines.sorted { $0.apex < $1.apex }
    let slowest = sorted.map { outline in
      lap.stations(from: outline.start - 40, to: outline.end + 60).map(lap.smoothSpeed).min() ?? 0
    }
    var corners = sorted.enumerated().map { index, outline in
      let flat = isFlat(outline, lap: lap)
      let speedClass = cornerClass(slowest[index], among: slowest, limits: track.classLimits)
      let number = outline.number ?? index + 1
      return Corner(
        number: number, name: outline.name ?? "T\(number)", direction: outline.turnedAngle > 0 ? .left : .right,
        cornerClass: flat ? .flat : speedClass, start: outline.start, apex: outline.apex, end: outline.end,
        segmentStart: outline.start, complex: 0, turnedAngle: outline.turnedAngle,
        isCoachable: !(flat && abs(outline.turnedAngle) < kinkAngle))
    }
    placeSegments(&corners, lap: lap)
    numberComplexes(&corners, lap: lap)
    return corners
  }

  /// How fast a corner is: by the user's limits, or against the other corners of the circuit.
  public static func cornerClass(
    _ speed: Double, among all: [Double], limits: CornerClassLimits?
  ) -> Corner.Class {
    if let limits { return speed < limits.slowBelow ? .slow : speed > limits.fastAbove ? .fast : .medium }
    let sorted = all.sorted()
    func percentile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
    if speed < percentile(slowShare), speed <= neverSlow { return .slow }
    if speed > percentile(fastShare), speed >= neverFast { return .fast }
    return .medium
  }

  private static func isFlat(_ outline: CornerOutline, lap: ClosedLap) -> Bool {
    let throttles = lap.stations(from: outline.start - 60, to: outline.end).compactMap { lap.value(.throttle, $0) }
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
