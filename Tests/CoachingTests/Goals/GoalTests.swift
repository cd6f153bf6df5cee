import Analysis
import Coaching
import TestSupport
import Testing

@Suite struct GoalTests {
  private func figures(
    _ corner: Int = 3, lap: Int = 7, time: Double = 5, brake: Double? = 400, speed: Double = 25,
    throttle: Double? = 480, full: Double? = 520
  ) -> CornerPassageFigures {
    CornerPassageFigures(
      corner: corner, lapSerial: lap, segmentTime: time, brakeStart: brake, minimumSpeed: speed,
      throttlePickUp: throttle, fullThrottle: full, loss: 0)
  }

  private func finding(
    _ rule: String = "brake-early", corner: Int = 3, state: Finding.State = .repeated, laps: [Int] = [8, 9, 10]
  ) -> Finding {
    Finding(
      rule: rule, corner: corner, cornerName: "T\(corner)", lapSerial: 10, lapNumber: 10, referenceLapNumber: 7,
      loss: 0.18, action: "Brake 12 m later", text: "", evidence: [], seenOnLaps: laps, confidence: 0.9, state: state)
  }

  private func goal(_ rule: String = "brake-early") throws -> Goal {
    try #require(Goal(finding(rule), reference: figures()))
  }

  // MARK: What it says

  @Test(arguments: [
    ("brake-early", "T3 brake start ≥ −6 m of lap 7 in 4 of the next 6 clean laps", "brake-start:3:at-least"),
    ("over-slow", "T3 minimum speed ≥ −2 km/h of lap 7 in 4 of the next 6 clean laps", "minimum-speed:3:at-least"),
    (
      "late-throttle", "T3 throttle pick-up ≤ +8 m of lap 7 in 4 of the next 6 clean laps", "throttle-pick-up:3:at-most"
    ),
    ("slow-to-full", "T3 full throttle ≤ +15 m of lap 7 in 4 of the next 6 clean laps", "full-throttle:3:at-most"),
    ("lift-in-fast", "T3 time ≤ +0.05 s of lap 7 in 4 of the next 6 clean laps", "segment-time:3:at-most"),
  ])
  func aGoalReadsAsTheSpecificationShowsIt(_ rule: String, _ text: String, _ identifier: String) throws {
    let goal = try goal(rule)
    #expect(goal.text() == text)
    #expect(goal.identifier == identifier)
  }

  @Test func unitsAreTheUsers() throws {
    #expect(try goal().text(.imperial) == "T3 brake start ≥ −7 yd of lap 7 in 4 of the next 6 clean laps")
    #expect(try goal("over-slow").text(.imperial).contains("≥ −1 mph"))
  }

  @Test func withoutItsNumberTheTimeIsTheGoal() throws {
    let goal = try #require(Goal(finding(), reference: figures(brake: nil)))
    #expect(goal.metric == .segmentTime && goal.reference == 5)
    #expect(Goal(finding(), reference: figures(4)) == nil, "of another corner")
    #expect(Goal(finding(corner: 0), reference: figures(0)) == nil, "of the whole lap")
  }

  // MARK: What decides it

  /// Passages that brake so many metres after the reference's point.
  private func checked(_ offsets: [Double]) throws -> Goal {
    var goal = try goal()
    for (index, offset) in offsets.enumerated() { goal.check(figures(lap: 20 + index, brake: 400 + offset)) }
    return goal
  }

  @Test func fourOfSixReachIt() throws {
    #expect(try checked([0, 0, 0]).state == .open)
    #expect(try checked([0, 0, 0, 0]).state == .reached)
    #expect(try checked([0, -20, 0, -20, 0]).state == .open)
    #expect(try checked([0, -20, 0, -20, 0, 0]).state == .reached)
  }

  @Test func threeBadOnesMissIt() throws {
    #expect(try checked([-20, -20]).state == .open)
    #expect(try checked([-20, -20, -20]).state == .missed)
    #expect(try checked([0, 0, 0, -20, -20, -20]).state == .missed)
  }

