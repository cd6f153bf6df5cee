/// A measured quantity that changes while the car drives, with the unit in which every module of Tenths holds it.
///
/// The raw values index a frame's storage and are not stored anywhere: files and the history use `identifier`.
public enum Channel: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Speed over the ground, m/s, never negative.
  case speed
  /// Throttle pedal as the driver moves it, 0…1; where a game sends only the value after traction control, that value.
  case throttle
  /// Brake pedal as the driver moves it, 0…1.
  case brake
  /// Clutch pedal, 0 released … 1 pressed.
  case clutch
  /// Steering at the wheel rim, positive left; rad, or −1…1 of full lock where the source says no angle (`SourceDescription.steeringIsNormalised`).
  case steering
  /// Gear: −1 reverse, 0 neutral, 1… forward.
  case gear
  /// Engine speed, revolutions per minute.
  case engineSpeed
  /// Horizontal position, first axis of the source's own plane, m.
  case positionX
  /// Height, m, positive up.
  case positionY
  /// Horizontal position, second axis, m.
  case positionZ
  /// Velocity along `positionX`, m/s.
  case velocityX
  /// Velocity along `positionZ`, m/s.
  case velocityZ
  /// Yaw rate, rad/s, positive to the left.
  case yawRate
  /// Lateral acceleration in the car's frame, m/s², positive to the driver's left.
  case lateralAcceleration
  /// Longitudinal acceleration, m/s², positive when speeding up.
  case longitudinalAcceleration
  /// Vertical acceleration without gravity, m/s², positive up.
  case verticalAcceleration
  /// Distance along the lap from the line, m; negative before the first crossing.
  case lapDistance
  /// Fuel in the tank, in the source's own unit (litres, kg in F1, percent where a game sends a share).
  case fuelLevel
  /// Size of the tank, same unit as `fuelLevel`.
  case fuelCapacity
  /// Tyre temperature front left, °C.
  case tyreTemperatureFrontLeft
  case tyreTemperatureFrontRight
  case tyreTemperatureRearLeft
  case tyreTemperatureRearRight
  /// Tyre pressure front left, kPa.
  case tyrePressureFrontLeft
  case tyrePressureFrontRight
  case tyrePressureRearLeft
  case tyrePressureRearRight
  /// Tyre wear front left, 0 new … 1 gone.
  case tyreWearFrontLeft
  case tyreWearFrontRight
  case tyreWearRearLeft
  case tyreWearRearRight
  /// Speed of the tyre's surface front left, m/s, positive rolling forward.
  case wheelSpeedFrontLeft
  case wheelSpeedFrontRight
  case wheelSpeedRearLeft
  case wheelSpeedRearRight
  /// Brake disc temperature front left, °C.
  case brakeTemperatureFrontLeft
  case brakeTemperatureFrontRight
  case brakeTemperatureRearLeft
  case brakeTemperatureRearRight
  /// Suspension travel front left, m.
  case suspensionFrontLeft
  case suspensionFrontRight
  case suspensionRearLeft
  case suspensionRearRight
  /// Throttle after traction control, 0…1, where the source sends both.
  case throttleApplied
  /// Brake after the anti-lock system, 0…1, where the source sends both.
  case brakeApplied
  /// Turbo pressure over ambient, bar.
  case boost
  /// Oil pressure, bar.
  case oilPressure
  /// Oil temperature, °C.
  case oilTemperature
  /// Water temperature, °C.
  case waterTemperature
  /// Engine speed from which the shift light shows, revolutions per minute.
  case shiftLightStart
  /// Engine speed of the limiter, revolutions per minute.
  case engineSpeedLimit
  /// Electrical energy in store, J.
  case energyStore
  /// Track surface temperature, °C.
  case trackTemperature
  /// Air temperature, °C.
  case airTemperature
  /// Gap to the car ahead, s.
  case gapAhead
  /// Gap to the leader, s.
  case gapToLeader
  /// Share of the brake force at the front, 0…1.
  case brakeBias
  /// Ride height, m.
  case rideHeight
  /// Wheels on a loose surface, 0…4.
  case looseWheels

  /// Stable name for files, the history and JSON, in lower camel case.
  public var identifier: String { String(describing: self) }

  /// The channel of that identifier, or `nil`.
  public init?(identifier: String) {
    guard let channel = Channel.allCases.first(where: { $0.identifier == identifier }) else { return nil }
    self = channel
  }

  /// Whether values between two samples follow the previous one instead of a straight line.
  public var isDiscrete: Bool { self == .gear || self == .looseWheels }

  /// Symbol of the unit, empty for ratios and counts.
  public var unit: String {
    switch self {
    case .speed, .velocityX, .velocityZ, .wheelSpeedFrontLeft, .wheelSpeedFrontRight, .wheelSpeedRearLeft,
      .wheelSpeedRearRight:
      "m/s"
    case .throttle, .brake, .clutch, .gear, .throttleApplied, .brakeApplied, .tyreWearFrontLeft, .tyreWearFrontRight,
      .tyreWearRearLeft, .tyreWearRearRight, .brakeBias, .looseWheels:
      ""
    case .steering: "rad"
    case .engineSpeed, .shiftLightStart, .engineSpeedLimit: "rpm"
    case .positionX, .positionY, .positionZ, .lapDistance, .suspensionFrontLeft, .suspensionFrontRight,
      .suspensionRearLeft, .suspensionRearRight, .rideHeight:
      "m"
    case .yawRate: "rad/s"
    case .lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration: "m/s²"
    case .fuelLevel, .fuelCapacity: "l"
    case .tyrePressureFrontLeft, .tyrePressureFrontRight, .tyrePressureRearLeft, .tyrePressureRearRight: "kPa"
    case .boost, .oilPressure: "bar"
    case .energyStore: "J"
    case .gapAhead, .gapToLeader: "s"
    case .tyreTemperatureFrontLeft, .tyreTemperatureFrontRight, .tyreTemperatureRearLeft, .tyreTemperatureRearRight,
      .brakeTemperatureFrontLeft, .brakeTemperatureFrontRight, .brakeTemperatureRearLeft, .brakeTemperatureRearRight,
      .oilTemperature, .waterTemperature, .trackTemperature, .airTemperature:
      "°C"
    }
  }
}

/// A set of channels, one bit each.
public struct ChannelSet: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public var rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The set of the channels given.
  public init(_ channels: some Sequence<Channel>) {
    rawValue = channels.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  @inlinable public func contains(_ channel: Channel) -> Bool { rawValue & 1 << UInt64(channel.rawValue) != 0 }

  @inlinable public mutating func insert(_ channel: Channel) { rawValue |= 1 << UInt64(channel.rawValue) }

  @inlinable public mutating func remove(_ channel: Channel) { rawValue &= ~(1 << UInt64(channel.rawValue)) }

  /// The members in the order of `Channel`.
  public var channels: [Channel] { Channel.allCases.filter { contains($0) } }
}

/// Position of a wheel, in the order in which the channels of a quantity follow each other.
public enum Wheel: UInt8, CaseIterable, Sendable {
  case frontLeft
  case frontRight
  case rearLeft
  case rearRight

  /// The channel of this wheel in the family that starts with `first` (the front left one).
  @inlinable public func channel(from first: Channel) -> Channel { Channel(rawValue: first.rawValue + rawValue)! }
}
