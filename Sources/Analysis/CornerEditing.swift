import Telemetry
public import Timing

/// Changes that a user makes to the corners of a track. COACHING 6.2.
///
/// A number means the same tarmac for ever: corners that are not touched keep theirs, with their segments.
public enum CornerEditing {
  /// Why a change cannot be made.
  public enum Problem: Error, Equatable, Sendable {
    /// There is no corner of that name or number.
    case unknown(String)
    /// The place is not within the corner with room on both sides; ends of what is, m.
    case outside(name: String, from: Double, to: Double)
    /// These two do not follow each other.
    case notNeighbours(String, String)
    case nameTaken(String)
    case nameEmpty
  }

  /// Least length of a part of a corner, m.
  static let shortestPart = 10.0
  /// Stands between the names of two corners that were made one.
  static let joint: Character = "+"

  /// The corner of a name, or of a number as in `T3` or `3`.
  public static func find(_ text: String, in corners: [Corner]) throws(Problem) -> Corner {
    let wanted = text.lowercased()
    if let named = corners.first(where: { $0.name.lowercased() == wanted }) { return named }
    let digits = wanted.hasPrefix("t") ? String(wanted.dropFirst()) : wanted
    if let number = Int(digits), let numbered = corners.first(where: { $0.number == number }) { return numbered }
    throw .unknown(text)
  }

  /// Gives a corner another name.
  public static func rename(_ corners: [Corner], number: Int, to name: String) throws(Problem) -> [Corner] {
    guard name.contains(where: { !$0.isWhitespace }) else { throw .nameEmpty }
    let lowercase = name.lowercased()
    guard !corners.contains(where: { $0.number != number && $0.name.lowercased() == lowercase }) else {
      throw .nameTaken(name)
    }
    var result = corners
    guard let index = result.firstIndex(where: { $0.number == number }) else { throw .unknown("\(number)") }
    result[index].name = name
    return result
  }

  /// Names the corners T1, T2… by their place in the lap; numbers stay.
  public static func renumber(_ corners: [Corner]) -> [Corner] {
    var result = corners.sorted { $0.apex < $1.apex }
    for index in result.indices { result[index].name = "T\(index + 1)" }
    return result
  }

  /// Makes two corners of one, cut at a station. The first part keeps the number.
  ///
  /// - Parameter reference: a lap on the track, by which the parts are classed and get their segments; without one they
  ///   take those of the whole.
  public static func split(
    _ corners: [Corner], number: Int, at station: Double, on track: TrackModel, reference: LapTrace?
  ) throws(Problem) -> [Corner] {
    let sorted = corners.sorted { $0.apex < $1.apex }
    guard let index = sorted.firstIndex(where: { $0.number == number }) else { throw .unknown("\(number)") }
    let corner = sorted[index]
    let places = [station, station - track.length, station + track.length]
    let inside = (corner.start + shortestPart)...max(corner.start + shortestPart, corner.end - shortestPart)
    guard corner.end - corner.start >= 2 * shortestPart, let cut = places.first(where: { inside.contains($0) }) else {
      throw .outside(name: corner.name, from: inside.lowerBound, to: inside.upperBound)
    }
    let curvature = TrackCurvature(track, reference: reference)
    let names = partNames(of: corner, among: sorted)
    let parts = [
      part(of: corner, from: corner.start, to: cut, number: number, name: names.0, curvature),
      part(
        of: corner, from: cut, to: corner.end, number: nextNumber(after: index, in: sorted), name: names.1, curvature),
    ].map { onLap($0, length: track.length) }
    let others = sorted.filter { $0.number != number }
    return placed(others, parts, like: corner, on: track, reference: reference)
  }

  /// Makes one corner of two that follow each other. It keeps the number of the first.
  public static func merge(
    _ corners: [Corner], first: Int, second: Int, on track: TrackModel, reference: LapTrace?
  ) throws(Problem) -> [Corner] {
    let sorted = corners.sorted { $0.apex < $1.apex }
    guard let a = sorted.firstIndex(where: { $0.number == first }) else { throw .unknown("\(first)") }
    guard let b = sorted.firstIndex(where: { $0.number == second }) else { throw .unknown("\(second)") }
    guard a != b, (a + 1) % sorted.count == b else { throw .notNeighbours(sorted[a].name, sorted[b].name) }
    let lead = sorted[a]
    let follower = sorted[b]
    let turn = b < a ? track.length : 0
    let weight = abs(lead.turnedAngle) + abs(follower.turnedAngle)
    let share = weight > 0 ? abs(follower.turnedAngle) / weight : 0.5
    let outline = CornerOutline(
      name: joinedName(lead.name, follower.name), number: lead.number, start: lead.start,
      apex: lead.apex + share * (follower.apex + turn - lead.apex), end: follower.end + turn,
      turnedAngle: lead.turnedAngle + follower.turnedAngle)
    var whole = lead
    let order = Corner.Class.allCases
    if let one = order.firstIndex(of: lead.cornerClass), let other = order.firstIndex(of: follower.cornerClass) {
      whole.cornerClass = order[min(one, other)]
    }
    whole.isCoachable = lead.isCoachable || follower.isCoachable
    let others = sorted.filter { $0.number != first && $0.number != second }
    return placed(
      others, [onLap(outline, length: track.length)], like: whole, on: track, reference: reference)
  }

