import TestSupport
import Testing

@testable import Coaching

@Suite struct AdviceSlotsTests {
  /// Three seconds to read: ten words.
  private let sentence = "T4: brake 12 m later — 0.18 s on entry"

  private func finding(_ corner: Int = 4, direction: AdviceDirection? = nil, text: String? = nil) -> Finding {
    Finding(
      rule: "brake-early", corner: corner, cornerName: "T\(corner)", lapSerial: 3, lapNumber: 3, referenceLapNumber: 2,
      loss: 0.2, action: "", text: text ?? sentence, evidence: [], seenOnLaps: [1, 3], confidence: 0.9, state: .new,
      direction: direction)
  }

  private func moment(_ time: Double, _ change: (inout CoachMoment) -> Void = { _ in }) -> CoachMoment {
    var moment = CoachMoment(
      time: time, speed: 60, throttle: 1, brake: 0, lateralAcceleration: 0, nextCorner: 4, timeToNextSegment: 60,
      lapTime: 30, isRestricted: false)
    change(&moment)
    return moment
  }

  /// On a straight for a second; then one more moment.
  private func onStraight(
    _ slots: inout AdviceSlots, _ time: Double = 1, _ change: (inout CoachMoment) -> Void = { _ in }
  ) -> Finding? {
    _ = slots.update(
      moment(time - 1) {
        change(&$0)
        $0.timeToNextSegment = 0
      })
    return slots.update(moment(time, change))
  }

  // Reading time.

  @Test(arguments: [("", 0.5), ("Box", 0.75), ("T4: brake later", 1.25), ("  two   words ", 1.0)])
  func readingTime(text: String, time: Double) { #expect(AdviceSlots.readingTime(text) == time) }

  @Test func aLineHasToBeReadBeforeTheNextBrakingZone() {
    let reading = AdviceSlots.readingTime(sentence)
    #expect(reading == 0.5 + 0.25 * 10)
    for (left, isShown) in [(reading + 1, true), (reading + 1 - 1e-6, false)] {
      var slots = AdviceSlots()
      slots.passed(finding())
      #expect((onStraight(&slots) { $0.timeToNextSegment = left } != nil) == isShown)
      #expect(slots.current?.slot == (isShown ? .afterCorner : nil))
    }
    // Before the corner itself it takes longer to act on it.
    for (left, isShown) in [(reading + 2.5, true), (reading + 2.5 - 1e-6, false)] {
      var slots = AdviceSlots()
      slots.startLap(lapEnd: nil, reminder: SpokenLine(finding()))
      #expect((onStraight(&slots) { $0.timeToNextSegment = left } != nil) == isShown)
      #expect(slots.current?.slot == (isShown ? .reminder : nil))
    }
    var unknown = AdviceSlots()
    unknown.passed(finding())
    #expect(onStraight(&unknown) { $0.timeToNextSegment = nil } != nil, "nothing says that it does not fit")
  }

  // Where.

  @Test func onlyOnAStraight() {
    for (name, change, isShown) in [
      ("throttle", { $0.throttle = 0.95 }, true), ("lift", { $0.throttle = 0.94 }, false),
      ("no throttle known", { $0.throttle = nil }, false), ("brake", { $0.brake = 0.05 }, false),
      ("bend", { $0.lateralAcceleration = 2.99 }, true), ("right", { $0.lateralAcceleration = -3 }, false),
      ("left", { $0.lateralAcceleration = 3 }, false), ("unknown", { $0.lateralAcceleration = nil }, true),
    ] as [(String, (inout CoachMoment) -> Void, Bool)] {
      var slots = AdviceSlots()
      slots.passed(finding())
      #expect((onStraight(&slots, 1, change) != nil) == isShown, "\(name)")
    }
  }

  @Test func sevenTenthsOfFullThrottleFirst() {
    var slots = AdviceSlots()
    slots.passed(finding())
    #expect(slots.update(moment(0)) == nil)
    #expect(slots.update(moment(0.69)) == nil)
    #expect(slots.update(moment(0.7)) != nil)
    var lifted = AdviceSlots()
    lifted.passed(finding())
    _ = lifted.update(moment(10))
    _ = lifted.update(moment(10.5) { $0.throttle = 0.5 })
    #expect(lifted.update(moment(10.8)) == nil, "it counts again from the last lift")
    #expect(lifted.update(moment(11.51)) != nil)
  }

  @Test func aLineGoesBeforeTheDriverIsBusy() {
    for (name, change, stays) in [
      ("straight on", { _ in }, true), ("light brake", { $0.brake = 0.05 }, true),
      ("brake", { $0.brake = 0.051 }, false), ("bend", { $0.lateralAcceleration = 6 }, true),
      ("turn", { $0.lateralAcceleration = -6.01 }, false), ("next corner", { $0.cornersReached = 3 }, false),
      ("clock of another session", { $0.time = 0 }, false), ("read", { $0.time = 1 + 2 * 3 + 1 }, false),
      ("just read", { $0.time = 1 + 2 * 3 + 0.99 }, true),
    ] as [(String, (inout CoachMoment) -> Void, Bool)] {
      var slots = AdviceSlots()
      slots.passed(finding())
      #expect(onStraight(&slots) { $0.cornersReached = 2 } != nil)
      let next = moment(1.5) {
        $0.cornersReached = 2
        change(&$0)
      }
      #expect(slots.update(next) == nil)
      #expect((slots.current != nil) == stays, "\(name)")
    }
  }

  @Test func underFlagsOnlyStrategyAndSafety() {
    var slots = AdviceSlots()
    slots.startLap(lapEnd: SpokenLine(finding()), reminder: SpokenLine(finding()))
    slots.passed(finding())
    #expect(
      onStraight(&slots) {
        $0.isRestricted = true
        $0.lapTime = 1
      } == nil)
    #expect(slots.current == nil)
    slots.submit(SpokenLine(text: "Box this lap", priority: SpokenLine.strategyPriority), at: 1)
    #expect(slots.update(moment(1.1) { $0.isRestricted = true }) == nil, "it speaks of no finding")
    #expect(slots.current?.slot == .strategy && slots.current?.text == "Box this lap")
    #expect(slots.current?.expiresAt == 1.1 + 2 * 1.25 + 1)
  }

