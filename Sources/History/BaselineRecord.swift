/// What laps are measured by: one driver with one car on one track of one version of the game. COACHING 10.
public struct BaselineRecord: Sendable, Identifiable, Hashable {
  public var id: Int64
  public var trackID: Int64
  public var track: String
  public var game: String
  /// The part of the game's version that names its physics; `nil` where the game says none.
  public var gameVersion: String?
  public var car: String?
  public var driver: String
  /// Counts the resets, from 1.
  public var epoch: Int
  /// When this epoch began, s since 1970; `nil` for the first. Laps from before it are no best and no reference.
  public var beganAt: Double?
  /// The lap that was chosen by hand.
  public var chosenLap: Int64?
  /// The lap that the driver is measured against, chosen or the best of this epoch, with its time, s.
  public var lap: Int64?
  public var time: Double?
  /// Laps of this epoch that count, and all that were driven.
  public var eligibleCount: Int
  public var lapCount: Int
  /// When the last of them ended, s since 1970.
  public var lastLapAt: Double?
}

/// The part of a game's version that tells its physics apart.
enum PhysicsVersion {
  /// The number before the first point: what follows are patches, which begin no new baseline.
  static func of(_ version: String?) -> String? {
    version?.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init)
  }
}
