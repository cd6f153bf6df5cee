import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

@Suite(.enabled(if: RealData.isAvailable)) struct RealGrCupTests {
  private func laps(_ name: String) throws -> [TimedSession] { try openReal("files/grcup/" + name).timedSessions }

  /// Cars, laps, the best lap with its car and number, and the top speed.
  private func check(
    _ name: String, cars: Int, laps count: Int, best: Double, by car: String, in lap: Int, top: Double
  ) throws {
    let sessions = try laps(name)
    #expect(sessions.count == cars && sessions.reduce(0) { $0 + $1.laps.count } == count, "\(name)")
    let fastest = try #require(
      sessions.flatMap { session in session.laps.map { (session, $0) } }.min { $0.1.time < $1.1.time })
    #expect(fastest.1.time == best && fastest.0.description.car == "GR86 #" + car && fastest.1.number == lap)
    let highest = sessions.flatMap { $0.laps.compactMap(\.topSpeed) }.max().map { ($0 * 36).rounded() / 10 }
    #expect(highest == top)
  }

  @Test func officialTiming() throws {
    try check(
      "barber_23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV", cars: 22, laps: 579, best: 97.428, by: "13",
      in: 8, top: 187.2)
    // Two cars have number 3 at each of these, and others come in several blocks.
    try check(
      "indianapolis_23_AnalysisEnduranceWithSections_Race 1.CSV", cars: 29, laps: 669, best: 99.748, by: "55", in: 7,
      top: 220.4)
    try check(
      "sonoma_23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV", cars: 31, laps: 669, best: 111.668, by: "72",
      in: 12, top: 190.1)
    try check(
      "road_america_23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV", cars: 28, laps: 415, best: 160.838,
      by: "2",
      in: 14, top: 212.2)
    let barber = try laps("barber_23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV")
    #expect(barber.allSatisfy(\.isOfficial) && barber[0].description.track == "Barber")
    #expect(barber[0].description.session == "race 1")
    let sums = barber.flatMap(\.laps).filter { !$0.sectors.isEmpty }
    #expect(sums.count > 550 && sums.allSatisfy { abs($0.sectors.reduce(0, +) - $0.time) < 0.0015 })
  }

  @Test func crossingsOfTheCars() throws {
    for name in ["start", "end", "time"] {
      let recording = try openReal("files/grcup/R1_barber_lap_\(name).csv")
      #expect(recording.timedSessions.count == 20 && recording.notes == [.doubledCrossings(count: 52)])
      #expect(recording.timedSessions.allSatisfy { !$0.isOfficial && $0.description.track == "Barber" })
    }
    // The car's trigger against the official timing: good to tenths of a second.
    let crossings = try #require(
      try laps("R1_barber_lap_time.csv").first { $0.description.car?.hasSuffix("-13") ?? false })
    let official = try #require(
      try laps("barber_23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV").first {
        $0.description.car == "GR86 #13"
      })
    let errors = crossings.laps.compactMap { lap in
      official.laps.map { abs($0.time - lap.time) }.min()
    }.sorted()
    #expect(errors.count > 20 && errors[errors.count / 2] < 0.5)

    let sonoma = try openReal("files/grcup/sonoma_lap_time_R1.csv")
    #expect(sonoma.notes.contains(.unknownLapNumbers(count: 120)))
    #expect(sonoma.timedSessions.count == 31 && sonoma.description.track == "Sonoma")
    #expect(try openReal("files/grcup/sonoma_lap_start_time_R1.csv").notes.contains(.unknownLapNumbers(count: 113)))
    // A weekend's other sessions are cut off: no lap of hours, none of seconds.
    #expect(sonoma.timedSessions.flatMap(\.laps).allSatisfy { $0.time > 70 && $0.time < 600 })
    let america = try openReal("files/grcup/road_america_lap_end_R1.csv")
    #expect(america.timedSessions.count == 27 && america.description.track == "Road America")
  }

  @Test func telemetryOfTheSample() throws {
    let recording = try openReal("files/grcup/R1_barber_telemetry_data_sample.csv")
    let frames = recording.allFrames()
    #expect(frames.count == 1021 && recording.notes.contains(.repeatedTimes(count: 188)))
    #expect(recording.description.car == "GR86-002-000" && recording.description.track == "Barber")
    let speeds = frames.compactMap(\.speed).map { $0 * 3.6 }
    #expect(abs((speeds.min() ?? 0) - 67.84) < 0.01 && abs((speeds.max() ?? 0) - 136.77) < 0.01)
    let distances = frames.compactMap(\.lapDistance)
    #expect(abs((distances.min() ?? 0) - 2627) < 1 && abs((distances.max() ?? 0) - 3715) < 1)
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.gameTime < $1.gameTime })
    // The car's clock is a day and eighteen hours behind the server's.
    let date = try #require(recording.description.startDate)
    #expect(abs(date - 1_757_184_000) < 600)
    // Barber's car turns left where its lateral acceleration says so: signs are found by the way.
    #expect(frames.contains { $0.position != nil } && frames.compactMap { $0[.lateralAcceleration] }.count > 900)
  }

  @Test func telemetryOfThreeColumns() throws {
    let recording = try openReal("files/grcup/GR86-049-88_three_column.csv.gz")
    let frames = recording.allFrames()
    // The distance falls seventeen times, at three crossings in two steps or to and fro.
    #expect(frames.last?.lapNumber == 14 && recording.notes.contains(.serverTimesOnly))
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 184.78) < 0.01)
    #expect(abs((frames.compactMap(\.lapDistance).max() ?? 0) - 3732) < 1)
    #expect(frames.allSatisfy { $0.position == nil })
  }

  @Test func tablesWithoutLapsSayWhatTheyAre() {
    for (name, what) in [
      ("barber_26_Weather_Race 1_Anonymized.CSV", "a table of the weather"),
      ("barber_99_Best 10 Laps By Driver_Race 1_Anonymized.CSV", "a table of best laps"),
      ("barber_03_Provisional Results_Race 1_Anonymized.CSV", "a table of results"),
    ] {
      #expect(throws: RecordingError.malformed(format: "GR Cup table", line: nil, problem: .noTelemetry(what: what))) {
        try openReal("files/grcup/" + name)
      }
    }
  }
}

