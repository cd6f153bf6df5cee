import Foundation
import Recordings
import Telemetry
import TestSupport
import Testing

/// Tables that no program in particular wrote.
@Suite struct AnyCsvTests {
  private func open(_ text: String, name: String = "drive.csv", columns: ColumnMapping = ColumnMapping()) throws
    -> any Recording
  {
    try open(Array(text.utf8), name: name, columns: columns)
  }

  private func open(_ bytes: [UInt8], name: String = "drive.csv", columns: ColumnMapping = ColumnMapping()) throws
    -> any Recording
  {
    try openRecording(ByteStore(bytes), name: name, surroundings: RecordingSurroundings(columns: columns))
  }

  private static let plain = """
    Time (s),Lap,Speed (km/h),Throttle (%),Brake (%),Gear,Engine RPM
    0.0,1,36.0,0,0,1,2000
    0.5,1,72.0,50,0,2,3000
    1.0,2,108.0,100,25.5,3,4000
    1.5,2,90.0,0,100,2,3500

    """

  private func check(_ recording: any Recording) {
    let frames = recording.allFrames()
    #expect(frames.compactMap(\.speed) == [10, 20, 30, 25])
    #expect(frames.compactMap(\.throttle) == [0, 0.5, 1, 0])
    #expect(frames.map { $0.brake.map { ($0 * 1000).rounded() } } == [0, 0, 255, 1000])
    #expect(frames.compactMap(\.gear) == [1, 2, 3, 2] && frames.compactMap(\.engineSpeed) == [2000, 3000, 4000, 3500])
    #expect(frames.compactMap(\.lapNumber) == [1, 1, 2, 2] && frames.map(\.gameTime) == [0, 0.5, 1, 1.5])
  }

  @Test func namesAndUnitsAreRecognised() throws {
    let recording = try open(Self.plain)
    check(recording)
    #expect(recording.description.capabilities.isDisjoint(with: [.position, .fuel, .steering]))
    #expect(recording.allFrames()[0].steering == nil)
  }

