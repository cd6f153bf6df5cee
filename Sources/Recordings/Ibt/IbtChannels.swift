internal import Telemetry

/// Which variables of an `.ibt` file feed which channels.
enum IbtChannels {
  struct Rule {
    var channel: Channel
    /// The first of these that the file has.
    var names: [String]
    var scale: Float = 1
    var addend: Float = 0
    var isRatio = false

    init(_ channel: Channel, _ names: String..., scale: Float = 1, addend: Float = 0, isRatio: Bool = false) {
      self.channel = channel
      self.names = names
      self.scale = scale
      self.addend = addend
      self.isRatio = isRatio
    }
  }

  private static let gravity: Float = 9.80665

  static let rules: [Rule] =
    [
      Rule(.speed, "Speed"),
      Rule(.throttle, "ThrottleRaw", "Throttle", isRatio: true),
      Rule(.brake, "BrakeRaw", "Brake", isRatio: true),
      // 1 is released in the file.
      Rule(.clutch, "Clutch", scale: -1, addend: 1, isRatio: true),
      Rule(.steering, "SteeringWheelAngle"),
      Rule(.gear, "Gear"),
      Rule(.engineSpeed, "RPM"),
      Rule(.positionY, "Alt"),
      Rule(.yawRate, "YawRate"),
      Rule(.lateralAcceleration, "LatAccel"),
      Rule(.longitudinalAcceleration, "LongAccel"),
      Rule(.verticalAcceleration, "VertAccel", addend: -gravity),
      Rule(.lapDistance, "LapDist"),
      Rule(.fuelLevel, "FuelLevel"),
      Rule(.oilPressure, "OilPress"),
      Rule(.oilTemperature, "OilTemp"),
      Rule(.waterTemperature, "WaterTemp"),
      Rule(.energyStore, "EnergyERSBattery"),
      Rule(.trackTemperature, "TrackTempCrew", "TrackTemp"),
      Rule(.airTemperature, "AirTemp"),
      // Per cent, although its unit is empty where "%" elsewhere means 0…1.
      Rule(.brakeBias, "dcBrakeBias", scale: 0.01),
      Rule(.rideHeight, "CFrideHeight"),
    ] + wheels

  private static var wheels: [Rule] {
    zip(Wheel.allCases, ["LF", "RF", "LR", "RR"]).flatMap { wheel, name in
      [
        // The surface; the carcass stands still while the car drives.
        Rule(wheel.channel(from: .tyreTemperatureFrontLeft), name + "tempM", name + "tempCM"),
        Rule(wheel.channel(from: .tyrePressureFrontLeft), name + "pressure"),
        // 1 is new in the file.
        Rule(wheel.channel(from: .tyreWearFrontLeft), name + "wearM", scale: -1, addend: 1, isRatio: true),
        Rule(wheel.channel(from: .wheelSpeedFrontLeft), name + "speed"),
        Rule(wheel.channel(from: .suspensionFrontLeft), name + "shockDefl"),
      ]
    }
  }

  /// The sources of every channel that the file can give.
  static func sources(_ variables: [String: IbtVariable], _ text: IbtSessionText) -> [(Channel, IbtSource)] {
    var result: [(Channel, IbtSource)] = []
    for rule in rules {
      guard let variable = rule.names.lazy.compactMap({ variables[$0] }).first else { continue }
      result.append(
        (rule.channel, .variable(variable, scale: rule.scale, addend: rule.addend, isRatio: rule.isRatio)))
    }
    for (channel, raw, applied) in [
      (Channel.throttleApplied, "ThrottleRaw", "Throttle"), (.brakeApplied, "BrakeRaw", "Brake"),
    ] {
      guard variables[raw] != nil, let variable = variables[applied] else { continue }
      result.append((channel, .variable(variable, scale: 1, addend: 0, isRatio: true)))
    }
    if let latitude = variables["Lat"], let longitude = variables["Lon"] {
      result.append((.positionX, .east(longitude: longitude, latitude: latitude)))
      result.append((.positionZ, .south(longitude: longitude, latitude: latitude)))
    }
    for (channel, path) in [
      (Channel.fuelCapacity, "DriverInfo/DriverCarFuelMaxLtr"),
      (.shiftLightStart, "DriverInfo/DriverCarSLFirstRPM"),
      (.engineSpeedLimit, "DriverInfo/DriverCarRedLine"),
    ] {
      guard let number = text.number(path), number > 0 else { continue }
      result.append((channel, .constant(Float(number))))
    }
    return result
  }
}
