extension TelemetryFrame {
  /// Speed over the ground, m/s.
  @inlinable public var speed: Double? {
    get { self[.speed] }
    set { self[.speed] = newValue }
  }

  /// Throttle pedal, 0…1.
  @inlinable public var throttle: Double? {
    get { self[.throttle] }
    set { self[.throttle] = newValue }
  }

  /// Brake pedal, 0…1.
  @inlinable public var brake: Double? {
    get { self[.brake] }
    set { self[.brake] = newValue }
  }

  /// Steering, positive left; see `Channel.steering`.
  @inlinable public var steering: Double? {
    get { self[.steering] }
    set { self[.steering] = newValue }
  }

  /// Gear: −1 reverse, 0 neutral, 1… forward.
  @inlinable public var gear: Int? {
    get { self[.gear].flatMap { Int(exactly: $0.rounded()) } }
    set { self[.gear] = newValue.map(Double.init) }
  }

  /// Engine speed, revolutions per minute.
  @inlinable public var engineSpeed: Double? {
    get { self[.engineSpeed] }
    set { self[.engineSpeed] = newValue }
  }

  /// Distance along the lap as the source sends it, m.
  @inlinable public var lapDistance: Double? {
    get { self[.lapDistance] }
    set { self[.lapDistance] = newValue }
  }

  /// Place of the car, or `nil` where the source sends none.
  @inlinable public var position: Position? {
    get {
      guard let x = self[.positionX], let z = self[.positionZ] else { return nil }
      return Position(x: x, y: self[.positionY] ?? 0, z: z)
    }
    set {
      self[.positionX] = newValue?.x
      self[.positionY] = newValue?.y
      self[.positionZ] = newValue?.z
    }
  }
}

/// A place in the source's own coordinates, m; `y` is up.
public struct Position: BitwiseCopyable, Sendable, Hashable {
  public var x: Double
  public var y: Double
  public var z: Double

  public init(x: Double, y: Double, z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }
}
