import Recordings
import Telemetry

/// The logs and tables among the samples.
enum SampleLogs {
  /// In the middle of an ocean, where no circuit is.
  private static let latitude = 45.0
  private static let longitude = -30.0

  private static func drive(
    _ seed: UInt64, rate: Double = 10
  ) -> (source: SourceDescription, frames: [TelemetryFrame]) {
    Samples.drive(laps: 2, seed: seed, rate: rate)
  }

  /// Names and what makes the files; `date` is when the drives began, s since 1970.
  static func files(date: Double) -> [(String, () throws -> [UInt8])] {
    func table(_ form: TableWriter.Form, _ seed: UInt64, rate: Double = 10) throws -> [UInt8] {
      let drive = drive(seed, rate: rate)
      let writer = TableWriter(
        source: drive.source, frames: drive.frames, startDate: date, latitude: latitude, longitude: longitude)
      return try Samples.packed(writer?.file(form) ?? [])
    }
    func log() -> LdWriter.Files? {
      let drive = drive(21, rate: 20)
      return LdWriter.files(source: drive.source, frames: drive.frames, startDate: date)
    }
    return [
      ("harbour-motec.ld", { log()?.log ?? [] }), ("harbour-motec.ldx", { log()?.laps ?? [] }),
      ("harbour-vbox.vbo.gz", { try Samples.packed(vbo(drive(22))) }),
      ("harbour-racechrono.csv.gz", { try table(.raceChrono, 23) }),
      ("harbour-trackaddict.csv.gz", { try table(.trackAddict, 24) }), ("harbour-aim.csv.gz", { try table(.aim, 25) }),
      ("harbour-motec.csv.gz", { try table(.motec, 26) }),
      ("harbour-garage61.csv.gz", { try table(.garage61, 27, rate: 60) }),
      ("R1_harbour_telemetry_data.csv.gz", { try Samples.packed(grCup(date)) }),
      (
        "harbour.csv.gz", { try Samples.packed(tenths(28) { CsvWriter.file(source: $0, frames: $1, startDate: date) }) }
      ),
      (
        "harbour.json.gz",
        { try Samples.packed(tenths(29) { DriveJSONWriter.file(source: $0, frames: $1, startDate: date) }) }
      ),
      (
        "harbour.tenths",
        { try tenths(30, rate: 60) { try TenthsWriter.file(source: $0, frames: $1, startDate: date) } }
      ),
    ]
  }

  private static func tenths(
    _ seed: UInt64, rate: Double = 20, _ write: (SourceDescription, [TelemetryFrame]) throws -> [UInt8]
  ) throws -> [UInt8] {
    let drive = drive(seed, rate: rate)
    return try write(drive.source, drive.frames)
  }

  private static func vbo(_ drive: (source: SourceDescription, frames: [TelemetryFrame])) -> [UInt8] {
    // The line is where the lap changes.
    let crossing = drive.frames.indices.dropFirst().first {
      drive.frames[$0].lapNumber != drive.frames[$0 - 1].lapNumber
    }
    var gate: (middle: Position, before: Position)?
    if let crossing, let before = drive.frames[crossing - 1].position, let after = drive.frames[crossing].position {
      let elapsed = drive.frames[crossing].currentLapTime ?? 0
      let share = 1 - elapsed / (drive.frames[crossing].gameTime - drive.frames[crossing - 1].gameTime)
      let middle = Position(
        x: before.x + share * (after.x - before.x), y: 0, z: before.z + share * (after.z - before.z))
      gate = (middle, before)
    }
    return VboWriter.file(
      source: drive.source, frames: drive.frames, gate: gate, latitude: latitude, longitude: longitude) ?? []
  }

  /// Two cars of a race, their clocks a day and a half behind.
  private static func grCup(_ date: Double) -> [UInt8] {
    var writer = GrCupWriter()
    for (index, car) in ["GR86-004-13", "GR86-006-7"].enumerated() {
      writer.append(
        drive(UInt64(31 + index), rate: 20).frames, car: car, clock: date - 151_941, lead: 151_941,
        latitude: latitude, longitude: longitude)
    }
    return writer.file()
  }
}