@Suite struct GrCupTests {
  private static let cars = [("GR86-004-13", 0.0), ("GR86-006-7", 2.5), ("GR86-010-000", 5.0)]

  /// Three cars of one race, half a minute a lap.
  private func table(_ form: GrCupWriter.Form = .barber) -> [UInt8] {
    var writer = GrCupWriter(form)
    for (car, later) in Self.cars {
      let drive = CircleDrive(radius: 150, lapTime: 30, rate: 23, runUp: 8 + later, seconds: 110, start: 0)
      let length = 2 * Double.pi * drive.radius
      let frames = drive.frames.map { frame -> TelemetryFrame in
        var frame = frame
        let along = (frame.gameTime - drive.runUp) * drive.speed
        frame.lapDistance = along - (along / length).rounded(.down) * length
        return frame
      }
      writer.append(
        frames, car: car, clock: 1_757_000_000 + later, lead: 151_941, latitude: 33.53, longitude: -86.62)
    }
    return writer.file()
  }

  private func sessions(_ recording: any Recording) -> [UInt32: [TelemetryFrame]] {
    Dictionary(grouping: recording.allFrames(), by: \.sessionNumber)
  }

  @Test(arguments: GrCupWriter.Form.allCases) func everyCarIsASession(_ form: GrCupWriter.Form) throws {
    let recording = try openRecording(ByteStore(table(form)), name: "R1_barber_telemetry_data.csv")
    #expect(recording.sampleCount == 3 * 2531 && recording.description.session == "race 1")
    let sessions = sessions(recording)
    #expect(sessions.count == 3)
    for number in 1...3 {
      let frames = try #require(sessions[UInt32(number)])
      let crossings = zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.map {
        $0.1.gameTime - ($0.1.currentLapTime ?? .nan)
      }
      #expect(crossings.count == 4 && zip(crossings, crossings.dropFirst()).allSatisfy { abs($1 - $0 - 30) < 0.01 })
      #expect(frames.allSatisfy { $0.position != nil && $0.speed != nil && $0.throttle != nil })
      #expect(frames.dropFirst(30).dropLast(30).allSatisfy { ($0[.lateralAcceleration] ?? 0) > 0 })
    }
    var cursor = recording.makeFrames(from: 2531)
    _ = cursor.next()
    // The server says when it was: the car's own clock is 42 hours behind.
    #expect(cursor.description.car == "GR86 #7" && cursor.description.driver == "car 7")
    #expect(cursor.description.startDate == 1_757_000_002.5 + 151_941)
    let columns = recording.columns([.speed, .lapDistance])
    #expect(columns.count == recording.sampleCount && columns[.speed] != nil)
    for start in [0, 2530, 2531, 5000, recording.sampleCount] {
      #expect(recording.allFrames(from: start) == Array(recording.allFrames()[start...]))
    }
  }

  @Test func officialTimesBesideAreTaken() throws {
    let header = "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; S1; S2; S3; ELAPSED;TOP_SPEED;CLASS;FLAG_AT_FL\n"
    // The official numbers are one ahead of the car's crossings.
    var text = header
    for (lap, time) in [(1, "0:41.000"), (2, "0:30.011"), (3, "0:30.022"), (4, "0:29.983")] {
      text += "13;1;\(lap);\(time);;;;;;Am;GF\n"
    }
    let timing = ByteStore(Array(text.utf8))
    let recording = try openRecording(
      ByteStore(table()), name: "R1_barber_telemetry_data.csv",
      surroundings: RecordingSurroundings(
        companion: { $0.hasPrefix("23_") ? timing : nil },
        siblings: {
          ["R1_barber_telemetry_data.csv", "23_AnalysisEnduranceWithSections_Race 1.CSV", "26_Weather_Race 1.CSV"]
        }))
    let frames = try #require(sessions(recording)[1])
    let times = zip(frames, frames.dropFirst()).filter { $0.lapNumber != $1.lapNumber }.compactMap(\.1.lastLapTime)
    #expect(times == [30.011, 30.022, 29.983] && recording.notes.contains(.officialTimes(laps: 3)))
    // Of another race they are not.
    let other = try openRecording(
      ByteStore(table()), name: "R2_barber_telemetry_data.csv",
      surroundings: RecordingSurroundings(
        companion: { _ in timing }, siblings: { ["23_AnalysisEnduranceWithSections_Race 1.CSV"] }))
    #expect(!other.notes.contains(.officialTimes(laps: 3)))
  }

