/// What a driver's last usable passages of one corner say, computed when the last of them was stored. COACHING 11.
public struct CornerStatistics: Sendable, Equatable {
  /// Middle of the last passages, and the median distance from it; `nil` where none of them has the number.
  public struct Figure: Sendable, Equatable {
    public var median: Double
    public var deviation: Double
  }

  /// Passages behind the middles.
  public static let window = 20
  /// Share of the newest passage in the loss.
  static let newShare = 0.3

  /// Number of the corner.
  public var corner: Int
  /// All usable passages of this epoch.
  public var passages: Int
  /// s, m, m/s, m and m.
  public var segmentTime: Figure?
  public var brakeStart: Figure?
  public var minimumSpeed: Figure?
  public var throttlePickUp: Figure?
  public var fullThrottle: Figure?
  /// Shortest time, s, and the id of its lap.
  public var bestTime: Double?
  public var bestLap: Int64?
  /// Loss against the reference, s, in which the newest passage counts 0.3 and what was before it 0.7.
  public var loss: Double
  /// s since 1970.
  public var updatedAt: Double
}
