/// Places at which a lap is cut where the game says none.
enum Sectors {
  /// A straight for our purpose: curvature below this, 1/m, for `straightLength`. COACHING 5.
  static let straightCurvature = 0.001
  static let straightLength = 60.0

  /// Two boundaries near the thirds of the lap, in the middle of a straight within 8 % of the lap where there is one.
  static func synthetic(grid: DistanceGrid, line: ReferenceLine?) -> [Double] {
    let straights = line.map(straightMiddles) ?? []
    return [1.0 / 3, 2.0 / 3].map { share in
      let wanted = share * grid.length
      let near = straights.min { abs($0 - wanted) < abs($1 - wanted) }
      guard let near, abs(near - wanted) <= 0.08 * grid.length else { return wanted }
      return near
    }
  }

  /// Starts of 20 to 30 slices of 100 to 250 m, moved to a straight where one is within a third of a slice.
  static func miniSectors(grid: DistanceGrid, line: ReferenceLine?) -> [Double] {
    let wanted = min(250, max(100, grid.length / 25))
    let count = max(1, min(30, Int((grid.length / wanted).rounded())))
    let straights = line.map(straightMiddles) ?? []
    let slice = grid.length / Double(count)
    var starts = [0.0]
    for index in 1..<max(2, count) where index < count {
      let even = Double(index) * slice
      let near = straights.min { abs($0 - even) < abs($1 - even) }
      let start = near.flatMap { abs($0 - even) <= slice / 3 ? $0 : nil } ?? even
      if start > starts[starts.count - 1] + slice / 3 { starts.append(start) }
    }
    return starts
  }

  private static func straightMiddles(of line: ReferenceLine) -> [Double] {
    var middles: [Double] = []
    var start: Int?
    for index in 0...line.grid.count {
      let straight = index < line.grid.count && abs(line.curvature[index]) < straightCurvature
      if straight, start == nil { start = index }
      if !straight, let begun = start {
        let length = Double(index - begun) * line.grid.spacing
        if length >= straightLength { middles.append(line.grid.station(begun) + length / 2) }
        start = nil
      }
    }
    return middles
  }
}