  @Test func rowsThatAreNoneAreCountedWithTheirLine() throws {
    var bytes = table()
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var changed = lines.map(Array.init)
    changed[10] = Array("rubbish".utf8)
    changed[20] = Array(",1,I,R1,k,2025-09-06T18:40:41.926Z,x,0,speed,fast,2025-09-05T00:28:20.593Z,GR86-004-13,0".utf8)
    bytes = Array(changed.joined(separator: [UInt8(ascii: "\n")]))
    let recording = try openRecording(ByteStore(bytes), name: "telemetry.csv")
    #expect(recording.notes.contains(.damagedRows(count: 2, firstLine: 11)))
  }

  @Test func aLargeTableIsReadInPieces() throws {
    // Larger than several blocks and threads; lines lie over their borders.
    let small = table()
    let newline = try #require(small.firstIndex(of: UInt8(ascii: "\n")))
    var large = Array(small[...newline])
    for copy in 0..<8 {
      let text = String(decoding: small[(newline + 1)...], as: UTF8.self)
      large += Array(text.replacing("GR86-0", with: "GR86-\(copy + 1)").utf8)
    }
    #expect(large.count > 16 << 20)
    let recording = try openRecording(ByteStore(large), name: "telemetry.csv")
    #expect(
      recording.sampleCount == 8 * 3 * 2531
        && !recording.notes.contains { if case .damagedRows = $0 { true } else { false } })
    let one = try openRecording(ByteStore(small), name: "telemetry.csv").allFrames()
    let all = recording.allFrames()
    // Each car's frames are the same ones, whichever piece they came from.
    for car in 0..<24 {
      for index in stride(from: 0, to: 2531, by: 97) {
        let (a, b) = (all[car * 2531 + index], one[(car % 3) * 2531 + index])
        #expect(
          a.speed == b.speed && a.position == b.position && a.gameTime == b.gameTime && a.lapNumber == b.lapNumber)
      }
    }
  }

  @Test func namesOfFilesAndFolders() {
    let cases: [(String, [String], String?, Int?, RaceFileName.Kind?)] = [
      ("R1_barber_lap_start.csv", [], "Barber", 1, .lapStart),
      ("R1_indianapolis_motor_speedway_telemetry.csv", [], "Indianapolis Motor Speedway", 1, .telemetry),
      ("sonoma_lap_start_time_R1.csv", [], "Sonoma", 1, .lapStart),
      ("COTA_lap_end_time_R2.csv", [], "COTA", 2, .lapEnd),
      ("road_america_lap_time_R1.csv", [], "Road America", 1, .lapTime),
      ("vir-lap-time-R1.csv", [], "VIR", 1, .lapTime), ("barber r1 lap start.csv", [], "Barber", 1, .lapStart),
      ("telemetry-R2-road-america.csv.gz", [], "Road America", 2, .telemetry),
      ("23_AnalysisEnduranceWithSections_Race 1_Anonymized.CSV", ["Race 1", "Sonoma", "Data"], "Sonoma", 1, .timing),
      ("23_AnalysisEnduranceWithSections_Race 2.CSV", ["barber"], "Barber", 2, .timing),
      ("R1_telemetry.csv", ["Road America", "road-america", "data"], "Road America", 1, .telemetry),
      ("telemetry.csv", ["Race 2", "virginia_international_raceway"], "Virginia International Raceway", 2, .telemetry),
      ("notes.csv", [], "Notes", nil, nil),
    ]
    for (name, folders, track, race, kind) in cases {
      let found = RaceFileName(name, folders: folders)
      #expect(found.track == track && found.race == race && found.kind == kind, "\(name): \(found)")
    }
  }

  @Test func damageNeverTraps() {
    let seeds = GrCupWriter.Form.allCases.map { form -> [UInt8] in
      var writer = GrCupWriter(form)
      let drive = CircleDrive(rate: 5, seconds: 30)
      writer.append(drive.frames, car: "GR86-1-2", clock: 1e9, lead: 10, latitude: 33, longitude: -86)
      return writer.file()
    }
    forAll(120) { random in
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      guard let recording = try? openRecording(ByteStore(bytes), name: "telemetry.csv") else { return true }
      return recording.allFrames().count == recording.sampleCount
    }
  }
}
