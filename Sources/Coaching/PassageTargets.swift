public import Analysis
public import Timing

/// The passage of each corner to which the others are held: the driver's own best of the corner or of its complex. COACHING 10.
public struct PassageTargets: Sendable {
  public struct Target: Sendable {
    public let lap: Lap
    public let trace: LapTrace
    /// Time of the segment there, s.
    public let segmentTime: Double
  }

  private var targets: [Int: Target] = [:]
  /// Laps among which the best passages were chosen.
  public private(set) var lapCount = 0

  public init() {}

  public func target(of corner: Int) -> Target? { targets[corner] }

  /// Sum of all targets, s; `nil` where a corner has none.
  public func sum(over corners: [Corner]) -> Double? {
    var sum = 0.0
    for corner in corners where corner.isCoachable {
      guard let target = targets[corner.number] else { return nil }
      sum += target.segmentTime
    }
    return sum
  }

  /// The best passages of some laps.
  ///
  /// - Parameter fixed: a lap that is the target everywhere, as one that the user chose.
  public static func best(of laps: [Lap], corners: [Corner], fixed: Lap? = nil) -> PassageTargets {
    var result = PassageTargets()
    result.lapCount = fixed == nil ? laps.count : 1
    let coachable = corners.filter(\.isCoachable)
    guard let length = (fixed?.trace ?? laps.lazy.compactMap(\.trace).first)?.grid.length else { return result }
    let segments = PassageSegments(coachable, length: length)
    for group in segments.complexes {
      var best: (lap: Lap, trace: LapTrace, time: Double)?
      for lap in fixed.map({ [$0] }) ?? laps {
        guard let trace = lap.trace, trace.grid.length == length,
          group.allSatisfy({ segments.isClean($0, on: trace) })
        else { continue }
        let time = group.reduce(0) { $0 + segments.time(of: $1, on: trace) }
        if time < best?.time ?? .infinity { best = (lap, trace, time) }
      }
      guard let best else { continue }
      for index in group {
        result.targets[coachable[index].number] = Target(
          lap: best.lap, trace: best.trace, segmentTime: segments.time(of: index, on: best.trace))
      }
    }
    return result
  }
}

/// The segments of a track's corners, each up to the next one's start.
public struct PassageSegments: Sendable {
  public let corners: [Corner]
  let length: Double

  /// - Parameter corners: the coachable ones, in the order of the lap.
  public init(_ corners: [Corner], length: Double) {
    self.corners = corners
    self.length = length
  }

  /// Unwrapped station at which a segment ends.
  public func end(_ index: Int) -> Double {
    index + 1 < corners.count ? corners[index + 1].segmentStart : (corners.first?.segmentStart ?? 0) + length
  }

  /// Indices of the corners of each complex, in the order of the lap.
  var complexes: [[Int]] {
    var groups: [[Int]] = []
    for index in corners.indices {
      if let last = groups.last?.last, corners[last].complex == corners[index].complex {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    return groups
  }

  /// Time of a segment, s.
  public func time(of index: Int, on trace: LapTrace) -> Double {
    unwrapped(end(index), trace) - unwrapped(corners[index].segmentStart, trace)
  }

  private func unwrapped(_ station: Double, _ trace: LapTrace) -> Double {
    let turns = (station / length).rounded(.down)
    return trace.time(at: station - turns * length) + turns * trace.lapTime
  }

  /// Whether nothing in a segment takes its worth.
  func isClean(_ index: Int, on trace: LapTrace) -> Bool {
    let spoiling: Set<LapStretch.Kind> = [.offTrack, .cut, .spin, .pause, .caution, .traffic, .pit]
    let start = corners[index].segmentStart
    let parts: [(Double, Double)] =
      start < 0
      ? [(start + length, length), (0, end(index))]
      : end(index) > length ? [(start, length), (0, end(index) - length)] : [(start, end(index))]
    return parts.allSatisfy { from, to in
      !trace.hasHole(from: from, to: to)
        && !trace.stretches.contains { spoiling.contains($0.kind) && $0.touches(from, to) }
    }
  }
}
