internal import Telemetry

/// Which channels of a `.ld` file feed which channels of ours.
struct LdMapping: Sendable {
  private(set) var sources: [Channel: LdSource] = [:]
  private(set) var notes: [RecordingNote] = []
  /// The file's channels that are no channels of ours but lead to one.
  private(set) var others: [ChannelNames.Quantity: LdChannel] = [:]
  private var speed: LdChannel?
  private var clockChannels: [LdChannel] = []
  /// The flags of every sample in a log of ours.
  private(set) var flags: LdChannel?
  static let flagsName = "Tenths Flags"

  /// Channels of which the fastest sets the clock.
  private static let clockQuantities: Set<ChannelNames.Quantity> = [
    .channel(.speed), .channel(.throttle), .channel(.brake), .channel(.steering), .channel(.lateralAcceleration),
    .channel(.longitudinalAcceleration), .latitude, .brakePressure,
  ]
  /// m; no wheel has gone further within one log.
  private static let longestDistance = 10_000_000.0

  init(_ channels: [LdChannel], _ bytes: RawSpan) {
    flags = channels.first { $0.name == Self.flagsName }
    let names = Set(channels.map(\.name))
    // Assetto Corsa Competizione writes names, signs and units of its own.
    let isCompetizione = names.contains("LAP_BEACON") && names.contains("SUS_TRAVEL_LF")
    var best: [ChannelNames.Quantity: (rank: Int, channel: LdChannel)] = [:]
    for channel in channels where channel.count > 0 {
      guard let match = ChannelNames.match(channel.name), match.rank < best[match.quantity]?.rank ?? .max else {
        continue
      }
      best[match.quantity] = (match.rank, channel)
    }
    for (quantity, found) in best {
      if Self.clockQuantities.contains(quantity) { clockChannels.append(found.channel) }
      guard case .channel(let channel) = quantity else {
        others[quantity] = found.channel
        continue
      }
      // What is worked out from line to line below knows the lines better than a logger's own counter of metres.
      if channel == .lapDistance, found.channel.rate < 5 { continue }
      if channel == .speed { speed = found.channel }
      add(channel, found.channel, bytes, isCompetizione: isCompetizione)
    }
    if sources[.brake] == nil, let pressure = others[.brakePressure] { addBrake(pressure, bytes) }
  }

  /// The clock of the recording: samples a second, and how many; `nil` where the file tells nothing of driving.
  var clock: (rate: Int, count: Int)? {
    guard let rate = clockChannels.map(\.rate).max() else { return nil }
    let count = clockChannels.lazy.filter { $0.rate == rate }.map(\.count).max() ?? 0
    return count > 0 ? (rate, count) : nil
  }

  private mutating func add(_ channel: Channel, _ file: LdChannel, _ bytes: RawSpan, isCompetizione: Bool) {
    var conversion: UnitConversion
    if isCompetizione, channel == .lateralAcceleration || channel == .longitudinalAcceleration {
      // The unit says m/s², the numbers are multiples of gravity.
      conversion = UnitConversion(scale: UnitConversion.gravity)
    } else if isCompetizione, file.unit == ".." {
      // Pounds per square inch: tyre pressures are the only channels of ours without a unit there.
      guard let pressure = UnitConversion.from("psi", to: channel) else { return }
      conversion = pressure
    } else if let known = UnitConversion.from(file.unit, to: channel) {
      conversion = known
    } else if file.unit.isEmpty, let assumed = Self.unitOfNone(channel, file, bytes) {
      conversion = assumed.conversion
      notes.append(.unitAssumed(column: file.name, unit: assumed.unit))
    } else {
      return
    }
    // i2's steered angle is positive to the right.
    if !isCompetizione, channel == .steering { conversion.scale.negate() }
    sources[channel] = .channel(
      file, scale: Float(file.scale * conversion.scale),
      addend: Float(file.addend * conversion.scale + conversion.addend), isRatio: Self.isRatio(channel),
      isDiscrete: channel.isDiscrete)
  }

  static func isRatio(_ channel: Channel) -> Bool { channel.unit.isEmpty && !channel.isDiscrete }

  /// Pedals without a unit go to 1 or to 100, which their values tell.
  private static func unitOfNone(
    _ channel: Channel, _ file: LdChannel, _ bytes: RawSpan
  ) -> (unit: String, conversion: UnitConversion)? {
    guard isRatio(channel) else { return nil }
    let highest = (0..<file.count).reduce(0.0) { max($0, file.value(bytes, $1)) }
    return highest > 1.5 ? ("%", UnitConversion(scale: 0.01)) : ("0…1", UnitConversion())
  }

  private mutating func addBrake(_ pressure: LdChannel, _ bytes: RawSpan) {
    guard let conversion = UnitConversion.from(pressure.unit, to: .tyrePressureFrontLeft) else { return }
    let highest = (0..<pressure.count).reduce(0.0) { max($0, pressure.value(bytes, $1)) }
    guard highest > 0 else { return }
    sources[.brake] = .channel(
      pressure, scale: Float(pressure.scale / highest), addend: Float(pressure.addend / highest), isRatio: true,
      isDiscrete: false)
    notes.append(.brakeFromPressure(highest: highest * conversion.scale))
  }

  /// Latitude and longitude as metres, where the file has both.
  mutating func addPosition(_ bytes: RawSpan, rate: Int, count: Int) {
    // A log of ours has the metres themselves.
    guard sources[.positionX] == nil, let latitude = others[.latitude], let longitude = others[.longitude] else {
      return
    }
    var track = PositionColumns(count: count)
    for index in 0..<count {
      let time = Double(index) / Double(rate)
      track.append(
        latitude: latitude.value(bytes, at: time) ?? .nan, longitude: longitude.value(bytes, at: time) ?? .nan)
    }
    guard track.plane != nil else { return }
    sources[.positionX] = .column(track.east)
    sources[.positionZ] = .column(track.south)
  }

  /// The distance along the lap from the speed, where nothing else tells where the car is.
  ///
  /// - Returns: the length of the lap, m, `nil` where it is not needed or not known.
  mutating func addDistance(_ bytes: RawSpan, laps: LapMarks, rate: Int, count: Int) -> Double? {
    guard sources[.positionX] == nil, sources[.lapDistance] == nil, let speed = sources[.speed] else { return nil }
    let speeds = (0..<count).map { speed.value(bytes, $0, rate: rate) }
    let times = (0..<count).map { Double($0) / Double(rate) }
    guard let distance = LapDistance(speeds: speeds, times: times, laps: laps),
      distance.trackLength < Self.longestDistance
    else { return nil }
    sources[.lapDistance] = .column(distance.distances)
    return distance.trackLength
  }
}