  // The queue.

  @Test func theMostImportantFirstAndThreeAtMost() {
    var slots = AdviceSlots()
    for (text, priority) in [("a", 75), ("b", 95), ("c", 80), ("d", 90)] {
      slots.submit(SpokenLine(text: text, priority: priority), at: 0)
    }
    slots.submit(SpokenLine(text: "b", priority: 95), at: 0)
    var shown: [String] = []
    for step in 0..<400 {
      _ = slots.update(moment(Double(step) * 0.1))
      if let text = slots.current?.text, shown.last != text { shown.append(text) }
    }
    #expect(shown == ["b", "d", "c"], "the least important had no room, none came twice")
  }

  @Test func whatIsOnTheScreenIsNotSubmittedAgain() {
    var slots = AdviceSlots()
    slots.submit(SpokenLine(text: "Box this lap", priority: 80), at: 0)
    _ = onStraight(&slots)
    #expect(slots.current?.text == "Box this lap")
    slots.submit(SpokenLine(text: "Box this lap", priority: 80), at: 1)
    _ = slots.update(moment(20))
    _ = slots.update(moment(21))
    #expect(slots.current == nil)
  }

  @Test func patienceEnds() {
    for (wait, isShown) in [(40.0, true), (40.01, false)] {
      var slots = AdviceSlots()
      slots.submit(SpokenLine(text: "Box this lap", priority: 80), at: 0)
      #expect(onStraight(&slots, wait) == nil)
      #expect((slots.current != nil) == isShown, "\(wait) s")
    }
  }

