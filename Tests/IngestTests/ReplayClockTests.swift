import Ingest
import TestSupport
import Testing

@Suite struct ReplayClockTests {
  @Test func followsTheWall() {
    let clock = ReplayClock(duration: 100, at: 1000)
    #expect(clock.position(at: 1000) == 0 && clock.position(at: 1010) == 10)
    #expect(clock.position(at: 1200) == 100 && clock.isAtEnd(at: 1200) && clock.position(at: 900) == 0)
  }

  @Test func speedAndPauseKeepThePlace() {
    var clock = ReplayClock(duration: 1000, at: 0)
    clock.faster(at: 10)
    #expect(clock.speed == 2 && clock.position(at: 10) == 10 && clock.position(at: 20) == 30)
    clock.pause(at: 20)
    #expect(clock.position(at: 500) == 30)
    clock.resume(at: 500)
    clock.setSpeed(1, at: 500)
    #expect(clock.position(at: 505) == 35)
    for _ in 0..<20 { clock.faster(at: 505) }
    #expect(clock.speed == 64)
    for _ in 0..<20 { clock.slower(at: 505) }
    #expect(clock.speed == 0.125)
  }

  @Test func steppingStandsStill() {
    var clock = ReplayClock(duration: 10, at: 0)
    clock.step(by: 1.0 / 60, at: 5)
    #expect(clock.isPaused && clock.position(at: 99) == 5 + 1.0 / 60)
    clock.step(by: -100, at: 99)
    #expect(clock.position(at: 100) == 0)
  }

  @Test func lapsAreJumpedTo() {
    let starts = [0.0, 20, 50, 80]
    var clock = ReplayClock(duration: 100, at: 0, isPaused: true)
    func position(_ from: Double, _ laps: Int) -> Double {
      clock.seek(to: from, at: 0)
      clock.jump(laps: laps, starts: starts, at: 0)
      return clock.position(at: 0)
    }
    #expect(position(30, 1) == 50 && position(30, 2) == 80 && position(30, 9) == 80 && position(90, 1) == 90)
    #expect(position(30, -1) == 20 && position(20.5, -1) == 0 && position(90, -2) == 50 && position(90, .min) == 0)
  }

  @Test func positionStaysInTheRecording() {
    forAll { random in
      var clock = ReplayClock(duration: Double.random(in: 0...500, using: &random), at: 0)
      var wall = 0.0
      for _ in 0..<50 {
        wall += Double.random(in: 0...20, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: clock.pause(at: wall)
        case 1: clock.resume(at: wall)
        case 2: clock.faster(at: wall)
        case 3: clock.slower(at: wall)
        case 4: clock.seek(to: Double.random(in: -1e9...1e9, using: &random), at: wall)
        case 5: clock.step(by: Double.random(in: -9...9, using: &random), at: wall)
        default: clock.jump(laps: Int.random(in: -3...3, using: &random), starts: [0, 50, 100], at: wall)
        }
        guard (0...clock.duration).contains(clock.position(at: wall)) else { return false }
      }
      return true
    }
  }
}
