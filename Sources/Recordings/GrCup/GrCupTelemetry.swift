internal import Telemetry

/// Makes a recording of each car of a long table.
enum GrCupTelemetry {
  /// s over which a name that comes less often than others is filled.
  private static let longestGap: Int64 = 1000
  /// Rows of a car below which there is nothing to see.
  private static let fewest = 10

  static func read(
    _ bytes: ByteStore, _ start: Int, _ file: RaceFileName, _ surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    let layout = try bytes.withBytes { span throws(RecordingError) in try GrCupLayout(span, from: start) }
    let table = GrCupTable(bytes, layout)
    var notes: [RecordingNote] = []
    if let place = table.firstDamaged {
      let line = 1 + bytes.withBytes { TextLines.count($0, 0..<place) }
      notes.append(.damagedRows(count: table.damaged, firstLine: line))
    }
    if !layout.hasOwnTime { notes.append(.serverTimesOnly) }
    let duplicates = table.cars.reduce(0) { $0 + $1.rows.duplicates }
    if duplicates > 0 { notes.append(.repeatedTimes(count: duplicates)) }
    let timing = GrCupTiming.beside(surroundings, race: file.race)
    var cars: [SampledRecording] = []
    var officialLaps = 0
    for car in table.cars where car.rows.count >= fewest {
      var assembly = assembly(car.rows, identifier: car.identifier, file, hasPlaces: layout.hasOwnTime)
      if let official = timing?.laps(ofCar: carNumber(car.identifier)) {
        assembly.laps = GrCupMatch.official(official, on: assembly.laps)
        officialLaps += assembly.laps.marks.count { $0.lapTime != nil }
      }
      if let recording = assembly.recording() { cars.append(recording) }
    }
    guard !cars.isEmpty else { throw .noSamples }
    if officialLaps > 0 { notes.append(.officialTimes(laps: officialLaps)) }
    for note in cars.flatMap(\.notes) where !notes.contains(where: { isAlike($0, note) }) { notes.append(note) }
    return JoinedRecording(cars, notes: notes)
  }

  /// Whether one of two notes is enough: that a brake is a pressure is said of the first car only.
  private static func isAlike(_ a: RecordingNote, _ b: RecordingNote) -> Bool {
    if case .brakeFromPressure = a, case .brakeFromPressure = b { return true }
    return a == b
  }

  /// The number on the car, the last part of its identifier; 0 is a car that was given none.
  static func carNumber(_ identifier: String) -> Int? {
    identifier.split(separator: "-").last.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func assembly(_ rows: GrCupRows, identifier: String, _ file: RaceFileName, hasPlaces: Bool)
    -> SampleAssembly
  {
    var description = GrCupFormat.describe(file)
    let number = carNumber(identifier)
    description.car = number.map { "GR86 #\($0)" } ?? (identifier.isEmpty ? "GR86" : identifier)
    description.driver = number.map { "car \($0)" } ?? (identifier.isEmpty ? nil : identifier)
    let first = rows.times[0]
    // The car's own clock runs evenly and stands wrong, by days; the server's says when it was.
    let lead = rows.leastLead == .max ? 0 : rows.leastLead
    description.startDate = Double(first + lead) / 1000
    var assembly = SampleAssembly(description, times: rows.times.map { Double($0 - first) / 1000 })
    for (name, channel, scale) in channels {
      assembly.series[channel] = filled(rows.column(name), rows.times, holds: channel.isDiscrete).map {
        $0 * Float(scale)
      }
    }
    for channel in [Channel.throttle, .throttleApplied] {
      assembly.series[channel] = assembly.series[channel]?.map { $0.isFinite ? min(max($0, 0), 1) : $0 }
    }
    let pressure = filled(rows.column(.frontBrakePressure), rows.times, holds: false)
    let highest = pressure.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    if highest > 0 {
      assembly.series[.brake] = pressure.map { $0.isFinite ? min(max($0 / highest, 0), 1) : .nan }
      assembly.notes.append(.brakeFromPressure(highest: Double(highest) * 100))
    }
    if hasPlaces {
      // In spite of their names these are degrees.
      assembly.latitude = filled(rows.column(.latitude), rows.times, holds: false).map(Double.init)
      assembly.longitude = filled(rows.column(.longitude), rows.times, holds: false).map(Double.init)
      assembly.placeOnPlane()
      assembly.smoothPosition()
    }
    assembly.laps = GrCupLaps.marks(rows, assembly)
    if assembly.laps.isEmpty { assembly.notes.append(.noLaps) }
    return assembly
  }

  private static let channels: [(name: GrCupName, channel: Channel, scale: Double)] = [
    (.speed, .speed, 1 / 3.6), (.gear, .gear, 1), (.engineSpeed, .engineSpeed, 1), (.pedal, .throttle, 0.01),
    (.throttleBlade, .throttleApplied, 0.01), (.steeringAngle, .steering, .pi / 180),
    (.longitudinalAcceleration, .longitudinalAcceleration, UnitConversion.gravity),
    (.lateralAcceleration, .lateralAcceleration, UnitConversion.gravity), (.lapDistance, .lapDistance, 1),
  ]

  /// Names come at rates of their own: between two of their numbers lies a straight line, or the number before.
  private static func filled(_ values: [Float], _ times: [Int64], holds: Bool) -> [Float] {
    var values = values
    var last: Int?
    for index in values.indices where values[index].isFinite {
      if let last, index - last > 1, times[index] - times[last] <= longestGap {
        // A distance that falls is one of the next lap.
        let isWrap = values[index] < values[last] / 2 && values[last] > 500
        for between in (last + 1)..<index {
          let share = Float(times[between] - times[last]) / Float(times[index] - times[last])
          values[between] = holds ? values[last] : isWrap ? .nan : values[last] + (values[index] - values[last]) * share
        }
      }
      last = index
    }
    return values
  }
}
