public import Telemetry

/// The stations of a track: its length and, where positions are known, the line on which every lap is projected.
public struct TrackModel: Sendable {
  /// Names the track and its version in the history; the same tarmac keeps it.
  public let identifier: String
  /// Name for people, or `nil` for a track that only its shape tells.
  public var name: String?
  /// Counts the refinements of the line. Laps keep the version on which they were stationed.
  public let version: Int
  public let grid: DistanceGrid
  /// The line, or `nil` where the source sends the lap distance only.
  public let line: ReferenceLine?
  /// Stations at which sectors two and three start, m.
  public let sectorStarts: [Double]
  /// Whether the sectors are the game's own; otherwise we chose them and they are shown with a star.
  public let sectorsAreOfficial: Bool
  /// Stations at which the mini-sectors start, m, the first at 0.
  public let miniSectorStarts: [Double]
  /// Which corners count as slow and as fast; `nil` judges them by the circuit's own corners.
  public var classLimits: CornerClassLimits?

  public init(
    identifier: String, name: String?, version: Int, grid: DistanceGrid, line: ReferenceLine?,
    sectorStarts: [Double], sectorsAreOfficial: Bool, miniSectorStarts: [Double]
  ) {
    self.identifier = identifier
    self.name = name
    self.version = version
    self.grid = grid
    self.line = line
    self.sectorStarts = sectorStarts
    self.sectorsAreOfficial = sectorsAreOfficial
    self.miniSectorStarts = miniSectorStarts
  }

  /// Length of the lap, m.
  public var length: Double { grid.length }
}

/// Minimum speeds, m/s, by which the corners of a circuit are called slow, medium or fast, as its user set them.
public struct CornerClassLimits: Sendable, Hashable {
  /// A corner taken slower than this is slow.
  public var slowBelow: Double
  /// A corner taken faster than this is fast.
  public var fastAbove: Double

  public init(slowBelow: Double, fastAbove: Double) {
    self.slowBelow = slowBelow
    self.fastAbove = fastAbove
  }
}

/// A closed line through the plane with its height, at the stations of a grid.
public struct ReferenceLine: Sendable {
  public let grid: DistanceGrid
  /// Place of each station, m.
  public let points: [Position]
  /// Curvature at each station, 1/m, positive to the left, smoothed.
  public let curvature: [Double]
  /// 1 where left of a direction (dx, dz) is (−dz, dx), −1 in a mirrored plane. Games differ.
  public let leftSign: Double
  /// Distance from the line at each station beyond which a car is off it, m; empty while the laps are too few to learn it.
  public let corridor: [Float]

  /// Corridor before it is learnt, m. COACHING 2.3.
  public static let usualCorridor = 15.0

  public init(
    grid: DistanceGrid, points: [Position], curvature: [Double], leftSign: Double, corridor: [Float] = []
  ) {
    precondition(points.count == grid.count && curvature.count == grid.count)
    precondition(corridor.isEmpty || corridor.count == grid.count)
    self.leftSign = leftSign
    self.corridor = corridor
    self.grid = grid
    self.points = points
    self.curvature = curvature
  }

  /// Distance from the line at a station beyond which a car is off it, m.
  public func corridor(at station: Double) -> Double {
    corridor.isEmpty ? Self.usualCorridor : Double(corridor[grid.index(at: station)])
  }

  /// The place on the line at a station; stations beyond the line wrap around.
  public func point(at station: Double) -> Position {
    guard station.isFinite, let first = points.first else { return points.first ?? Position(x: 0, y: 0, z: 0) }
    var wrapped = station.truncatingRemainder(dividingBy: grid.length)
    if wrapped < 0 { wrapped += grid.length }
    let index = grid.index(at: wrapped)
    let start = points[index]
    let last = index + 1 >= points.count
    let end = last ? first : points[index + 1]
    let stretch = last ? grid.length - grid.station(index) : grid.spacing
    guard stretch > 0 else { return start }
    let share = (wrapped - grid.station(index)) / stretch
    return Position(
      x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share,
      z: start.z + (end.z - start.z) * share)
  }
}
