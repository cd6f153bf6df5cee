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

  /// Appends a fix, degrees; the first one chooses the plane.
  mutating func append(latitude: Double, longitude: Double) {
    if plane == nil { plane = GeographicPlane(latitude: latitude, longitude: longitude) }
    let place = plane?.place(latitude: latitude, longitude: longitude)
    east.append(Float(place?.east ?? .nan))
    south.append(Float(place?.south ?? .nan))
  }
}
