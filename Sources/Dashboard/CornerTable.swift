/// What stored passages say of the corners of one key, for the list of corners.
public struct CornerTable: Sendable, Hashable {
  /// Which corners are wanted: of a track, with a car and by a driver, all by name.
  public struct Key: Sendable, Hashable {
    public var track: String
    public var car: String
    public var driver: String

    public init(track: String, car: String, driver: String) {
      self.track = track
      self.car = car
      self.driver = driver
    }
  }

  /// One corner, or all corners of a class.
  public struct Row: Sendable, Hashable {
    public var name: String
    /// `slow`, `medium` or `fast`.
    public var cornerClass: String
    public var passages: Int
    /// m/s.
    public var entrySpeed: Double?
    public var minimumSpeed: Double?
    public var exitSpeed: Double?
    /// m before the apex; `nil` where nobody brakes or for a class.
    public var brakeDistance: Double?
    /// Median and best time of the segment, s; `nil` for a class.
    public var time: Double?
    public var bestTime: Double?
    /// Median loss against the reference, s.
    public var loss: Double?

    public init(
      name: String, cornerClass: String, passages: Int, entrySpeed: Double?, minimumSpeed: Double?, exitSpeed: Double?,
      brakeDistance: Double?, time: Double?, bestTime: Double?, loss: Double?
    ) {
      self.name = name
      self.cornerClass = cornerClass
      self.passages = passages
      self.entrySpeed = entrySpeed
      self.minimumSpeed = minimumSpeed
      self.exitSpeed = exitSpeed
      self.brakeDistance = brakeDistance
      self.time = time
      self.bestTime = bestTime
      self.loss = loss
    }
  }

  public var key: Key
  /// In the order of the lap; `nil` until they have come.
  public var corners: [Row]?
  /// Slow, medium, fast.
  public var classes: [Row]

  public init(key: Key, corners: [Row]?, classes: [Row]) {
    self.key = key
    self.corners = corners
    self.classes = classes
  }
}
