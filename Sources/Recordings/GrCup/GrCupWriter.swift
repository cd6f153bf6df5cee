public import Telemetry

/// Writes drives as a long table, one number a row and the newest first, for samples and tests.
public struct GrCupWriter: Sendable {
  /// Where a table differs from track to track.
  public enum Form: Sendable, CaseIterable {
    case barber
    /// Another order of columns, every text in quotes.
    case sonoma
  }

  private let form: Form
  private var text: [UInt8]

  /// Names that come with every frame, and those that come with every fifth.
  private static let often: [(name: String, channel: Channel, scale: Double)] = [
    ("accx_can", .longitudinalAcceleration, 1 / UnitConversion.gravity),
    ("accy_can", .lateralAcceleration, 1 / UnitConversion.gravity), ("aps", .throttle, 100),
    ("pbrake_f", .brake, 100), ("gear", .gear, 1), ("Steering_Angle", .steering, 180 / .pi),
  ]
  private static let seldom: [(name: String, channel: Channel, scale: Double)] = [
    ("speed", .speed, 3.6), ("nmot", .engineSpeed, 1), ("Laptrigger_lapdist_dls", .lapDistance, 1),
  ]

  public init(_ form: Form = .barber) {
    self.form = form
    switch form {
    case .barber:
      text = Array(
        "expire_at,lap,meta_event,meta_session,meta_source,meta_time,original_vehicle_id,outing,telemetry_name,telemetry_value,timestamp,vehicle_id,vehicle_number\n"
          .utf8)
    case .sonoma:
      text = Array(
        "\"meta_source\",\"meta_time\",\"meta_event\",\"meta_session\",\"timestamp\",\"vehicle_id\",\"outing\",\"lap\",\"telemetry_name\",\"telemetry_value\",\"expire_at\"\n"
          .utf8)
    }
  }

  /// Appends a car's drive.
  ///
  /// - Parameters:
  ///   - car: as in `GR86-004-13`.
  ///   - clock: when the frames' clock stood at zero by the car's own, s since 1970.
  ///   - lead: s by which the server's clock is ahead of it.
  ///   - latitude: place of the origin of the frames' plane, degrees north.
  ///   - longitude: degrees east.
  public mutating func append(
    _ frames: [TelemetryFrame], car: String, clock: Double, lead: Double, latitude: Double, longitude: Double
  ) {
    let plane = LocalPlane(latitude: latitude, longitude: longitude)
    for index in frames.indices.reversed() {
      let frame = frames[index]
      let time = InstantText.make(clock + frame.gameTime)
      let server = InstantText.make(clock + frame.gameTime + lead)
      var numbers = (index % 5 == 0 ? Self.often + Self.seldom : Self.often).compactMap { entry in
        frame[entry.channel].map { (entry.name, FixedText.make($0 * entry.scale, 6)) }
      }
      if let plane, let place = frame.position.map({ plane.place(east: $0.x, south: $0.z) }) {
        numbers.append(("VBOX_Lat_Min", FixedText.make(place.latitude, 8)))
        numbers.append(("VBOX_Long_Minutes", FixedText.make(place.longitude, 8)))
      }
      let lap = frame.lapNumber ?? GrCupLaps.unknownLap
      for (name, value) in numbers {
        switch form {
        case .barber:
          text += Array(",\(lap),I_R06,R1,kafka:gr-raw,\(server),\(car),0,\(name),\(value),\(time),\(car),0\n".utf8)
        case .sonoma:
          text += Array(
            "\"kafka:gr-raw\",\"\(server)\",\"I_R01\",\"R1\",\"\(time)\",\"\(car)\",0,\(lap),\"\(name)\",\(value),\n"
              .utf8)
        }
      }
    }
  }

  public func file() -> [UInt8] { text }
}

/// Instants as servers write them.
enum InstantText {
  /// `yyyy-MM-ddTHH:mm:ss.fffZ` of an instant, s since 1970.
  static func make(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let day = milliseconds >= 0 ? milliseconds / 86_400_000 : 0
    let rest = milliseconds - day * 86_400_000
    // The calendar back from the number of a day: years begin in March.
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * part + 2) / 5 + 1, 2))T"
      + "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2)).\(padded(rest % 1000, 3))Z"
  }
}