  @Test func lettersAndLinesOfEveryKind() throws {
    let text = Self.plain
    check(try open([0xEF, 0xBB, 0xBF] + Array(text.utf8)))
    check(try open(text.replacing("\n", with: "\r\n")))
    check(try open(text.replacing(",", with: ";")))
    check(try open(text.replacing(",", with: "\t"), name: "drive.tsv"))
    check(try open(text.replacing(",", with: ";").replacing(".", with: ",")))
    check(
      try open(
        text.split(separator: "\n").map { $0.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") }.joined(
          separator: "\n")))
    check(try open(text.replacing(",", with: " , ")))
    check(try open("\n\n" + text.replacing("\n0.5", with: "\n\n0.5")))
    for isLittle in [true, false] {
      for mark in [true, false] {
        let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
        let bytes = units.flatMap {
          isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)]
        }
        check(try open(bytes))
      }
    }
    // Latin 1: the degree of a temperature is one byte.
    let latin = text.replacing("Engine RPM", with: "Water Temp (@C)").utf8.map { $0 == UInt8(ascii: "@") ? 0xB0 : $0 }
    #expect(try open(latin).allFrames()[0][.waterTemperature] == 2000)
  }

  @Test func unitsOnALineOfTheirOwn() throws {
    let text = "time,speed,steering,latacc\ns,mph,deg,g\n0,10,90,0.5\n1,20,-90,-0.5\n"
    let frames = try open(text).allFrames()
    #expect(abs((frames[1].speed ?? 0) - 8.9408) < 1e-5 && abs((frames[0].steering ?? 0) - .pi / 2) < 1e-6)
    #expect(abs((frames[0][.lateralAcceleration] ?? 0) - 4.903325) < 1e-6)
  }

  @Test func valuesTellWhatNoUnitSays() throws {
    let frames = try open("time,speed,throttle,brake,steering\n0,100,0.2,20,180\n1,50,1,100,-20\n").allFrames()
    #expect(abs((frames[0].speed ?? 0) - 100 / 3.6) < 1e-5 && frames[1].throttle == 1 && frames[1].brake == 1)
    #expect(abs((frames[0].steering ?? 0) - .pi) < 1e-6)
    let notes = try open("time,speed\n0,100\n1,50\n").notes
    #expect(notes.contains(.unitAssumed(column: "speed", unit: "km/h")))
  }

  @Test func whatIsAbsentIsNeverZero() throws {
    let frames = try open("time,speed,throttle\n0,10,\n1,,0.5\n2,nan,-\n3,30,1\n").allFrames()
    #expect(frames.count == 4 && frames[0].throttle == nil && frames[1].speed == nil && frames[2].speed == nil)
    #expect(frames[2].throttle == nil && frames[3].throttle == 1)
  }

  @Test func theUserSaysWhatAColumnIs() throws {
    let text = "Zeit,Tempo,Pedal vorn\n0,36,0\n1,72,1\n"
    #expect(throws: RecordingError.malformed(format: "table", line: nil, problem: .noColumnNames)) { try open(text) }
    var columns = ColumnMapping()
    for (column, meaning) in [("Zeit", "time"), ("tempo", "speed km/h"), ("Pedal vorn", "brake")] {
      let isKnown = columns.map(column, to: meaning)
      #expect(isKnown)
    }
    let isKnown = columns.map("x", to: "warp")
    #expect(!isKnown)
    let frames = try open(text, columns: columns).allFrames()
    #expect(frames.compactMap(\.speed) == [10, 20] && frames.compactMap(\.brake) == [0, 1])
  }

  @Test func whatIsMissingIsNamed() {
    func problem(_ text: String, name: String = "a.csv") -> RecordingError? {
      do throws(RecordingError) {
        _ = try openRecording(ByteStore(Array(text.utf8)), name: name)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      problem("throttle,brake,time\n1,2,3\n")
        == .malformed(format: "table", line: nil, problem: .missingColumn("speed")))
    #expect(problem("speed,brake\n1,2\n") == .malformed(format: "table", line: nil, problem: .missingColumn("time")))
    #expect(problem("time,speed\n") == .malformed(format: "table", line: nil, problem: .noRows))
    #expect(problem("a letter to a friend\n") == .malformed(format: "table", line: nil, problem: .noColumnNames))
    #expect(problem("") == .empty)
    #expect(
      problem("This file is created using RaceChrono v1\nFormat,2\n\ntimestamp,lap_number,a,b\n1,2,3,4\n")
        == .malformed(format: "RaceChrono CSV", line: nil, problem: .oldVersion(wanted: "CSV v3")))
    let many = "time,speed" + String(repeating: ",x", count: 1_000_000) + "\n1,2\n"
    #expect(problem(many) == .malformed(format: "table", line: 1, problem: .tooManyColumns(1_000_002)))
    let endless = "time,speed\n" + String(repeating: "1", count: 17 << 20)
    #expect(problem(endless) == .malformed(format: "table", line: nil, problem: .endlessLine(16 << 20)))
  }

  @Test func damagedRowsAreCountedAndTheRestGoesOn() throws {
    let recording = try open("time,speed (m/s),gear\n0,10,1\nPIT STOP\n1,20,1\nx,30,1\n0.5,40,1\n2,50,")
    #expect(recording.allFrames().compactMap(\.speed) == [10, 20, 50])
    #expect(recording.notes.contains(.damagedRows(count: 2, firstLine: 3)))
    #expect(recording.notes.contains(.repeatedTimes(count: 1)))
    let cut = try open("time,speed (m/s),gear\n0,10,1\n1,20,1\n2,5")
    #expect(cut.sampleCount == 2 && cut.notes.contains(.truncated))
  }

  /// A lap exported by itself, as most sites do, is a lap; a stretch of road is none.
  @Test func aTableThatClosesIsOneLap() throws {
    let drive = CircleDrive(runUp: 0, seconds: 20)
    func table(_ frames: [TelemetryFrame]) -> String {
      var text = "time,speed (m/s),latitude,longitude\n"
      for frame in frames {
        guard let place = frame.position else { continue }
        let (north, east) = (52.1 - place.z / 111_320, -1.01 + place.x / 111_320 / cos(52.1 * .pi / 180))
        text += "\(frame.gameTime - 36_000),\(frame.speed ?? 0),\(north),\(east)\n"
      }
      return text
    }
    let lap = try open(table(Array(drive.frames.dropLast())))
    #expect(lap.notes == [.takenAsOneLap] && lap.allFrames().last?.lastLapTime == 20)
    let half = try open(table(Array(drive.frames.prefix(160))))
    #expect(half.notes == [.noLaps] && half.allFrames().allSatisfy { $0.lapNumber == nil })
  }

  @Test func largeTablesAreReadByManyThreads() throws {
    var text = "time,speed (m/s),gear\n"
    for index in 0..<200_000 {
      text += "\(Double(index) / 100),\(index % 90),\(index % 7)\n"
      if index % 50_000 == 49_999 { text += "\n# a remark\n" }
    }
    let recording = try open(text)
    #expect(recording.sampleCount == 200_000)
    let columns = recording.columns([.speed, .gear])
    let speed = try #require(columns[.speed])
    let gear = try #require(columns[.gear])
    #expect((0..<200_000).allSatisfy { speed[$0] == Float($0 % 90) && gear[$0] == Float($0 % 7) })
    #expect((0..<200_000).allSatisfy { columns.time[$0] == Double($0) / 100 })
  }

  @Test func numbersAreReadAsTheCompilerReadsThem() throws {
    try forAll(60) { random in
      let values = (0..<50).map { _ -> Double in
        let size = Double.random(in: -12...12, using: &random)
        return Double.random(in: -1...1, using: &random) * pow(10, size)
      }
      var text = "time,speed (m/s),latitude,longitude\n"
      for (index, value) in values.enumerated() {
        text += "\(value.magnitude.truncatingRemainder(dividingBy: 1) + Double(index)),\(Float(value)),0,0\n"
      }
      let recording = try open(text)
      let speed = recording.columns([.speed])[.speed]
      return (0..<50).allSatisfy { speed?[$0] == Float(values[$0]) }
        && zip(recording.columns([]).time, values.enumerated()).allSatisfy {
          abs($0 - ($1.element.magnitude.truncatingRemainder(dividingBy: 1) + Double($1.offset))) <= $0.ulp * 2
        }
    }
  }

  @Test func damageNeverTraps() {
    let seeds = [
      Self.plain, "# Tenths CSV 1\n# driver: a\ntime [s],lap,speed [m/s]\n1,2,3\n",
      "This file is created using RaceChrono\nFormat,3\n\ntimestamp,lap_number,speed,x\nunix time,,m/s,\n,,1: gps,\n1,2,3,4\n",
      "\"Format\",\"MoTeC CSV File\"\n\"Range\",\"Lap 3\"\n\"Duration\",\"5\",\"s\"\n\n\"Time\",\"Ground Speed\"\n\"s\",\"m/s\"\n\n\"0\",\"1\"\n\"1\",\"2\"\n",
      "# RaceRender Data: TrackAddict\n\"Time\",\"Lap\",\"GPS_Update\",\"Latitude\",\"Longitude\",\"Speed (MPH)\"\n0,0,1,50,8,1\n# Lap 0: 00:00:01.000\n1,1,1,50.1,8,2\n",
      "Format,AiM CSV File,,\nBeacon Markers,1,2,3\n,,\nTime,GPS Speed,RPM\ns,km/h,rpm\n,,\n0,1,2\n1,2,3\n",
      "Speed,LapDistPct,Lat,Lon,Brake,Throttle\n1,0,50,8,0,1\n2,0.5,50,8.1,0,1\n",
    ].map { Array($0.utf8) }
    forAll(600) { random in
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
          Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : UInt8(ascii: ",")
      }
      guard let recording = try? openRecording(ByteStore(bytes), name: "a.csv") else { return true }
      return recording.allFrames().count == recording.sampleCount
    }
  }
}
