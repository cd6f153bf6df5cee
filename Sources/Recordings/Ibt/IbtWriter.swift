public import Telemetry

/// Writes an `.ibt` file with the variables that lap analysis needs, for samples, tests and other programs.
///
/// The file is built in memory: take it by `file()` when all frames are in.
public struct IbtWriter: Sendable {
  private let source: SourceDescription
  private let startDate: Double
  private let plane: LocalPlane
  private let variables: [Variable]
  private var samples: [UInt8] = []
  private var laps: Set<Int32> = []
  /// Holds the numbers of the car that the text carries in place of the samples.
  private var first: TelemetryFrame?
  private var lastTime = 0.0

  /// Samples written.
  public private(set) var count = 0

  /// Starts a file; `nil` for a place that is not on the globe.
  ///
  /// - Parameters:
  ///   - startDate: when the drive began, s since 1970 (UTC).
  ///   - latitude: place of the source's origin, degrees north.
  ///   - longitude: place of the source's origin, degrees east.
  ///   - channels: what the frames hold; a variable of another channel is left out, as absent is not zero.
  public init?(
    source: SourceDescription, startDate: Double, latitude: Double, longitude: Double,
    channels: ChannelSet = ChannelSet(Channel.allCases)
  ) {
    variables = Self.variables.filter { variable in variable.channel.map { channels.contains($0) } ?? true }
    guard let plane = LocalPlane(latitude: latitude, longitude: longitude) else { return nil }
    self.source = source
    self.startDate = startDate
    self.plane = plane
  }

  /// Appends a frame as one sample.
  public mutating func append(_ frame: TelemetryFrame) {
    let share = source.trackLength.map { (frame.lapDistance ?? 0) / $0 } ?? 0
    let position = frame.position ?? Position(x: 0, y: 0, z: 0)
    let place = plane.place(east: position.x, south: position.z)
    let context = Context(tick: count, lapShare: share, latitude: place.latitude, longitude: place.longitude)
    for variable in variables { variable.append(variable.value(frame, context), to: &samples) }
    if first == nil { first = frame }
    lastTime = frame.gameTime
    if let lap = frame.lapNumber { laps.insert(lap) }
    count += 1
  }

  /// The bytes of the whole file.
  public func file() -> [UInt8] {
    let text = Array(sessionText.utf8)
    let textOffset = IbtHeader.size + variables.count * IbtHeader.variableSize
    let dataOffset = textOffset + text.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(dataOffset + samples.count)
    let header = [
      // Version, connected, samples a second, update counter of the text.
      2, 1, Int(source.sampleRate), 0, text.count, textOffset, variables.count, IbtHeader.size,
      // One buffer, bytes of a sample, padding; the buffer's tick and place, padding.
      1, sampleSize, 0, 0, count, dataOffset, 0, 0,
    ]
    for number in header { bytes.append(little: Int32(clamping: number)) }
    // Three more buffers that only a live image has.
    bytes.append(contentsOf: repeatElement(0, count: 112 - bytes.count))
    bytes.append(little: Int64(startDate))
    bytes.append(little: (first?.gameTime ?? 0).bitPattern)
    bytes.append(little: lastTime.bitPattern)
    bytes.append(little: Int32(laps.count))
    bytes.append(little: Int32(clamping: count))
    var offset = 0
    for variable in variables {
      variable.appendEntry(offset: offset, to: &bytes)
      offset += variable.kind.size
    }
    return bytes + text + samples
  }

  // MARK: Variables

  /// What a sample needs beside its frame.
  private struct Context {
    var tick: Int
    var lapShare: Double
    var latitude: Double
    var longitude: Double
  }

  private struct Variable: Sendable {
    let name: String
    let kind: IbtVariable.Kind
    let unit: String
    let text: String
    /// The channel without which the variable says nothing; `nil` for one that is always written.
    let channel: Channel?
    let value: @Sendable (TelemetryFrame, Context) -> Double

    init(
      _ name: String, _ kind: IbtVariable.Kind, _ unit: String, _ text: String, of channel: Channel? = nil,
      _ value: @escaping @Sendable (TelemetryFrame, Context) -> Double
    ) {
      self.name = name
      self.kind = kind
      self.unit = unit
      self.text = text
      self.channel = channel
      self.value = value
    }

    /// A channel as it is, 0 where the frame lacks it.
    init(_ name: String, _ channel: Channel, _ unit: String, _ text: String) {
      self.init(name, .float, unit, text, of: channel) { frame, _ in frame[channel] ?? 0 }
    }

    func append(_ value: Double, to bytes: inout [UInt8]) {
      switch kind {
      case .character, .boolean: bytes.append(value == 0 ? 0 : 1)
      case .integer, .bits: bytes.append(little: Int32(exactly: value) ?? 0)
      case .float: bytes.append(little: Float(value).bitPattern)
      case .double: bytes.append(little: value.bitPattern)
      }
    }

    func appendEntry(offset: Int, to bytes: inout [UInt8]) {
      for number in [kind.rawValue, Int32(offset), 1, 0] { bytes.append(little: number) }
      bytes.append(name, size: 32)
      bytes.append(text, size: 64)
      bytes.append(unit, size: 32)
    }
  }

  private static let gravity = 9.80665
  private var sampleSize: Int { variables.reduce(0) { $0 + $1.kind.size } }

