internal import Telemetry

/// What a `.ld` file says of its driver, car and track.
enum LdDescription {
  static func make(
    _ header: LdHeader, _ channels: ChannelSet, rate: Int, hasLaps: Bool, trackLength: Double?
  ) -> SourceDescription {
    var result = SourceDescription(
      game: "motec", gameName: "MoTeC log", sampleRate: Double(rate),
      capabilities: .of(channels, hasLaps: hasLaps))
    result.driver = header.driver
    result.car = [header.vehicle, header.vehicleDescription].compactMap(\.self).first
    result.track = header.venue
    result.session = header.session?.lowercased()
    result.trackLength = trackLength
    result.startDate = LocalDate.seconds(day: header.date, time: header.time)
    return result
  }
}
