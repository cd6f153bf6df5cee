/// What has to be the same for laps to be compared. COACHING 10.
public struct BaselineKey: Sendable, Hashable {
  /// Surface of the track.
  public enum Surface: String, Sendable, CaseIterable { case dry, damp, wet }

  /// Id of the game, and version of its physics where it says one.
  public var game: String
  public var gameVersion: String?
  /// Identifier of the track with layout and direction.
  public var track: String
  public var car: String
  public var driver: String
  public var surface: Surface
  public var compound: String?

  public init(
    game: String, gameVersion: String? = nil, track: String, car: String, driver: String, surface: Surface = .dry,
    compound: String? = nil
  ) {
    self.game = game
    self.gameVersion = gameVersion
    self.track = track
    self.car = car
    self.driver = driver
    self.surface = surface
    self.compound = compound
  }
}
