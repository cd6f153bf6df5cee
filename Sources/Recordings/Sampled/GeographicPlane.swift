internal import Glibc

/// Flat metres of a neighbourhood on the globe. Recordings made at the same place share one plane, whichever of them has the first fix
/// where, so that their lines and laps lie over each other.
struct GeographicPlane: Sendable {
  // The ellipsoid of the satellite systems (WGS 84).
  private static let equatorialRadius = 6_378_137.0
  private static let flattening = 1 / 298.257223563
  private static let eccentricity = flattening * (2 - flattening)
  /// Side of the neighbourhoods whose middle is the origin, degrees: some 28 km, far larger than a circuit. At their edge the
  /// plane is tangential enough to be right to 3 millionths.
  private static let cell = 0.25

  /// The origin, degrees.
  let latitude: Double
  let longitude: Double
  private let origin: (x: Double, y: Double, z: Double)
  private let sineLatitude: Double
  private let cosineLatitude: Double
  private let sineLongitude: Double
  private let cosineLongitude: Double

  /// The plane of the neighbourhood of a fix; `nil` for one that is not on the globe. Exactly 0, 0 means no fix.
  init?(latitude: Double, longitude: Double) {
    guard Self.isFix(latitude, longitude) else { return nil }
    self.latitude = ((latitude / Self.cell).rounded(.down) + 0.5) * Self.cell
    self.longitude = ((longitude / Self.cell).rounded(.down) + 0.5) * Self.cell
    let north = self.latitude * .pi / 180
    let east = self.longitude * .pi / 180
    (sineLatitude, cosineLatitude) = (sin(north), cos(north))
    (sineLongitude, cosineLongitude) = (sin(east), cos(east))
    origin = Self.earthCentred((sineLatitude, cosineLatitude), (sineLongitude, cosineLongitude))
  }

  /// m east and south of the origin, `nil` without a fix. South, so that the ground seen from above has its second axis towards the reader.
  func place(latitude: Double, longitude: Double) -> (east: Double, south: Double)? {
    guard Self.isFix(latitude, longitude) else { return nil }
    let north = Self.turned(sineLatitude, cosineLatitude, by: (latitude - self.latitude) * .pi / 180)
    let east = Self.turned(sineLongitude, cosineLongitude, by: (longitude - self.longitude) * .pi / 180)
    let point = Self.earthCentred(north, east)
    let (x, y, z) = (point.x - origin.x, point.y - origin.y, point.z - origin.z)
    let outward = cosineLongitude * x + sineLongitude * y
    return (cosineLongitude * y - sineLongitude * x, sineLatitude * outward - cosineLatitude * z)
  }

  /// Sine and cosine of an angle near one of which they are known. Within a neighbourhood four terms are exact to the last digit, and a
  /// third of the time of the library's.
  private static func turned(_ sine: Double, _ cosine: Double, by angle: Double) -> (sine: Double, cosine: Double) {
    guard abs(angle) < 0.005 else {
      let (own, other) = (sin(angle), cos(angle))
      return (sine * other + cosine * own, cosine * other - sine * own)
    }
    let square = angle * angle
    let own = angle * (1 - square / 6 * (1 - square / 20))
    let other = 1 - square / 2 * (1 - square / 12)
    return (sine * other + cosine * own, cosine * other - sine * own)
  }

  static func isFix(_ latitude: Double, _ longitude: Double) -> Bool {
    abs(latitude) <= 90 && abs(longitude) <= 180 && (latitude != 0 || longitude != 0)
  }

  /// A place at the ellipsoid's height 0 in metres from the middle of the Earth.
  private static func earthCentred(
    _ north: (sine: Double, cosine: Double), _ east: (sine: Double, cosine: Double)
  ) -> (x: Double, y: Double, z: Double) {
    let radius = equatorialRadius / (1 - eccentricity * north.sine * north.sine).squareRoot()
    return (
      radius * north.cosine * east.cosine, radius * north.cosine * east.sine, radius * (1 - eccentricity) * north.sine
    )
  }
}