  // MARK: Parts

  private static func part(
    of corner: Corner, from start: Double, to end: Double, number: Int, name: String, _ curvature: TrackCurvature?
  ) -> CornerOutline {
    let share = (end - start) / (corner.end - corner.start)
    var outline = CornerOutline(
      name: name, number: number, start: start, apex: (start + end) / 2, end: end,
      turnedAngle: corner.turnedAngle * share)
    if let arc = curvature?.arc(from: start, to: end) {
      outline.apex = arc.centre
      outline.turnedAngle = arc.angle
    }
    return outline
  }

  /// Moves an outline by whole laps so that its apex lies on the lap.
  private static func onLap(_ outline: CornerOutline, length: Double) -> CornerOutline {
    var moved = outline
    let shift = (outline.apex / length).rounded(.down) * length
    moved.start -= shift
    moved.apex -= shift
    moved.end -= shift
    return moved
  }

  /// The number that lies free behind a corner, as after a merge, or a new one.
  private static func nextNumber(after index: Int, in sorted: [Corner]) -> Int {
    let wanted = sorted[index].number + 1
    let isFree = !sorted.contains { $0.number == wanted }
    if isFree, index + 1 >= sorted.count || sorted[index + 1].number > wanted { return wanted }
    return (sorted.map(\.number).max() ?? 0) + 1
  }

  private static func partNames(of corner: Corner, among corners: [Corner]) -> (String, String) {
    let parts = corner.name.split(separator: joint, omittingEmptySubsequences: true).map(String.init)
    let names = parts.count == 2 ? (parts[0], parts[1]) : (corner.name + "a", corner.name + "b")
    let taken = Set(corners.filter { $0.number != corner.number }.map { $0.name.lowercased() })
    func free(_ name: String) -> String {
      var free = name
      while taken.contains(free.lowercased()) { free += "'" }
      return free
    }
    return (free(names.0), free(names.1))
  }

  private static func joinedName(_ first: String, _ second: String) -> String {
    if first.hasSuffix("a"), second.hasSuffix("b"), first.dropLast() == second.dropLast(), first.count > 1 {
      return String(first.dropLast())
    }
    return "\(first)\(joint)\(second)"
  }

  /// The untouched corners as they were, with the new ones among them.
  ///
  /// - Parameter whole: what the new ones are like where no lap says more.
  private static func placed(
    _ others: [Corner], _ outlines: [CornerOutline], like whole: Corner, on track: TrackModel, reference: LapTrace?
  ) -> [Corner] {
    let known = others.map {
      CornerOutline(
        name: $0.name, number: $0.number, start: $0.start, apex: $0.apex, end: $0.end, turnedAngle: $0.turnedAngle)
    }
    let all = reference.map { CornerPlacing.corners(from: known + outlines, on: track, reference: $0) } ?? []
    let new = outlines.enumerated().map { index, outline in
      all.first { $0.number == outline.number } ?? plain(outline, like: whole, isFirst: index == 0)
    }
    let kept = others.map { other in
      var corner = other
      corner.complex = all.first { $0.number == other.number }?.complex ?? other.complex
      return corner
    }
    return (kept + new).sorted { $0.apex < $1.apex }
  }

  private static func plain(_ outline: CornerOutline, like whole: Corner, isFirst: Bool) -> Corner {
    Corner(
      number: outline.number ?? whole.number, name: outline.name ?? whole.name,
      direction: outline.turnedAngle > 0 ? .left : .right, cornerClass: whole.cornerClass, start: outline.start,
      apex: outline.apex, end: outline.end,
      segmentStart: isFirst ? min(whole.segmentStart, outline.start) : outline.start, complex: whole.complex,
      turnedAngle: outline.turnedAngle, isCoachable: whole.isCoachable)
  }
}

/// Curvature of a track along its lap, for as much of it as is known.
struct TrackCurvature {
  private let grid: DistanceGrid
  private let values: [Double]

  /// - Returns: `nil` where neither the track has a line nor the lap a lateral channel.
  init?(_ track: TrackModel, reference: LapTrace?) {
    if let line = track.line {
      grid = line.grid
      values = line.curvature
    } else if let reference, let lap = ClosedLap(reference),
      let measured = CornerDetector.curvature(of: track, lap: lap)
    {
      grid = reference.grid
      values = measured
    } else {
      return nil
    }
  }

  /// Angle turned through and curvature-weighted centre between two stations, unwrapped; `nil` where nothing turns.
  func arc(from start: Double, to end: Double) -> (angle: Double, centre: Double)? {
    var angle = 0.0
    var weight = 0.0
    var moment = 0.0
    for station in stride(from: start, to: end, by: grid.spacing) {
      let place = station - (station / grid.length).rounded(.down) * grid.length
      let value = values[grid.index(at: place)]
      angle += value * grid.spacing
      weight += abs(value)
      moment += abs(value) * station
    }
    return weight > 0 && angle != 0 ? (angle, moment / weight) : nil
  }
}