  @Test func theBoundItselfIsGood() throws {
    #expect(try checked([-6]).successes == 1)
    #expect(try checked([-6.01]).successes == 0)
    #expect(try checked([30]).successes == 1, "later than the reference is not earlier than it")
  }

  @Test func whatDoesNotBelongChangesNothing() throws {
    var goal = try goal()
    goal.check(figures(4, lap: 20))
    goal.check(figures(lap: 21, brake: nil))
    #expect(goal.passages == 0)
    goal.check(figures(lap: 22))
    goal.check(figures(lap: 22))
    #expect(goal.passages == 1, "a lap counts once")
    for lap in 30..<40 { goal.check(figures(lap: lap)) }
    #expect(goal.passages == 4 && goal.state == .reached, "decided is decided")
  }

  @Test func aGoalIsDecidedWithinItsWindow() {
    forAll { random in
      var goal = Goal(
        rule: "over-slow", metric: .minimumSpeed, corner: 3, cornerName: "T3", comparison: .atLeast, tolerance: -1,
        reference: 25, referenceLapNumber: 7)
      var good = 0
      for lap in 1...6 {
        let isGood = Bool.random(using: &random)
        if goal.state == .open, isGood { good += 1 }
        goal.check(figures(lap: lap, speed: isGood ? 24.5 : 20))
      }
      return goal.state != .open && goal.successes == good && (goal.state == .reached) == (good >= 4)
    }
  }

  @Test func aStoredGoalGoesOn() throws {
    var goal = Goal(
      rule: "brake-early", metric: try #require(GoalMetric(rawValue: "brake-start")), corner: 3, cornerName: "T3",
      comparison: try #require(GoalComparison(rawValue: "at-least")), tolerance: -6, reference: 400,
      referenceLapNumber: nil, passages: 4, successes: 3)
    #expect(goal.text().contains("of your best in"))
    goal.check(figures(lap: 1))
    #expect(goal.state == .reached)
    let wild = Goal(
      rule: "", metric: .segmentTime, corner: 1, cornerName: "T1", comparison: .atMost, tolerance: 0, reference: 0,
      referenceLapNumber: nil, needed: 9, window: 0, passages: 99, successes: 99)
    #expect(wild.window == 1 && wild.needed == 1 && wild.passages == 1 && wild.successes == 1)
  }

  // MARK: The book

  @Test func oneGoalForEachRepeatedFinding() {
    var book = GoalBook()
    let findings = [
      finding(), finding("over-slow"), finding("late-throttle", corner: 5),
      finding("late-throttle", state: .fixed), finding("slow-to-full", state: .new, laps: [9, 10]),
    ]
    book.prescribe(for: findings, reference: [figures(), figures(5)])
    #expect(
      book.goals.map(\.identifier) == [
        "brake-start:3:at-least", "minimum-speed:3:at-least", "throttle-pick-up:5:at-most",
      ])
    book.prescribe(for: findings, reference: [figures(), figures(5)])
    #expect(book.goals.count == 3, "an open goal is not set again")
  }

  @Test func theBookTellsWhatALapHasDecided() {
    var book = GoalBook()
    book.prescribe(for: [finding(), finding("over-slow")], reference: [figures()])
    let decisions = (20..<23).map { book.check([figures(lap: $0, speed: 10), figures(5, lap: $0)]).count }
    #expect(decisions == [0, 0, 1])
    #expect(book.goals.map(\.state) == [.open, .missed])
    let decided = book.check([figures(lap: 23)])
    #expect(decided.map(\.identifier) == ["brake-start:3:at-least"] && decided.first?.state == .reached)
    book.prescribe(for: [finding("over-slow")], reference: [figures()])
    #expect(book.goals.count == 2 && book.goals.last?.state == .open, "what was missed begins anew")
  }
}
