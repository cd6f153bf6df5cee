public import Telemetry

/// Writes a drive as a `.ld` log and the `.ldx` file with its laps, laid out as the logs of Assetto Corsa Competizione are, which i2 opens.
public struct LdWriter: Sendable {
  /// Bytes of the two files.
  public struct Files: Sendable {
    public var log: [UInt8]
    public var laps: [UInt8]
  }

  /// Where the blocks of such a file lie.
  private enum Place {
    static let vehicle = 1762
    static let venue = 5078
    static let event = 8180
    static let channels = 11336
  }

  private static let entrySize = 124
  private static let firstIdentifier: UInt16 = 0x2EE1

  /// - Parameters:
  ///   - frames: of one session, in order.
  ///   - startDate: when the first frame was driven, s since 1970 (UTC); written in local time.
  ///   - latitude: place of the origin of the frames' plane, degrees north; with positions the log then has a line that i2 can draw.
  ///   - longitude: the same, degrees east.
  /// - Returns: `nil` where there are no frames, or their rate is none that a log can have.
  public static func files(
    source: SourceDescription, frames: [TelemetryFrame], startDate: Double?, latitude: Double = 45,
    longitude: Double = -30
  ) -> Files? {
    guard let samples = EvenSamples(frames, rate: source.sampleRate) else { return nil }
    let plane = LocalPlane(latitude: latitude, longitude: longitude)
    let columns = LdColumn.all(samples, plane: plane)
    let crossings = LineCrossings.find(in: frames)
    let log = log(source, columns, samples, startDate: startDate)
    return Files(log: log, laps: LdxText.make(crossings.map { $0.time - samples.start }))
  }

  private static func log(
    _ source: SourceDescription, _ columns: [LdColumn], _ samples: EvenSamples, startDate: Double?
  ) -> [UInt8] {
    let dataStart = Place.channels + columns.count * entrySize
    var bytes = header(source, channels: columns.count, dataStart: dataStart, startDate: startDate)
    var data = dataStart
    for (index, column) in columns.enumerated() {
      let entry = Place.channels + index * entrySize
      bytes.append(little: UInt32(index == 0 ? 0 : entry - entrySize))
      bytes.append(little: UInt32(index + 1 == columns.count ? 0 : entry + entrySize))
      bytes.append(little: UInt32(clamping: data))
      bytes.append(little: UInt32(samples.count))
      bytes.append(little: firstIdentifier &+ UInt16(index))
      bytes.append(little: UInt16(column.isInteger ? 3 : 7))
      for number in [4, samples.rate, 0, 1, 1, column.decimals] {
        bytes.append(little: UInt16(truncatingIfNeeded: number))
      }
      bytes.append(column.name, size: 32)
      bytes.append(column.shortName, size: 8)
      bytes.append(column.unit, size: 12)
      bytes.append(contentsOf: repeatElement(0, count: 40))
      data += samples.count * 4
    }
    bytes.reserveCapacity(data)
    for column in columns {
      for sample in 0..<samples.count { bytes.append(little: column.word(sample)) }
    }
    return bytes
  }

  private static func header(
    _ source: SourceDescription, channels: Int, dataStart: Int, startDate: Double?
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Place.channels)
    func store(_ number: some FixedWidthInteger, _ offset: Int, _ size: Int) {
      for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
    func store(_ text: String?, _ offset: Int, _ size: Int) {
      // Windows-1252 is what i2 reads; letters outside it are left out.
      let characters = (text ?? "").unicodeScalars.compactMap {
        $0.value < 256 && $0.value >= 32 ? UInt8($0.value) : nil
      }
      for (index, byte) in characters.prefix(size - 1).enumerated() { bytes[offset + index] = byte }
    }
    store(0x40, 0, 4)
    store(Place.channels, 8, 4)
    store(dataStart, 12, 4)
    store(Place.event, 36, 4)
    // Constants, serial number and version of the logger that these files say they come from.
    store(1, 64, 2)
    store(0x4240, 66, 2)
    store(15, 68, 2)
    store(0x1F44, 70, 4)
    store("ADL", 74, 8)
    store(420, 82, 2)
    store(0xADB0, 84, 2)
    store(channels, 86, 4)
    let date = startDate.flatMap(LocalDate.texts)
    store(date?.day, 94, 16)
    store(date?.time, 126, 16)
    store(source.driver, 158, 64)
    store(source.car, 222, 64)
    store(source.track, 350, 64)
    // Without it i2 shows the header and refuses the data.
    store(0x000C_81A4, 1502, 4)
    store(0x63, 1644, 1)
    store(source.car, Place.vehicle, 64)
    store("Car", Place.vehicle + 196, 32)
    store(source.track, Place.venue, 64)
    store(Place.vehicle, Place.venue + 1098, 2)
    store(source.track, Place.event, 64)
    store(source.session, Place.event + 64, 64)
    store(Place.venue, Place.event + 1152, 2)
    return bytes
  }
}
