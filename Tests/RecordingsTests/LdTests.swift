import Recordings
import Telemetry
import TestSupport
import Testing

@Suite(.enabled(if: RealData.isAvailable)) struct LdTests {
  static let porsche = "files/motec/Kyalami-porsche_991ii_gt3_r-1-2021.12.15-21.37.58.ld.gz"
  static let runThree = "files/motec/Kyalami-porsche_991ii_gt3_r-3-2021.12.15-21.43.22.ldx"
  static let calder = "files/motec/Sample1_adl_calder.ld"

  /// A log with the lap file of another run beside it.
  private func open(_ path: String, laps: String?) throws -> any Recording {
    let sibling = try laps.map { ByteStore(try RealData.bytes($0)) }
    return try openRecording(
      ByteStore(RealData.bytes(path)), name: String(path.split(separator: "/").last ?? ""),
      surroundings: RecordingSurroundings { $0.hasSuffix(".ldx") ? sibling : nil })
  }

  @Test func beaconsOfTheLapFileGiveTheLap() throws {
    let recording = try open(Self.porsche, laps: Self.runThree)
    let frames = recording.allFrames()
    // 60 samples a second in the pedals and the speed; the log ends at a crossing.
    #expect(frames.count == 16_924 && recording.description.sampleRate == 60)
    let changes = (1..<frames.count).filter { frames[$0].lapNumber != frames[$0 - 1].lapNumber }
    #expect(changes == [10_150, 16_923] && frames[0].lapNumber == 0)
    #expect(frames[16_923].lastLapTime == 112.904 && frames[16_922].lastLapTime == nil)
    #expect(abs((frames[10_150].currentLapTime ?? 0) - (10_150.0 / 60 - 169.152)) < 1e-9)
    let furthest = frames.compactMap(\.lapDistance).max() ?? 0
    #expect(abs(furthest - 4467) < 1 && abs((recording.description.trackLength ?? 0) - 4467) < 1)
    #expect(recording.notes == [.lapsWithoutSamples([53.619, 111.929])])
  }

  @Test func competizioneSaysGravityAndMeansIt() throws {
    let frames = try open(Self.porsche, laps: nil).allFrames()
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 225.629) < 0.001)
    #expect(abs((frames.compactMap(\.engineSpeed).max() ?? 0) - 9291) < 1)
    #expect((frames.compactMap { $0[.lateralAcceleration] }.map(abs).max() ?? 0) > 20)
    // Speed × yaw rate is the lateral acceleration, and its sign tells that both are positive to the same side.
    var ratio: [Double] = []
    for frame in frames {
      guard let speed = frame.speed, let yaw = frame[.yawRate], let lateral = frame[.lateralAcceleration],
        abs(lateral) > 8
      else { continue }
      ratio.append(speed * yaw / lateral)
    }
    #expect(ratio.count > 500 && abs(ratio.sorted()[ratio.count / 2] - 1) < 0.1)
    // Kyalami is driven anticlockwise.
    let turned = frames[10_150...].compactMap { $0[.yawRate] }.reduce(0, +) / 60 / (2 * .pi)
    #expect(abs(turned - 1) < 0.1)
    // Pressed while the car stands for 168 s.
    #expect(frames[..<9000].allSatisfy { $0[.clutch] == 1 } && frames[12_000...].allSatisfy { $0[.clutch] ?? 1 < 1e-6 })
    #expect(abs((frames[15_000][.tyrePressureFrontLeft] ?? 0) - 186) < 10)
  }

  @Test func withoutALapFileNoLapIsInvented() throws {
    let recording = try open(Self.porsche, laps: nil)
    #expect(recording.allFrames().allSatisfy { $0.lapNumber == nil && $0.lapDistance == nil })
    #expect(recording.notes == [.noLapFile(name: "Kyalami-porsche_991ii_gt3_r-1-2021.12.15-21.37.58.ldx")])
    let damaged = try open(Self.porsche, laps: "files/motec/Invalid.ldx")
    #expect(damaged.notes.count == 1 && damaged.allFrames().allSatisfy { $0.lapNumber == nil })
    guard case .damagedLapFile(_, let line) = damaged.notes[0] else {
      Issue.record("the lap file is not LDX")
      return
    }
    #expect(line == 2)
    #expect(try open(Self.porsche, laps: "files/motec/no-laps.ldx").notes == [.noLaps])
  }

  @Test func theOtherCompetizioneLog() throws {
    let recording = try openReal("files/motec/Kyalami-audi_r8_lms_evo-1-2021.12.07-17.59.12.ld.gz")
    let frames = recording.allFrames()
    #expect(abs(recording.duration - 163.1) < 0.05)
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 232.054) < 0.001)
    #expect(abs((frames.compactMap(\.engineSpeed).max() ?? 0) - 8676) < 1)
    #expect(recording.description.track == "Kyalami" && recording.description.car == "R8 LMS EVO")
  }

  @Test func aLoggersOwnLapChannels() throws {
    let recording = try openReal(Self.calder)
    let frames = recording.allFrames()
    #expect(frames.count == 9080 && recording.description.sampleRate == 20 && recording.description.car == "11A")
    #expect(recording.description.track == "Calder" && recording.description.driver == nil)
    let times = frames.compactMap(\.lastLapTime).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    #expect(times == [65.15, 63.68, 65.18, 63.75])
    // The lap begins where the logger's running lap time says, seconds before the counter steps.
    let changes = (1..<frames.count).filter { frames[$0].lapNumber != frames[$0 - 1].lapNumber }
    #expect(changes.map { Double($0) / 20 } == [94.2, 159.35, 223.0, 288.2, 351.95])
    #expect(abs((frames.compactMap(\.speed).max() ?? 0) * 3.6 - 244.6) < 0.001)
    #expect(frames.compactMap(\.engineSpeed).max() == 6846)
    #expect(frames.compactMap(\.brake).max() == 1 && frames.compactMap(\.throttle).max() ?? 0 <= 1)
    #expect(recording.notes == [.brakeFromPressure(highest: 4123)])
    #expect(abs((recording.description.trackLength ?? 0) - 2258) < 1)
  }

  @Test func theConvertersLog() throws {
    let recording = try openReal("files/motec/racechrono_short.ld")
    #expect(recording.sampleCount == 21 && recording.description.sampleRate == 1)
    #expect(recording.description.capabilities.contains(.position))
    #expect(recording.allFrames().compactMap(\.position).count == 21)
  }

  @Test func columnsEqualFrames() throws {
    for path in [Self.porsche, Self.calder, "files/motec/racechrono_short.ld"] {
      let recording = try openReal(path)
      let frames = recording.allFrames()
      let columns = recording.columns(Channel.allCases)
      #expect(columns.count == frames.count && columns.time == frames.map(\.gameTime))
      for channel in Channel.allCases {
        let column = columns[channel]
        let isEqual = frames.indices.allSatisfy { index in
          let value = column?[index] ?? .nan
          return value.isNaN ? frames[index][channel] == nil : frames[index][channel] == Double(value)
        }
        if !isEqual { Issue.record("\(channel) differs in \(path)") }
      }
      for start in [0, 7, frames.count - 1, frames.count, frames.count + 5] {
        #expect(recording.allFrames(from: start) == Array(frames.dropFirst(start)))
      }
      #expect(recording.sample(at: recording.duration) == frames.count - 1)
    }
  }

  @Test func aCutLogGivesWhatItHolds() throws {
    let bytes = try RealData.bytes(Self.calder)
    for count in stride(from: 0, to: bytes.count, by: 7919) {
      guard let recording = try? openRecording(ByteStore(Array(bytes[..<count])), name: "a.ld") else { continue }
      #expect(recording.notes.contains(.truncated) && recording.allFrames().count == recording.sampleCount)
    }
    forAll(100) { random in
      var damaged = bytes
      for _ in 0..<20 {
        damaged[Int.random(in: 0..<23_056, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let recording = try? openRecording(ByteStore(damaged), name: "a.ld") else { return true }
      return recording.sampleCount > 4_000_000 || recording.columns([.speed, .throttle]).count == recording.sampleCount
    }
  }
}