  @Test func clearedWithEverythingThatWaits() {
    var slots = AdviceSlots()
    slots.submit(SpokenLine(text: "one", priority: 80), at: 0)
    _ = onStraight(&slots)
    slots.submit(SpokenLine(text: "two", priority: 80), at: 1)
    slots.passed(finding())
    slots.clear()
    #expect(slots.current == nil)
    #expect(onStraight(&slots, 5) == nil)
    #expect(slots.current == nil)
  }

  // Once a lap.

  @Test func oneLineAfterACornerALap() {
    var slots = AdviceSlots()
    slots.passed(finding(4))
    #expect(onStraight(&slots)?.corner == 4)
    slots.passed(finding(5))
    #expect(onStraight(&slots, 30) == nil)
    slots.startLap(lapEnd: nil, reminder: nil)
    slots.passed(finding(5))
    #expect(onStraight(&slots, 60)?.corner == 5)
  }

  @Test func oneReminderALapBeforeItsOwnCorner() {
    var slots = AdviceSlots()
    slots.startLap(lapEnd: nil, reminder: SpokenLine(finding(4)))
    #expect(onStraight(&slots) { $0.nextCorner = 3 } == nil)
    #expect(onStraight(&slots, 5)?.corner == 4)
    #expect(onStraight(&slots, 30) == nil)
    #expect(slots.current == nil)
  }

  // The end of a lap.

  @Test func theLapsLinesComeAtOnceAndStayEightSeconds() {
    var slots = AdviceSlots()
    slots.startLap(lapEnd: SpokenLine(finding(), more: ["+0.41: T3 +0.18", "T8 varies"]), reminder: nil)
    #expect(slots.update(moment(10) { $0.lapTime = 0.1 }) != nil, "no need of full throttle first")
    #expect(slots.current?.slot == .lapEnd && slots.current?.expiresAt == 18)
    #expect(slots.current?.more == ["+0.41: T3 +0.18", "T8 varies"])
    var late = AdviceSlots()
    late.startLap(lapEnd: SpokenLine(finding()), reminder: nil)
    #expect(late.update(moment(10) { $0.lapTime = 8 }) == nil)
    #expect(late.update(moment(11) { $0.lapTime = 0.1 }) == nil, "it is gone")
  }

  @Test func linesBelowAreDroppedUntilTheRestCanBeRead() {
    // 3 s for the first line, 0.5 s for each of the two words below it.
    let more = ["two words", "two words"]
    for (left, count) in [(5.0, 2), (4.99, 1), (4.5, 1), (4.49, 0), (4.0, 0)] {
      var slots = AdviceSlots()
      slots.startLap(lapEnd: SpokenLine(finding(), more: more), reminder: nil)
      _ = slots.update(
        moment(10) {
          $0.lapTime = 1
          $0.timeToNextSegment = left
        })
      #expect(slots.current?.more.count == count, "\(left) s")
    }
    var none = AdviceSlots()
    none.startLap(lapEnd: SpokenLine(finding(), more: more), reminder: nil)
    _ = none.update(
      moment(10) {
        $0.lapTime = 1
        $0.timeToNextSegment = 3.99
      })
    #expect(none.current == nil)
    // It waits for room as long as the lap is young.
    #expect(none.update(moment(11) { $0.lapTime = 2 }) != nil)
  }

  // Contradictions.

  private func second(
    after first: (AdviceDirection?, corner: Int), _ line: (AdviceDirection?, corner: Int), seconds: Double
  ) -> Bool {
    var slots = AdviceSlots()
    slots.submit(SpokenLine(text: "one", direction: first.0, corner: first.corner, priority: 80), at: 0)
    _ = onStraight(&slots)
    slots.submit(SpokenLine(text: "two", direction: line.0, corner: line.corner, priority: 80), at: 0.5 + seconds)
    _ = slots.update(moment(0.5 + seconds))
    _ = slots.update(moment(1 + seconds))
    return slots.current?.text == "two"
  }

