internal import Glibc

/// Flat metres around a place on the globe; good to a millimetre over the size of a circuit.
struct LocalPlane: Sendable {
  // The ellipsoid of the satellite systems (WGS 84).
  private static let equatorialRadius = 6_378_137.0
  private static let flattening = 1 / 298.257223563

  private let latitude: Double
  private let longitude: Double
  private let metresPerDegreeNorth: Double
  private let metresPerDegreeEast: Double

  /// A plane around a fix; `nil` for one that is not on the globe. Exactly 0, 0 means no fix.
  init?(latitude: Double, longitude: Double) {
    guard Self.isFix(latitude, longitude) else { return nil }
    self.latitude = latitude
    self.longitude = longitude
    let eccentricity = Self.flattening * (2 - Self.flattening)
    let angle = latitude * .pi / 180
    let bend = 1 - eccentricity * sin(angle) * sin(angle)
    metresPerDegreeNorth = Self.equatorialRadius * (1 - eccentricity) / (bend * bend.squareRoot()) * .pi / 180
    metresPerDegreeEast = Self.equatorialRadius / bend.squareRoot() * cos(angle) * .pi / 180
  }

  /// m, not a number without a fix.
  @inline(__always)
  func east(latitude: Double, longitude: Double) -> Float {
    guard Self.isFix(latitude, longitude) else { return .nan }
    return Float((longitude - self.longitude) * metresPerDegreeEast)
  }

  /// m, not a number without a fix. South, so that the ground seen from above has its second axis towards the reader.
  @inline(__always)
  func south(latitude: Double, longitude: Double) -> Float {
    guard Self.isFix(latitude, longitude) else { return .nan }
    return Float((self.latitude - latitude) * metresPerDegreeNorth)
  }

  /// The place on the globe of metres in the plane, degrees.
  func place(east: Double, south: Double) -> (latitude: Double, longitude: Double) {
    (latitude - south / metresPerDegreeNorth, longitude + east / metresPerDegreeEast)
  }

  private static func isFix(_ latitude: Double, _ longitude: Double) -> Bool {
    abs(latitude) <= 90 && abs(longitude) <= 180 && (latitude != 0 || longitude != 0)
  }
}
