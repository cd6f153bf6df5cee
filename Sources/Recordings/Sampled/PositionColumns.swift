/// Fixes of a recording, in order, as metres on the plane of their neighbourhood.
struct PositionColumns: Sendable {
  private(set) var plane: GeographicPlane?
  /// m, not a number without a fix.
  private(set) var east: [Float] = []
  private(set) var south: [Float] = []

  init(count: Int) {
    east.reserveCapacity(count)
    south.reserveCapacity(count)
  }

  /// Fixes that are known already, degrees north and east; as many of both.
  init(latitude: [Double], longitude: [Double]) {
    let count = min(latitude.count, longitude.count)
    let first = (0..<count).first { GeographicPlane.isFix(latitude[$0], longitude[$0]) }
    guard let first, let plane = GeographicPlane(latitude: latitude[first], longitude: longitude[first]) else {
      east = [Float](repeating: .nan, count: count)
      south = east
      return
    }
    self.plane = plane
    var south: [Float] = []
    east = [Float](unsafeUninitializedCapacity: count) { east, eastCount in
      south = [Float](unsafeUninitializedCapacity: count) { south, southCount in
        let columns = OwnParts((east: east, south: south))
        concurrently(count, least: Self.fixesForThread) { part in
          for index in part {
            let place = plane.place(latitude: latitude[index], longitude: longitude[index])
            columns.value.east[index] = Float(place?.east ?? .nan)
            columns.value.south[index] = Float(place?.south ?? .nan)
          }
        }
        southCount = count
      }
      eastCount = count
    }
    self.south = south
  }

  /// Fixes that are worth a thread.
  private static let fixesForThread = 20_000

  /// Appends a fix, degrees; the first one chooses the plane.
  mutating func append(latitude: Double, longitude: Double) {
    if plane == nil { plane = GeographicPlane(latitude: latitude, longitude: longitude) }
    let place = plane?.place(latitude: latitude, longitude: longitude)
    east.append(Float(place?.east ?? .nan))
    south.append(Float(place?.south ?? .nan))
  }
}