  @Test func linesThatPullBothWaysAreTwentySecondsApart() {
    let later = AdviceDirection(.brakePoint, isMore: true)
    let earlier = AdviceDirection(.brakePoint, isMore: false)
    let faster = AdviceDirection(.pace, isMore: true)
    #expect(!second(after: (later, 4), (earlier, 4), seconds: 19.9))
    #expect(second(after: (later, 4), (earlier, 4), seconds: 20))
    #expect(second(after: (later, 4), (later, 4), seconds: 5), "they agree")
    // In one corner more of anything and less of anything pull apart.
    #expect(!second(after: (AdviceDirection(.throttlePoint, isMore: true), 4), (earlier, 4), seconds: 5))
    #expect(second(after: (later, 4), (earlier, 5), seconds: 5), "another corner")
    // A line about the lap contradicts one about the same thing in any corner.
    #expect(!second(after: (later, 4), (earlier, 0), seconds: 5))
    #expect(!second(after: (earlier, 0), (later, 4), seconds: 5))
    #expect(second(after: (faster, 0), (earlier, 4), seconds: 5), "of another thing")
    #expect(!second(after: (faster, 0), (AdviceDirection(.pace, isMore: false), 0), seconds: 5))
    #expect(second(after: (later, 4), (nil, 4), seconds: 5), "it pulls at nothing")
  }

  @Test func theTimeBetweenIsTheUsers() {
    var slots = AdviceSlots(contradictionTime: 5)
    slots.submit(SpokenLine(text: "one", direction: AdviceDirection(.pace, isMore: true), priority: 80), at: 0)
    _ = onStraight(&slots)
    slots.submit(SpokenLine(text: "two", direction: AdviceDirection(.pace, isMore: false), priority: 80), at: 5.9)
    _ = slots.update(moment(5.99))
    #expect(slots.current == nil)
    _ = slots.update(moment(6))
    #expect(slots.current?.text == "two")
  }

  // Whatever happens.

  @Test func nothingAppearsInACornerOrABrakingZone() {
    forAll { random in
      var slots = AdviceSlots()
      var time = 0.0
      for _ in 0..<300 {
        time += Double.random(in: 0.02...1, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: slots.passed(finding(Int.random(in: 1...9, using: &random)))
        case 1: slots.submit(SpokenLine(text: "line \(Int(time))", priority: 80), at: time)
        case 2: slots.startLap(lapEnd: SpokenLine(finding(), more: ["more"]), reminder: SpokenLine(finding(4)))
        default: break
        }
        let now = moment(time) {
          $0.throttle = Double.random(in: 0...1, using: &random) < 0.8 ? 1 : 0.3
          $0.brake = Double.random(in: 0...1, using: &random) < 0.9 ? 0 : 0.4
          $0.lateralAcceleration = Double.random(in: 0...1, using: &random) < 0.8 ? 0.5 : 8
          $0.timeToNextSegment = Double.random(in: 0...12, using: &random)
          $0.lapTime = Double.random(in: 0...90, using: &random)
          $0.isRestricted = Double.random(in: 0...1, using: &random) < 0.2
        }
        let before = slots.current?.shownAt
        let shown = slots.update(now)
        guard let current = slots.current else {
          if shown != nil { return false }
          continue
        }
        if now.brake! > 0.05 || abs(now.lateralAcceleration!) > 6 || time >= current.expiresAt { return false }
        let isNew = current.shownAt != before
        if isNew,
          abs(now.lateralAcceleration!) >= 3 || now.timeToNextSegment! < AdviceSlots.readingTime(current.text) + 1
        {
          return false
        }
        if isNew, now.isRestricted, current.slot != .strategy { return false }
        if (shown != nil) != (isNew && current.finding != nil) { return false }
      }
      return true
    }
  }
}
