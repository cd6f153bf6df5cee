internal import Telemetry

extension Capabilities {
  /// What channels of a recording amount to.
  static func of(_ channels: ChannelSet, hasLaps: Bool, hasPitLane: Bool = false, hasSectors: Bool = false)
    -> Capabilities
  {
    var result: Capabilities = []
    let table: [(Channel, Capabilities)] = [
      (.positionX, .position), (.lapDistance, .lapDistance), (.steering, .steering), (.brake, .analogBrake),
      (.throttleApplied, .drivingAids), (.wheelSpeedFrontLeft, .wheelSlip),
      (.tyreTemperatureFrontLeft, .tyreTemperature), (.tyreWearFrontLeft, .tyreWear), (.fuelLevel, .fuel),
      (.trackTemperature, .weather),
    ]
    for (channel, capability) in table where channels.contains(channel) { result.insert(capability) }
    // A simulator that tells the place also tells the distance along the lap; a receiver on a car does not.
    if channels.contains(.positionX), !channels.contains(.lapDistance) { result.insert(.driftingPosition) }
    if hasLaps { result.insert(.liveLapTime) }
    if hasSectors { result.insert(.sectors) }
    if hasPitLane { result.insert(.pit) }
    return result
  }
}
