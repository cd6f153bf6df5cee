internal import Glibc
internal import Telemetry

/// A start line that was learnt before, on the plane of its neighbourhood.
public struct StartLine: Sendable, Hashable {
  /// m; its middle.
  public var x: Double
  public var z: Double
  /// The way the cars go over it; of any length but 0.
  public var directionX: Double
  public var directionZ: Double

  public init(x: Double, z: Double, directionX: Double, directionZ: Double) {
    self.x = x
    self.z = z
    self.directionX = directionX
    self.directionZ = directionZ
  }
}

/// Laps of recordings that mark none, by where the car was.
extension SampleAssembly {
  /// m to either side of a line that no file gives the ends of.
  private static let halfWidth = 15.0
  /// m around a sample over which its direction is taken.
  private static let reach = 5.0
  /// Share by which two laps of one circuit differ in length at most, and m that a circuit has at least.
  private static let tolerance = 0.05
  private static let shortestLap = 300.0

  /// Takes laps from a start line that is known of the place, else from a place that the car passed again and again.
  mutating func addLapsByPasses(_ known: [StartLine]) {
    guard laps.isEmpty, plane != nil, let east = series[.positionX], let south = series[.positionZ] else { return }
    var best: [Double] = []
    for line in known {
      let length = hypot(line.directionX, line.directionZ)
      guard length > 0 else { continue }
      let gate = LineGate(
        x: line.x, z: line.z, directionX: line.directionX / length, directionZ: line.directionZ / length,
        halfWidth: Self.halfWidth)
      let crossings = gate.crossings(x: east, z: south, times: times)
      if crossings.count > best.count { best = crossings }
    }
    var isChosen = false
    if best.count < 2, let gate = fastestPlace(east, south) {
      let crossings = gate.crossings(x: east, z: south, times: times)
      if areLaps(crossings) {
        best = crossings
        isChosen = true
      }
    }
    guard best.count >= 2 else { return }
    laps = LapMarks(crossings: best, times: range, interval: interval)
    notes.removeAll { $0 == .noLaps }
    if isChosen { notes.append(.startLineChosen) }
  }

  /// Across the track where the car was fastest: on the longest straight, which every lap passes the same way.
  private func fastestPlace(_ east: [Float], _ south: [Float]) -> LineGate? {
    guard let speeds = series[.speed] else { return nil }
    var fastest: Int?
    for index in speeds.indices where speeds[index].isFinite && east[index].isFinite && south[index].isFinite {
      if fastest.map({ speeds[index] > speeds[$0] }) ?? true { fastest = index }
    }
    guard let fastest else { return nil }
    func apart(_ a: Int, _ b: Int) -> Double { hypot(Double(east[b] - east[a]), Double(south[b] - south[a])) }
    var before = fastest
    var after = fastest
    while before > 0, !(apart(before, fastest) > Self.reach) { before -= 1 }
    while after + 1 < east.count, !(apart(fastest, after) > Self.reach) { after += 1 }
    let length = apart(before, after)
    guard length > Self.reach else { return nil }
    return LineGate(
      x: Double(east[fastest]), z: Double(south[fastest]), directionX: Double(east[after] - east[before]) / length,
      directionZ: Double(south[after] - south[before]) / length, halfWidth: Self.halfWidth)
  }

  /// Whether most stretches between passes are equally long, as laps are and trips through a town are not.
  private func areLaps(_ crossings: [Double]) -> Bool {
    guard crossings.count >= 3, let speeds = series[.speed] else { return false }
    var lengths: [Double] = []
    var next = 0
    var length = 0.0
    for index in times.indices.dropFirst() {
      while next < crossings.count, crossings[next] <= times[index] {
        if next > 0 { lengths.append(length) }
        length = 0
        next += 1
      }
      length += Double(speeds[index].isFinite ? speeds[index] : 0) * (times[index] - times[index - 1])
    }
    let usual = lengths.sorted()[lengths.count / 2]
    let alike = lengths.count { abs($0 - usual) <= Self.tolerance * usual }
    return usual >= Self.shortestLap && alike >= 2 && alike * 2 >= lengths.count
  }
}
