import Analysis
import Coaching
import Compression
import Engine
import Foundation
import Telemetry
import TestSupport
import Testing
import Timing

/// Four consecutive laps of a real time trial, recorded as channels at 60 Hz (facts: shared/data/live/MANIFEST.md).
@Suite(.enabled(if: RealData.isAvailable)) struct RealLapTests {
  private struct Recorded: Decodable {
    var number: Int
    var finishTime: Double
    var throttle: [Double]
    var brake: [Double]
    var speed: [Double]
    var positionX: [Double]
    var positionY: [Double]
    var positionZ: [Double]
    var engineSpeed: [Double]
    var gear: [Double]

    enum CodingKeys: String, CodingKey {
      case number
      case finishTime = "lap_finish_time"
      case throttle = "data_throttle"
      case brake = "data_braking"
      case speed = "data_speed"
      case positionX = "data_position_x"
      case positionY = "data_position_y"
      case positionZ = "data_position_z"
      case engineSpeed = "data_rpm"
      case gear = "data_gear"
    }
  }

  /// The laps one after the other as a game would send them, with the first frames of one more so that the last is finished.
  private func frames() throws -> [TelemetryFrame] {
    let packed = try RealData.bytes("live/gt7/bb_raceway_4laps_decoded.json.gz")
    let bytes = try Gzip.inflate(packed.span.bytes).bytes
    let laps = try JSONDecoder().decode([Recorded].self, from: Data(bytes)).sorted { $0.number < $1.number }
    var frames: [TelemetryFrame] = []
    func add(_ lap: Recorded, _ index: Int, number: Int, last: Double?) {
      var frame = TelemetryFrame()
      frame.gameTime = Double(frames.count) / 60
      frame.arrivalTime = frame.gameTime
      frame.flags = .onTrack
      frame.lapNumber = Int32(number)
      frame.lastLapTime = last.map { $0 / 1000 }
      frame.speed = lap.speed[index] / 3.6
      frame.throttle = lap.throttle[index] / 100
      frame.brake = lap.brake[index] / 100
      frame.engineSpeed = lap.engineSpeed[index]
      frame[.gear] = lap.gear[index]
      frame.position = Position(
        x: lap.positionX[index], y: lap.positionY[index], z: lap.positionZ[index])
      frames.append(frame)
    }
    // The run-up is the end of the first lap: a game's first lap is begun before its line.
    let runUp = laps[0]
    for index in (runUp.speed.count - 300)..<runUp.speed.count { add(runUp, index, number: 1, last: nil) }
    var last: Double?
    for lap in laps {
      for index in lap.speed.indices { add(lap, index, number: lap.number, last: last) }
      last = lap.finishTime
    }
    for index in 0..<200 { add(laps[0], index, number: laps[laps.count - 1].number + 1, last: last) }
    return frames
  }

  private func drive(_ change: (inout TelemetryFrame) -> Void = { _ in }) throws -> TelemetryEngine {
    var source = SourceDescription(
      game: "gt7", gameName: "Gran Turismo 7", capabilities: [.position, .analogBrake, .pause])
    source.car = "1549"
    let engine = TelemetryEngine(source: source)
    for var frame in try frames() {
      change(&frame)
      _ = engine.ingest(frame)
    }
    return engine
  }

  @Test func lapsHaveTheirOfficialTimes() throws {
    let laps = try drive().model.laps.filter { $0.kind == .pace }
    #expect(laps.map(\.number) == [2, 3, 4, 5])
    #expect(laps.compactMap(\.time) == [32.651, 32.679, 32.559, 32.722])
  }

  @Test func lossesOfEveryPairOfLapsAddUp() throws {
    let model = try drive().model
    #expect(model.corners.count >= 2)
    let laps = model.laps.filter { $0.kind == .pace && $0.trace != nil }
    for lap in laps {
      for reference in laps where reference.serial != lap.serial {
        let own = try #require(lap.trace)
        let best = try #require(reference.trace)
        let comparison = try #require(LapComparer.compare(own, with: best, corners: model.corners))
        #expect(abs(comparison.corners.reduce(0) { $0 + $1.loss } - comparison.total) < 0.001)
        #expect(abs(comparison.total - (own.lapTime - best.lapTime)) < 0.001)
        for corner in comparison.corners {
          #expect(abs(corner.entry + corner.mid + corner.exit + corner.run - corner.loss) < 1e-9)
        }
      }
    }
  }

  @Test func whatIsSaidNamesALapThatWasDrivenAndACostThatIsThere() throws {
    let model = try drive().model
    let numbers = Set(model.laps.map(\.number))
    for finding in model.findings {
      #expect(finding.text.count <= 60, "\(finding.text)")
      #expect(finding.referenceLapNumber.map(numbers.contains) ?? true)
      #expect(finding.loss < 0.5, "four laps within 0.2 s lose no half second in one corner: \(finding.text)")
    }
  }

  @Test func withSpeedAndPlaceAloneNothingIsSaidOfPedals() throws {
    let model = try drive { frame in
      for channel in [Channel.throttle, .brake, .gear, .engineSpeed] { frame[channel] = nil }
    }.model
    #expect(model.laps.filter { $0.kind == .pace }.compactMap(\.time) == [32.651, 32.679, 32.559, 32.722])
    #expect(model.corners.count >= 2)
    let ofPedals = Set(
      allRules.filter { !Set($0.needs).isDisjoint(with: [.throttle, .brake, .gear, .engineSpeed]) }.map(\.identifier))
    #expect(model.findings.allSatisfy { !ofPedals.contains($0.rule) })
    #expect(model.suppressed.allSatisfy { !ofPedals.contains($0.rule) })
    for lap in model.laps where lap.trace != nil {
      let trace = try #require(lap.trace)
      let metrics = model.corners.filter(\.isCoachable).compactMap { corner in
        CornerMeasurement.measure(corner, segmentEnd: corner.end + 20, on: trace, referenceTurnIn: nil)
      }
      #expect(metrics.allSatisfy { $0.brakeStart == nil && $0.throttlePickUp == nil && $0.minimumThrottle == nil })
      #expect(metrics.allSatisfy { $0.minimumSpeed > 10 })
    }
  }
}
