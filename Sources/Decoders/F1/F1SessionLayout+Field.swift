internal import Telemetry

/// What the session packet says of the whole track.
extension F1SessionLayout {
  enum SafetyCar {
    static let real: UInt8 = 1
    static let virtual: UInt8 = 2
  }

  static let yellowZone: Int8 = 3
  static let greenZone: Int8 = 1

  private static let weatherNames = ["clear", "light cloud", "overcast", "light rain", "heavy rain", "storm"]

  static func weatherName(_ number: UInt8) -> String? {
    Int(number) < weatherNames.count ? weatherNames[Int(number)] : nil
  }

  /// The number of a weather by its word, for the encoder; 0, clear, where there is no such word.
  static func weatherNumber(_ name: String?) -> UInt8 {
    UInt8(weatherNames.firstIndex { $0 == name } ?? 0)
  }

  /// Reads what holds for all cars; `base` is the end of the header.
  func decode(_ packet: RawSpan, at base: Int, into field: inout RaceField) {
    let type = packet.byte(base + Self.sessionType)
    let laps = packet.byte(base + Self.totalLaps)
    if isRace(type) {
      field.lapCount = laps > 0 ? Int(laps) : nil
    } else if sessionName(type) != "time trial" {
      // A race has a limit of two hours that nobody drives by, a time trial none at all.
      field.timeLeft = Double(packet.integer(base + Self.timeLeft, as: UInt16.self))
    }
    field.weather = Self.weatherName(packet.byte(base + Self.weather))
    field.flag = flag(packet, base)
    field.forecast = forecast(packet, base, type)
  }

  private func flag(_ packet: RawSpan, _ base: Int) -> TrackFlag? {
    switch packet.byte(base + Self.safetyCar) {
    case SafetyCar.real: return .safetyCar
    case SafetyCar.virtual: return .virtualSafetyCar
    default: break
    }
    let count = min(Int(packet.byte(base + Self.zoneCount)), Self.zoneCapacity)
    let flags = (0..<count).map {
      packet.integer(base + Self.zones + $0 * Self.zoneStride + Self.zoneFlag, as: Int8.self)
    }
    return flags.contains(Self.yellowZone) ? .yellow : flags.contains(Self.greenZone) ? .green : nil
  }

  /// The samples of the session under way; those of the sessions after it follow them.
  private func forecast(_ packet: RawSpan, _ base: Int, _ type: UInt8) -> [WeatherForecast] {
    let count = min(Int(packet.byte(base + Self.forecastCount)), forecastCapacity)
    return (0..<count).compactMap { index -> WeatherForecast? in
      let sample = base + Self.forecast + index * Self.forecastStride
      guard packet.byte(sample) == type, let weather = Self.weatherName(packet.byte(sample + 2)) else { return nil }
      let rain = packet.byte(sample + 7)
      return WeatherForecast(
        after: Double(packet.byte(sample + 1)) * 60, weather: weather, rain: rain <= 100 ? Double(rain) / 100 : nil)
    }.sorted { $0.after < $1.after }
  }

  /// Writes what holds for all cars.
  func encode(_ field: RaceField, into buffer: inout [UInt8], at base: Int) {
    let type = buffer[base + Self.sessionType]
    buffer.store(Self.weatherNumber(field.weather), at: base + Self.weather)
    buffer.store(UInt16(nearest: field.timeLeft ?? 0), at: base + Self.timeLeft)
    let safetyCar: UInt8 =
      switch field.flag {
      case .safetyCar: SafetyCar.real
      case .virtualSafetyCar: SafetyCar.virtual
      default: 0
      }
    buffer.store(safetyCar, at: base + Self.safetyCar)
    let zone: Int8 =
      switch field.flag {
      case .yellow, .doubleYellow: Self.yellowZone
      case .green: Self.greenZone
      default: 0
      }
    buffer.store(UInt8(1), at: base + Self.zoneCount)
    buffer.store(zone, at: base + Self.zones + Self.zoneFlag)
    let samples = field.forecast.prefix(forecastCapacity)
    buffer.store(UInt8(samples.count), at: base + Self.forecastCount)
    for (index, sample) in samples.enumerated() {
      let offset = base + Self.forecast + index * Self.forecastStride
      buffer.store(type, at: offset)
      buffer.store(UInt8(nearest: sample.after / 60), at: offset + 1)
      buffer.store(Self.weatherNumber(sample.weather), at: offset + 2)
      buffer.store(sample.rain.map { UInt8(nearest: $0 * 100) } ?? .max, at: offset + 7)
    }
  }
}
