import Coaching
import TestSupport
import Testing

@Suite struct LapsToGoTests {
  private func toGo(
    _ length: RaceLength, completed: Int = 0, lapTime: Double? = 90, timeToLine: Double? = nil,
    leader: LeaderFigures? = nil
  ) -> LapsToGo? {
    LapsToGo(
      RaceFigures(
        completedLaps: completed, length: length, lapTime: lapTime, timeToLine: timeToLine, leader: leader))
  }

  @Test func aLapRaceCountsDown() {
    #expect(toGo(.laps(20)) == LapsToGo(least: 20, most: 20, basis: .laps))
    #expect(toGo(.laps(20), completed: 19)?.most == 1)
    #expect(toGo(.laps(20), completed: 20) == nil)
    #expect(toGo(.laps(20), completed: 5, lapTime: nil)?.text == "15")
  }

  @Test func aCarOnTheLeadersLapDrivesAsFar() {
    let leader = LeaderFigures(lapTime: 90, gap: 30)
    #expect(toGo(.laps(20), completed: 4, leader: leader) == LapsToGo(least: 16, most: 16, basis: .leader))
    // Two seconds a lap slower over five laps: 40 s behind at the flag.
    #expect(toGo(.laps(20), completed: 15, lapTime: 92, leader: leader)?.text == "5")
  }

  @Test func aLappedCarDrivesFewer() {
    let leader = LeaderFigures(lapTime: 90, gap: 110)
    #expect(toGo(.laps(20), completed: 15, leader: leader)?.text == "4")
    #expect(toGo(.laps(20), completed: 15, leader: LeaderFigures(lapTime: 90, gap: 20, lapsDown: 1))?.text == "4")
    // Lapped before the end only.
    let slow = LeaderFigures(lapTime: 90, gap: 60)
    #expect(toGo(.laps(20), completed: 10, lapTime: 96, leader: slow)?.text == "9")
    // Lapped within the margin: nobody knows.
    #expect(toGo(.laps(20), completed: 15, leader: LeaderFigures(lapTime: 90, gap: 93))?.text == "4 or 5")
    #expect(toGo(.laps(20), completed: 19, leader: leader)?.text == "1")
  }

  @Test func aTimedRaceEndsWithTheFirstCrossingAfterZero() {
    #expect(toGo(.time(left: 600))?.text == "7", "crossings at 540 and 630 s")
    #expect(toGo(.time(left: 600))?.basis == .ownPace)
    #expect(toGo(.time(left: 600), timeToLine: 45)?.text == "8", "crossings at 585 and 675 s")
    #expect(toGo(.time(left: 60), timeToLine: 80)?.text == "1")
    #expect(toGo(.time(left: 600, lapsAfterZero: 1))?.text == "8")
    #expect(toGo(.time(left: 600), lapTime: nil) == nil)
    #expect(toGo(.time(left: .nan)) == nil)
  }

  @Test func eightSecondsAboutZeroLeaveItOpen() {
    // A crossing at 540 s.
    #expect(toGo(.time(left: 531.9))?.text == "6")
    #expect(toGo(.time(left: 532.1))?.text == "6 or 7")
    #expect(toGo(.time(left: 547.9))?.text == "6 or 7")
    #expect(toGo(.time(left: 548.1))?.text == "7")
  }

  @Test func theLeaderDecidesATimedRace() {
    // The leader crosses at 590 s, just too soon, and again at 680; this car at 630 and 720 s.
    let ahead = LeaderFigures(lapTime: 90, gap: 40)
    #expect(toGo(.time(left: 600), leader: ahead) == LapsToGo(least: 8, most: 8, basis: .leader))
    #expect(toGo(.time(left: 600))?.text == "7", "ignoring the leader would leave the car a lap short")
    // Two laps down: the leader crosses at 610 s, this car at 630.
    #expect(toGo(.time(left: 590), leader: LeaderFigures(lapTime: 90, gap: 200))?.text == "7")
    // Five seconds behind a leader who laps this car: 625 and 630 s.
    #expect(toGo(.time(left: 590), leader: LeaderFigures(lapTime: 85, gap: 60))?.text == "7 or 8")
  }

  @Test func moreTimeNeverMeansFewerLaps() {
    forAll { random in
      let lapTime = Double.random(in: 30...200, using: &random)
      let leader: LeaderFigures? =
        Bool.random(using: &random)
        ? LeaderFigures(
          lapTime: lapTime * .random(in: 0.9...1, using: &random), gap: .random(in: 0...400, using: &random)) : nil
      var before = LapsToGo(least: 1, most: 1, basis: .ownPace)
      for left in stride(from: 0.0, to: 2_000, by: 7) {
        guard let now = toGo(.time(left: left), lapTime: lapTime, leader: leader), now.least >= 1,
          now.most >= now.least, now.least >= before.least, now.most >= before.most
        else { return false }
        before = now
      }
      return true
    }
  }

  @Test func absurdNumbersAreHarmless() {
    #expect(toGo(.time(left: 1e300), lapTime: 0.001) != nil)
    #expect(toGo(.time(left: -1e9))?.most == 1)
    #expect(toGo(.laps(20), leader: LeaderFigures(lapTime: 0, gap: .infinity))?.most == 20)
    #expect(toGo(.laps(20), lapTime: .infinity)?.most == 20)
  }
}