  // Names, types, units and signs as iRacing has them; what its channels mean stands in `IbtChannels` and `IbtState`.
  private static let variables: [Variable] = [
    Variable("SessionTime", .double, "s", "Seconds since session start") { frame, _ in frame.gameTime },
    Variable("SessionTick", .integer, "", "Current update number") { _, context in Double(context.tick) },
    Variable("SessionNum", .integer, "", "Session number") { _, _ in 0 },
    Variable("OnPitRoad", .boolean, "", "Is the player car on pit road") { frame, _ in
      frame.flags.contains(.inPit) ? 1 : 0
    },
    Variable("IsOnTrack", .boolean, "", "1=Car on track physics running with player in car") { frame, _ in
      frame.flags.contains(.onTrack) ? 1 : 0
    },
    Variable("PlayerTrackSurface", .integer, "irsdk_TrkLoc", "Surface under the player's car") { frame, _ in
      frame.flags.contains(.onTrack) ? frame.flags.contains(.offTrack) ? 0 : 3 : -1
    },
    Variable("Lap", .integer, "", "Laps started count") { frame, _ in Double(frame.lapNumber ?? 0) },
    Variable("LapDist", .lapDistance, "m", "Meters traveled from S/F this lap"),
    Variable("LapDistPct", .float, "%", "Percentage distance around lap", of: .lapDistance) { _, context in
      context.lapShare
    },
    Variable("LapCurrentLapTime", .float, "s", "Estimate of current lap time") { frame, _ in
      frame.currentLapTime ?? 0
    },
    Variable("LapLastLapTime", .float, "s", "Last lap time") { frame, _ in frame.lastLapTime ?? -1 },
    Variable("LapBestLapTime", .float, "s", "Best lap time") { frame, _ in frame.bestLapTime ?? -1 },
    Variable("Speed", .speed, "m/s", "GPS vehicle speed"),
    Variable("Throttle", .throttle, "%", "0=off throttle to 1=full throttle"),
    Variable("Brake", .brake, "%", "0=brake released to 1=max pedal force"),
    // 1 is released in the file.
    Variable("Clutch", .float, "%", "0=disengaged to 1=fully engaged", of: .clutch) { frame, _ in
      1 - (frame[.clutch] ?? 0)
    },
    Variable("Gear", .integer, "", "-1=reverse 0=neutral 1..n=current gear", of: .gear) { frame, _ in
      Double(frame.gear ?? 0)
    },
    Variable("RPM", .engineSpeed, "revs/min", "Engine rpm"),
    Variable("SteeringWheelAngle", .steering, "rad", "Steering wheel angle"),
    Variable("LatAccel", .lateralAcceleration, "m/s^2", "Lateral acceleration (including gravity)"),
    Variable("LongAccel", .longitudinalAcceleration, "m/s^2", "Longitudinal acceleration (including gravity)"),
    Variable("VertAccel", .float, "m/s^2", "Vertical acceleration (including gravity)", of: .verticalAcceleration) {
      frame, _ in
      (frame[.verticalAcceleration] ?? 0) + gravity
    },
    Variable("YawRate", .yawRate, "rad/s", "Yaw rate"),
    Variable("FuelLevel", .fuelLevel, "l", "Liters of fuel remaining"),
    Variable("Lat", .double, "deg", "Latitude in decimal degrees", of: .positionX) { _, context in context.latitude },
    Variable("Lon", .double, "deg", "Longitude in decimal degrees", of: .positionX) { _, context in context.longitude },
    Variable("Alt", .positionY, "m", "Altitude in meters"),
  ]

  // MARK: Text

  /// The session information: what other programs ask of it, and no more.
  private var sessionText: String {
    let length = source.trackLength ?? 0
    let sectors = [0] + (length > 0 ? (source.sectorStarts ?? []).map { $0 / length } : [])
    var lines = [
      "---", "WeekendInfo:", " TrackName: \(plain(source.track))", " TrackID: 0",
      " TrackLength: \(length / 1000) km", " TrackDisplayName: \(plain(source.track))",
      " EventType: \(plain(source.session ?? "Test"))", " BuildVersion: \(plain(source.gameVersion ?? "tenths"))", "",
      "SessionInfo:", " Sessions:", " - SessionNum: 0", "   SessionType: \(plain(source.session ?? "Test"))", "",
      "DriverInfo:", " DriverCarIdx: 0",
    ]
    let numbers: [(String, Double?)] = [
      ("DriverCarRedLine", first?[.engineSpeedLimit]), ("DriverCarSLFirstRPM", first?[.shiftLightStart]),
      ("DriverCarFuelMaxLtr", first?[.fuelCapacity]),
    ]
    for case (let key, let number?) in numbers { lines.append(" \(key): \(number)") }
    lines += [
      " Drivers:", " - CarIdx: 0", "   UserName: \(plain(source.driver))", "   CarNumber: \"1\"",
      "   CarPath: \(plain(source.car))", "   CarScreenName: \(plain(source.car))", "", "SplitTimeInfo:", " Sectors:",
    ]
    for (index, start) in sectors.enumerated() { lines += [" - SectorNum: \(index)", "   SectorStartPct: \(start)"] }
    return (lines + ["...", ""]).joined(separator: "\n")
  }

  /// A name on one line, which a line break could turn into another key.
  private func plain(_ text: String?) -> String {
    String((text ?? "").map { $0.isNewline || $0 == "\0" ? " " : $0 })
  }
}
