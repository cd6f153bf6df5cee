import Telemetry
import Testing

@testable import CoachBench

@Suite struct FrameSenderTests {
  private static let maker = LapMaker(circuit: .brandsHatchIndy, car: .gt, seed: 2)
  private static let laps: [DrivenLap] = {
    var speed = maker.idealSpeed[0]
    return (0..<4).map { number in
      let lap = maker.cleanLap(number, entrySpeed: speed).driven
      speed = lap.speed[maker.circuit.count]
      return lap
    }
  }()

  private func frames(_ change: (inout Sending) -> Void = { _ in }) -> [(frame: TelemetryFrame, truth: Truth)] {
    var sending = Sending()
    sending.lostShare = 0
    change(&sending)
    var frames: [(TelemetryFrame, Truth)] = []
    FrameSender(laps: Self.laps, sending: sending, seed: 4).send { frames.append(($0, $1)) }
    return frames
  }

  @Test(arguments: [20.0, 60, 360]) func framesComeAtTheirRate(rate: Double) {
    let frames = frames { $0.rate = rate }
    for (before, after) in zip(frames, frames.dropFirst()) {
      #expect(abs(after.frame.gameTime - before.frame.gameTime - 1 / rate) < 1e-6)
    }
  }

  @Test func lostFramesAreTheShareAskedFor() {
    let share = 1 - Double(frames { $0.lostShare = 0.03 }.count) / Double(frames().count)
    #expect((0.02...0.04).contains(share))
  }

  @Test func officialTimesAreThoseOfTheLaps() {
    let times = Set(frames().compactMap(\.frame.lastLapTime))
    #expect(times == Set(Self.laps[1...2].map { ($0.lapTime * 1000).rounded() / 1000 }))
  }

  @Test func placesMoveWithTheVelocity() {
    let frames = frames()
    for (before, after) in zip(frames, frames.dropFirst()) {
      guard let from = before.frame.position, let to = after.frame.position,
        let speedX = before.frame[.velocityX], let speedZ = before.frame[.velocityZ]
      else { continue }
      let time = after.frame.gameTime - before.frame.gameTime
      #expect(abs((to.x - from.x) / time - speedX) < 3)
      #expect(abs((to.z - from.z) / time - speedZ) < 3)
    }
  }

  @Test func movedLineCountsTheSameLaps() {
    let moved = frames { $0.line = 400 }
    #expect(moved.contains { $0.frame.lapNumber == 1 && $0.truth.station < 410 && $0.truth.station >= 400 })
    #expect(moved.allSatisfy { $0.truth.lapTime < 60 })
  }

  @Test func mirrorSwapsTheSides() {
    for (plain, mirrored) in zip(frames(), frames { $0.isMirrored = true }) {
      #expect(plain.frame.position?.z == mirrored.frame.position.map { -$0.z })
      #expect(plain.frame[.yawRate] == mirrored.frame[.yawRate].map { -$0 })
      #expect(plain.frame.speed == mirrored.frame.speed)
    }
  }
}
