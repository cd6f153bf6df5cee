public import Telemetry

/// Writes a drive as the tables of other programs, for samples and tests; their readers give the same laps.
public struct TableWriter {
  public enum Form: String, Sendable, CaseIterable {
    case raceChrono
    case trackAddict
    case aim
    case motec
    case garage61
  }

  private let source: SourceDescription
  private let frames: [TelemetryFrame]
  private let crossings: [LineCrossings.Crossing]
  private let plane: LocalPlane
  private let start: Double
  private let startDate: Double

  /// - Parameters:
  ///   - startDate: when the first frame was driven, s since 1970 (UTC).
  ///   - latitude: place of the origin of the frames' plane, degrees north.
  ///   - longitude: degrees east.
  /// - Returns: `nil` without a frame, or for a place that is not on the globe.
  public init?(
    source: SourceDescription, frames: [TelemetryFrame], startDate: Double, latitude: Double, longitude: Double
  ) {
    guard let first = frames.first, let plane = LocalPlane(latitude: latitude, longitude: longitude) else { return nil }
    self.source = source
    self.frames = frames
    self.plane = plane
    self.startDate = startDate
    start = first.gameTime
    crossings = LineCrossings.find(in: frames)
  }

  public func file(_ form: Form) -> [UInt8] {
    let lines =
      switch form {
      case .raceChrono: raceChrono
      case .trackAddict: trackAddict
      case .aim: aim
      case .motec: motec
      case .garage61: garage61
      }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func place(_ frame: TelemetryFrame) -> (latitude: String, longitude: String) {
    guard let position = frame.position else { return ("", "") }
    let place = plane.place(east: position.x, south: position.z)
    return (FixedText.make(place.latitude, 8), FixedText.make(place.longitude, 8))
  }

  private func number(_ frame: TelemetryFrame, _ channel: Channel, _ scale: Double, _ decimals: Int) -> String {
    frame[channel].map { FixedText.make($0 * scale, decimals) } ?? ""
  }

  private func time(_ frame: TelemetryFrame) -> Double { frame.gameTime - start }

  private static let gravity = UnitConversion.gravity

  private var raceChrono: [String] {
    var lines = [
      "This file is created using RaceChrono Pro v9.1.3 ( http://racechrono.com/ ).", "Format,3",
      "Session title,\"\(source.track ?? "")\"", "Session type,Lap timing", "Track name,\"\(source.track ?? "")\"",
      "Driver name,\(source.driver ?? "")", "Created,01/01/2026,12:00", "Note,", "",
      "timestamp,fragment_id,lap_number,elapsed_time,distance_traveled,altitude,latitude,longitude,speed,lateral_acc,longitudinal_acc,speed,rpm,throttle_pos,brake_pos",
      "unix time,,,s,m,m,deg,deg,m/s,G,G,m/s,rpm,%,%",
      ",,,,,100: gps,100: gps,100: gps,100: gps,calc,calc,calc,200: obd,200: obd,200: obd",
    ]
    var travelled = 0.0
    for (index, frame) in frames.enumerated() {
      if index > 0 { travelled += (frame.speed ?? 0) * (frame.gameTime - frames[index - 1].gameTime) }
      let place = place(frame)
      let speed = number(frame, .speed, 1, 5)
      lines.append(
        [
          FixedText.make(startDate + time(frame), 3), "0", "\(frame.lapNumber ?? 0)", FixedText.make(time(frame), 3),
          FixedText.make(travelled, 4), number(frame, .positionY, 1, 2), place.latitude, place.longitude, speed,
          number(frame, .lateralAcceleration, 1 / Self.gravity, 5),
          number(frame, .longitudinalAcceleration, 1 / Self.gravity, 5), speed, number(frame, .engineSpeed, 1, 1),
          number(frame, .throttle, 100, 3), number(frame, .brake, 100, 3),
        ].joined(separator: ","))
    }
    return lines
  }

  private var trackAddict: [String] {
    var lines = [
      "# RaceRender Data: TrackAddict 4.3.5 (Mode: 0)", "# End Point: 0, 0 @ -1.00 deg",
      "\"Time\",\"UTC Time\",\"Lap\",\"GPS_Update\",\"Latitude\",\"Longitude\",\"Altitude (m)\",\"Speed (Km/h)\",\"Accel X (g)\",\"Accel Y (g)\"",
    ]
    var next = 0
    for frame in frames {
      let lap = crossings.count { $0.time <= frame.gameTime }
      while next < lap {
        // The first time is that from the start of the log.
        let begun = next > 0 ? crossings[next - 1].time : start
        lines.append("# Lap \(next): " + Self.clock(crossings[next].time - begun))
        next += 1
      }
      let place = place(frame)
      lines.append(
        [
          FixedText.make(time(frame), 3), FixedText.make(startDate + time(frame), 3), "\(lap)", "1", place.latitude,
          place.longitude, number(frame, .positionY, 1, 1), number(frame, .speed, 3.6, 3),
          number(frame, .lateralAcceleration, 1 / Self.gravity, 4),
          number(frame, .longitudinalAcceleration, 1 / Self.gravity, 4),
        ].joined(separator: ","))
    }
    return lines + ["# Session End"]
  }

  /// `hh:mm:ss.fff`.
  private static func clock(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(milliseconds / 3_600_000, 2)):\(padded(milliseconds / 60_000 % 60, 2)):"
      + "\(padded(milliseconds / 1000 % 60, 2)).\(padded(milliseconds % 1000, 3))"
  }

