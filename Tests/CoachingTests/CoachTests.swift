import Analysis
import Coaching
import Engine
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct CoachTests {
  /// What the coach finds in a drive with one habit.
  private func findings(
    _ habits: [Int: Fault], circuit: Circuit = .northmoor, seed: UInt64 = 3, seconds: Double = 620
  ) -> (model: SessionModel, advice: [Advice]) {
    var driver = Driver(seed: seed, habits: habits)
    driver.habitShare = 1
    driver.speedScatter = 0.002
    var simulation = Simulation(circuit: circuit, driver: driver)
    var source = simulation.description(game: "gt7", gameName: "GT7")
    source.track = nil
    source.capabilities.remove(.lapDistance)
    source.capabilities.remove(.sectors)
    let engine = TelemetryEngine(source: source)
    var advice: [Advice] = []
    for _ in 0..<Int(seconds * 60) {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      let sample = engine.ingest(frame)
      for event in engine.events {
        guard case .advised(let line) = event else { continue }
        advice.append(line)
        #expect((sample.frame.brake ?? 0) < 0.06, "never while braking: \(line.text)")
        #expect(abs(sample.frame[.lateralAcceleration] ?? 0) < 3.5, "never in a corner: \(line.text)")
      }
      engine.events.removeAll()
    }
    return (engine.model, advice)
  }

  @Test func earlyBrakingIsFoundWhereItIs() throws {
    let (model, advice) = findings([3: .brakesEarly(20)])
    let finding = try #require(model.findings.first)
    #expect(finding.rule == "brake-early")
    #expect(finding.cornerName == "T4")
    #expect(finding.text.hasPrefix("T4: brake ") && finding.text.hasSuffix("(lap 2)"))
    #expect(finding.text.count <= 60)
    #expect(finding.seenOnLaps.count >= 2)
    #expect(!advice.isEmpty)
  }

  @Test func tooSlowCornerIsFound() throws {
    let finding = try #require(findings([7: .tooSlow(0.07)]).model.findings.first)
    #expect(finding.rule == "over-slow")
    // The flat bend before it is none that the driver can be slow in: the eighth bend is T9.
    #expect(finding.cornerName == "T9")
  }

  @Test func lateThrottleIsFound() throws {
    let finding = try #require(findings([3: .lateThrottle(30)]).model.findings.first)
    // The driver of the simulation begins where he should, and lets go again for 30 m.
    #expect(finding.rule == "early-then-lift")
    #expect(finding.text.hasPrefix("T4: one push of the throttle — you lift again, 0."))
  }

  @Test func cleanDriverIsLeftAlone() {
    let (model, advice) = findings([:])
    #expect(model.findings.isEmpty)
    // A best lap is good news, and no advice about a fault.
    #expect(advice.allSatisfy { $0.finding == nil && $0.text.hasPrefix("Best lap: ") })
  }

  @Test func nothingIsSaidBeforeTwoCleanLaps() {
    let (model, advice) = findings([3: .brakesEarly(20)], seconds: 190)
    #expect(model.learntLaps <= 1)
    #expect(advice.isEmpty)
  }

  @Test func nobodyIsNagged() {
    let (_, advice) = findings([3: .brakesEarly(20)], seconds: 1_900)
    let texts = advice.compactMap { $0.finding.map { "\($0.rule):\($0.corner)" } }
    for key in Set(texts) { #expect(texts.filter { $0 == key }.count <= 3) }
  }

  @Test func rulesAreSilentWhenTheLapEqualsItsReference() throws {
    let (model, _) = findings([3: .brakesEarly(20)])
    let best = try #require(model.bestLap?.trace)
    let comparison = try #require(LapComparer.compare(best, with: best, corners: model.corners))
    #expect(Judge().verdicts(on: best, against: best, corners: model.corners).isEmpty)
    #expect(comparison.total == 0 && comparison.corners.allSatisfy { $0.loss == 0 })
  }

  @Test func adviceWaitsForTheStraightAndLeavesBeforeTheCorner() {
    let finding = Finding(
      rule: "brake-early", corner: 4, cornerName: "T4", lapSerial: 3, lapNumber: 3, referenceLapNumber: 2, loss: 0.2,
      action: "Brake 12 m later", text: "T4: brake 12 m later — 0.20 s on entry (lap 2)", evidence: [],
      seenOnLaps: [1, 3],
      confidence: 0.9, state: .new)
    var slots = AdviceSlots()
    slots.startLap(lapEnd: nil, reminder: SpokenLine(finding))
    func moment(_ time: Double, throttle: Double = 1, lateral: Double = 0, brake: Double = 0, left: Double)
      -> CoachMoment
    {
      CoachMoment(
        time: time, speed: 60, throttle: throttle, brake: brake, lateralAcceleration: lateral, nextCorner: 4,
        timeToNextSegment: left, lapTime: 30, isRestricted: false)
    }
    #expect(slots.update(moment(0, left: 20)) == nil, "0.7 s of full throttle first")
    #expect(slots.update(moment(0.5, left: 19.5)) == nil)
    #expect(slots.update(moment(0.8, left: 19.2)) != nil)
    #expect(slots.current?.slot == .reminder)
    #expect(slots.update(moment(2, throttle: 0, brake: 0.5, left: 18)) == nil)
    #expect(slots.current == nil, "braking takes it away")
    var late = AdviceSlots()
    late.startLap(lapEnd: nil, reminder: SpokenLine(finding))
    _ = late.update(moment(0, left: 5))
    #expect(late.update(moment(0.8, left: 4.2)) == nil, "no time left to read it")
    var flagged = AdviceSlots()
    flagged.startLap(lapEnd: nil, reminder: SpokenLine(finding))
    for time in stride(from: 0.0, to: 3, by: 0.1) {
      var restricted = moment(time, left: 20)
      restricted.isRestricted = true
      #expect(flagged.update(restricted) == nil)
    }
  }
}

extension Finding {
  /// For `#expect(… == nil)`.
  fileprivate static func == (left: Finding, right: Finding) -> Bool { left.id == right.id }
}
