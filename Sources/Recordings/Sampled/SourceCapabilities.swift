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
    if hasLaps { result.insert(.liveLapTime) }
    if hasSectors { result.insert(.sectors) }
    if hasPitLane { result.insert(.pit) }
    return result
  }
}