  private var aim: [String] {
    let end = (frames.last?.gameTime ?? start) - start
    let beacons = crossings.map { FixedText.make($0.time - start, 3) } + [FixedText.make(end, 3)]
    var lines = [
      "Format,AiM CSV File", "Session,\(source.track ?? "")", "Vehicle,\(source.car ?? "")",
      "Racer,\(source.driver ?? "")", "Date,\"Thursday, January 1, 2026\"", "Time,12:00 PM",
      "Sample Rate,\(Int(source.sampleRate))", "Duration,\(FixedText.make(end, 3))", "Segment,Session",
      "Beacon Markers,\(beacons.joined(separator: ","))", "",
      "Time,GPS Speed,GPS LatAcc,GPS LonAcc,GPS Altitude,GPS Latitude,GPS Longitude,Engine RPM",
      "s,km/h,g,g,m,deg,deg,rpm", "",
    ]
    for frame in frames {
      let place = place(frame)
      lines.append(
        [
          FixedText.make(time(frame), 3), number(frame, .speed, 3.6, 4),
          number(frame, .lateralAcceleration, 1 / Self.gravity, 4),
          number(frame, .longitudinalAcceleration, 1 / Self.gravity, 4), number(frame, .positionY, 1, 3),
          place.latitude, place.longitude, number(frame, .engineSpeed, 1, 1),
        ].joined(separator: ","))
    }
    return lines
  }

  private var motec: [String] {
    let beacons = crossings.map { FixedText.make($0.time - start, 3) }.joined(separator: " ")
    var lines = [
      "\"Format\",\"MoTeC CSV File\",,,\"Workbook\",\"\"", "\"Venue\",\"\(source.track ?? "")\",,,\"Worksheet\",\"\"",
      "\"Vehicle\",\"\(source.car ?? "")\",,,\"Vehicle Desc\",\"\"",
      "\"Driver\",\"\(source.driver ?? "")\",,,\"Engine ID\",\"\"", "\"Device\",\"ADL\"",
      "\"Comment\",\"\",,,\"Session\",\"Practice\"", "\"Log Date\",\"01/01/2026\",,,\"Origin Time\",\"0.000\",\"s\"",
      "\"Log Time\",\"12:00:00\",,,\"Start Time\",\"0.000\",\"s\"",
      "\"Sample Rate\",\"\(FixedText.make(source.sampleRate, 3))\",\"Hz\"", "\"Range\",\"entire outing\"",
      "\"Beacon Markers\",\"\(beacons)\"", "",
      "\"Time\",\"Ground Speed\",\"Throttle Pos\",\"Brake Pos\",\"Steered Angle\",\"Gear\",\"Engine RPM\",\"G Force Lat\",\"G Force Long\",\"GPS Latitude\",\"GPS Longitude\"",
      "\"s\",\"km/h\",\"%\",\"%\",\"deg\",\"\",\"rpm\",\"G\",\"G\",\"deg\",\"deg\"", "",
    ]
    for frame in frames {
      let place = place(frame)
      let cells = [
        FixedText.make(time(frame), 3), number(frame, .speed, 3.6, 3), number(frame, .throttle, 100, 2),
        number(frame, .brake, 100, 2), number(frame, .steering, -180 / .pi, 2), number(frame, .gear, 1, 0),
        number(frame, .engineSpeed, 1, 0), number(frame, .lateralAcceleration, 1 / Self.gravity, 4),
        number(frame, .longitudinalAcceleration, 1 / Self.gravity, 4), place.latitude, place.longitude,
      ]
      lines.append(cells.map { "\"\($0)\"" }.joined(separator: ","))
    }
    return lines
  }

  /// The first complete lap alone, as the site exports them.
  private var garage61: [String] {
    var lines = [
      "Speed,LapDistPct,Lat,Lon,Brake,Throttle,RPM,SteeringWheelAngle,Gear,Clutch,ABSActive,DRSActive,LatAccel,LongAccel,VertAccel,Yaw,YawRate,PositionType"
    ]
    guard crossings.count > 1 else { return lines }
    let lap = crossings[0].time..<crossings[1].time
    for frame in frames where lap.contains(frame.gameTime) {
      let place = place(frame)
      let share = (frame.gameTime - lap.lowerBound) / (lap.upperBound - lap.lowerBound)
      let along = frame.lapDistance.flatMap { distance in source.trackLength.map { distance / $0 } } ?? share
      lines.append(
        [
          number(frame, .speed, 1, 5), FixedText.make(along, 6), place.latitude, place.longitude,
          number(frame, .brake, 1, 4), number(frame, .throttle, 1, 4), number(frame, .engineSpeed, 1, 2),
          number(frame, .steering, 1, 5), number(frame, .gear, 1, 0), "1", "false", "false",
          number(frame, .lateralAcceleration, 1, 4), number(frame, .longitudinalAcceleration, 1, 4), "9.80665", "0",
          number(frame, .yawRate, 1, 5), "3",
        ].joined(separator: ","))
    }
    return lines
  }
}
