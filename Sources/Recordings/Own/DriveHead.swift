internal import Telemetry

/// What a drive was, as pairs of words that our own files begin with.
enum DriveHead {
  static func pairs(_ source: SourceDescription, startDate: Double?) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    func add(_ key: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      pairs.append((key, String(value.map { $0.isNewline ? " " : $0 })))
    }
    add("game", source.game)
    add("game name", source.gameName)
    add("game version", source.gameVersion)
    add("driver", source.driver)
    add("car", source.car)
    add("track", source.track)
    add("session", source.session)
    add("track length", source.trackLength.map { "\($0)" })
    add("sector starts", source.sectorStarts?.map { "\($0)" }.joined(separator: " "))
    add("start date", startDate.map { "\($0)" })
    add("sample rate", "\(source.sampleRate)")
    if source.steeringIsNormalised { add("steering", "normalised") }
    if !source.capabilities.isEmpty { add("capabilities", "\(source.capabilities.rawValue)") }
    return pairs
  }

  static func description(_ value: (String) -> String?) -> SourceDescription {
    var result = SourceDescription(game: value("game") ?? "tenths", gameName: value("game name") ?? "Tenths")
    result.gameVersion = value("game version")
    result.driver = value("driver")
    result.car = value("car")
    result.track = value("track")
    result.session = value("session")
    func number(_ key: String) -> Double? { value(key).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }
    result.trackLength = number("track length")
    result.startDate = number("start date")
    if let rate = number("sample rate"), rate > 0, rate < 100_000 { result.sampleRate = rate }
    result.steeringIsNormalised = value("steering") == "normalised"
    let sectors = (value("sector starts") ?? "").split(separator: " ").compactMap { Double($0) }
    result.sectorStarts = sectors.count == 2 ? sectors : nil
    result.capabilities = Capabilities(rawValue: value("capabilities").flatMap { UInt32($0) } ?? 0)
    return result
  }
}
