internal import Telemetry

/// What an `.ibt` file says of its driver, car and track.
enum IbtDescription {
  static func make(_ text: IbtSessionText, _ header: IbtHeader, _ channels: ChannelSet) -> SourceDescription {
    var result = SourceDescription(game: "iracing", gameName: "iRacing", sampleRate: Double(header.tickRate))
    result.gameVersion = text["WeekendInfo/BuildVersion"]
    result.startDate = header.startDate
    result.capabilities = capabilities(channels)
    if let driver = driver(text) {
      result.driver = text[driver + "/UserName"]
      result.car = text[driver + "/CarScreenName"] ?? text[driver + "/CarPath"]
    }
    let track = text["WeekendInfo/TrackDisplayName"] ?? text["WeekendInfo/TrackName"]
    result.track = [track, text["WeekendInfo/TrackConfigName"]].compactMap { $0 }.joined(separator: " ")
    if track == nil { result.track = nil }
    // Written as "0.68 km".
    result.trackLength = text.number("WeekendInfo/TrackLength").flatMap { $0 > 0 ? $0 * 1000 : nil }
    result.session = text["SessionInfo/Sessions/0/SessionType"]?.lowercased()
    result.sectorStarts = sectorStarts(text, result.trackLength)
    return result
  }

  /// The path of the entry of the recording driver.
  private static func driver(_ text: IbtSessionText) -> String? {
    guard let index = text["DriverInfo/DriverCarIdx"] else { return nil }
    // 64 cars is the most that iRacing runs, and there is a pace car.
    return (0..<80).lazy.map { "DriverInfo/Drivers/\($0)" }.first { text[$0 + "/CarIdx"] == index }
  }

  /// Only where there are three sectors, as everywhere else; circuits here may have more.
  private static func sectorStarts(_ text: IbtSessionText, _ length: Double?) -> [Double]? {
    let starts = (0..<4).compactMap { text.number("SplitTimeInfo/Sectors/\($0)/SectorStartPct") }
    guard let length, starts.count == 3, starts[0] == 0, starts[1] > 0, starts[2] > starts[1], starts[2] < 1 else {
      return nil
    }
    return [starts[1] * length, starts[2] * length]
  }

  private static func capabilities(_ channels: ChannelSet) -> Capabilities {
    var result: Capabilities = [.liveLapTime, .pit]
    let table: [(Channel, Capabilities)] = [
      (.positionX, .position), (.lapDistance, .lapDistance), (.steering, .steering), (.brake, .analogBrake),
      (.throttleApplied, .drivingAids), (.wheelSpeedFrontLeft, .wheelSlip),
      (.tyreTemperatureFrontLeft, .tyreTemperature), (.tyreWearFrontLeft, .tyreWear), (.fuelLevel, .fuel),
      (.trackTemperature, .weather),
    ]
    for (channel, capability) in table where channels.contains(channel) { result.insert(capability) }
    return result
  }
}
