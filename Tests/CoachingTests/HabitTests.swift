import Analysis
import Telemetry
import Testing
import Timing

@testable import Coaching

/// A coach that is shown one lap after another.
struct CoachedDrive {
  var coach: Coach
  private(set) var laps: [Lap] = []

  init(_ coach: Coach = Coach()) { self.coach = coach }

  mutating func drive(_ lap: SyntheticLap, isChosen: Bool = false, summary: LapSummary = LapSummary()) {
    laps.append(lap.lap(laps.count + 1))
    let best = laps.filter(\.isEligible).min { $0.time! < $1.time! }
    coach.lapFinished(
      laps: laps, reference: isChosen ? laps[0] : best ?? laps[0], isChosen: isChosen, corners: SyntheticLap.corners,
      summary: summary)
  }

  mutating func drive(_ laps: [SyntheticLap]) { for lap in laps { drive(lap) } }

  /// Reason for which a rule is silent about a corner.
  func reason(_ rule: String, _ corner: Int) -> Suppressed.Reason? {
    coach.suppressed.first { $0.rule == rule && $0.corner == corner }?.reason
  }

  var rules: [String] { coach.findings.map { "\($0.rule):\($0.corner)" } }
}

@Suite struct HabitTests {
  private let clean = SyntheticLap()
  /// So many laps that a single fault does not count as the driver's own spread.
  private let calm = Array(repeating: SyntheticLap(), count: 6)
  private func early(_ distance: Double, _ corner: Int = 2) -> SyntheticLap {
    SyntheticLap(brakesEarly: [corner: distance])
  }

  @Test func syntheticLapsCostWhatTheySay() {
    let lap = SyntheticLap(brakesEarly: [1: 10, 2: 4], throttleLate: [3: 20])
    #expect(abs(lap.trace.lapTime - clean.trace.lapTime - lap.loss) < 1e-9)
    #expect(abs(lap.loss - 34 * SyntheticLap.cost) < 1e-12)
  }

  @Test func twoOfThreePassagesAreAHabit() throws {
    var drive = CoachedDrive()
    drive.drive(clean)
    #expect(drive.coach.learntLaps == 1)
    drive.drive(early(12))
    #expect(drive.coach.learntLaps == 2)
    #expect(drive.rules.isEmpty)
    #expect(drive.reason("brake-early", 2) == .noHabit(seen: 1, needed: 2))
    drive.drive(early(11))
    #expect(drive.rules == ["brake-early:2"])
    let finding = try #require(drive.coach.findings.first)
    // The mildest marker, and the usual cost.
    #expect(finding.text == "T2: brake 10 m later — 0.27 s on entry (lap 1)")
    #expect(abs(finding.loss - 11.5 * SyntheticLap.cost) < 1e-3)
    #expect(finding.action == "Brake 10 m later")
    #expect(finding.seenOnLaps == [2, 3] && finding.referenceLapNumber == 1 && finding.lapNumber == 3)
    #expect(finding.state == .new && !finding.isStale)
    #expect(finding.condition == BrakeEarly().condition(CoachThresholds()))
    #expect(finding.evidence.map(\.name) == ["brakeStart", "minimumSpeed", "entryLoss"])
    drive.drive(early(11))
    #expect(drive.coach.findings.first?.state == .repeated)
    #expect(drive.coach.findings.first?.seenOnLaps == [2, 3, 4])
    #expect(abs((drive.coach.findings.first?.loss ?? 0) - 11 * SyntheticLap.cost) < 1e-3)
  }

  @Test func unitsOfTheUser() {
    var drive = CoachedDrive(Coach(units: .imperial))
    drive.drive([clean, early(12), early(12)])
    #expect(drive.coach.findings.map(\.text) == ["T2: brake 11 yd later — 0.28 s on entry (lap 1)"])
  }

  @Test func oneGoodPassageBetweenIsStillAHabitAndTwoAreNone() {
    var drive = CoachedDrive()
    drive.drive(calm + [early(10), clean, early(10)])
    #expect(drive.rules == ["brake-early:2"])
    #expect(drive.coach.findings.first?.seenOnLaps == [7, 9])
    drive.drive(clean)
    #expect(drive.rules.isEmpty)
    #expect(drive.reason("brake-early", 2) == .noHabit(seen: 1, needed: 2))
    drive.drive([clean, clean])
    #expect(drive.rules.isEmpty && drive.reason("brake-early", 2) == nil)
  }

  @Test func aSpoiltPassageIsNoEvidence() {
    var drive = CoachedDrive()
    var spoilt = early(10)
    spoilt.stretches = [LapStretch(kind: .traffic, start: 900, end: 950)]
    drive.drive([clean, early(10), spoilt])
    #expect(drive.rules.isEmpty)
    #expect(drive.reason("brake-early", 2) == .noHabit(seen: 1, needed: 2))
    drive.drive(early(10))
    #expect(drive.coach.findings.first?.seenOnLaps == [2, 4])
    // What spoils another corner spoils nothing here.
    var elsewhere = early(10)
    elsewhere.stretches = [LapStretch(kind: .traffic, start: 300, end: 350)]
    drive.drive(elsewhere)
    #expect(drive.coach.findings.first?.seenOnLaps == [2, 4, 5])
    #expect(drive.coach.findings.first?.isStale == false)
    // The latest passage does not say so: nothing to begin with.
    drive.drive(spoilt)
    #expect(drive.coach.findings.first?.seenOnLaps == [2, 4, 5])
    #expect(drive.coach.findings.first?.isStale == true)
    #expect(drive.coach.focus == nil)
  }

  @Test func aLapThatIsNoEvidenceChangesNothing() {
    for change in [
      { (lap: inout SyntheticLap) in lap.kind = .out }, { $0.flags = .rewound }, { $0.flags = .slow },
      // More than 3 % slower than the usual lap.
      { $0.throttleLate = [1: 60, 3: 60] },
    ] {
      var drive = CoachedDrive()
      drive.drive([clean, early(10), early(10)])
      let before = drive.coach.findings.map(\.text)
      var other = clean
      change(&other)
      drive.drive(other)
      #expect(drive.coach.findings.map(\.text) == before && before.count == 1)
      #expect(drive.coach.store.passages(of: 2).count == 3)
    }
  }

  @Test func aLapThatDoesNotCountShowsItsCleanCornersAllTheSame() {
    var drive = CoachedDrive()
    var invalid = early(10)
    invalid.flags = .gameInvalid
    drive.drive([clean, early(10), invalid])
    #expect(drive.rules == ["brake-early:2"])
    var best = clean
    best.flags = .gameInvalid
    var other = CoachedDrive()
    other.drive([early(2), early(4), best])
    #expect(other.coach.targets.target(of: 2)?.lap.serial == 1, "it is no target")
    #expect(other.coach.store.passages(of: 2).map(\.serial) == [1, 2, 3])
  }

  // Reasons for silence.

  @Test func smallLoss() {
    var thresholds = CoachThresholds()
    thresholds.lapEndLoss = 0.2
    var drive = CoachedDrive(Coach(thresholds: thresholds))
    drive.drive([clean, early(8), early(8)])
    #expect(drive.reason("brake-early", 2) == .smallLoss(gate: 0.2))
    drive.drive([early(10), early(10)])
    #expect(drive.rules == ["brake-early:2"])
  }

  @Test func withinOwnSpread() throws {
    var thresholds = CoachThresholds()
    thresholds.deviations = 20
    var drive = CoachedDrive(Coach(thresholds: thresholds))
    drive.drive([clean, early(10), early(12)])
    guard case .withinOwnSpread(let noise) = try #require(drive.reason("brake-early", 2)) else {
      Issue.record("another reason")
      return
    }
    let spread = drive.coach.store.spread(of: 2)
    // The brake point is known to 6 m at 60 m/s; the usual case is 11 m.
    let strength = 11 / max(6, 1.5 * (spread.brakeStart ?? 0))
    let expected = (20 + Judge.bestOf(drive.coach.targets.lapCount)) * (spread.segmentTime ?? 0) / strength
    #expect(abs(noise - expected) < 1e-6 && noise > 11 * SyntheticLap.cost)
    #expect(drive.rules.isEmpty)
    drive.coach.judge.thresholds.deviations = 0
    drive.drive(early(12))
    #expect(drive.rules == ["brake-early:2"])
  }

  @Test func aBetterExplanation() {
    var drive = CoachedDrive()
    let both = SyntheticLap(brakesEarly: [2: 8], throttleLate: [2: 12])
    drive.drive(calm + [both, both])
    #expect(drive.rules == ["late-throttle:2"])
    #expect(drive.reason("brake-early", 2) == .better(rule: "late-throttle"))
    #expect(drive.coach.findings.first?.text == "T2: throttle 10 m sooner — 0.28 s on exit (lap 1)")
  }

  @Test func nobodyOnTheLimitIsToldToBrakeLater() {
    var drive = CoachedDrive()
    var locking = early(10)
    locking.locks = [2]
    drive.drive([clean, early(10), locking])
    #expect(drive.reason("brake-early", 2) == .unsafe)
    #expect(drive.reason("lock-up", 2) == .noHabit(seen: 1, needed: 3))
    #expect(drive.rules.isEmpty)
    // Three laps later it is forgotten.
    drive.drive([early(10), early(10), early(10)])
    #expect(drive.rules == ["brake-early:2"])
  }

  @Test func lockingOnThreeLapsIsTheHabit() {
    var drive = CoachedDrive()
    var locking = early(10)
    locking.locks = [2]
    drive.drive([clean, locking, locking, locking])
    #expect(drive.rules == ["lock-up:2"])
    #expect(drive.coach.findings.first?.text == "T2: ease off late: the front left locks — 0.23 s on entry")
    #expect(drive.reason("brake-early", 2) == .better(rule: "lock-up"))
  }

  @Test func mutedCornerAndRule() {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    #expect(drive.coach.focus?.corner == 2)
    drive.coach.toggleMute(corner: 2)
    #expect(drive.coach.focus == nil && drive.coach.mutedCorners == [2])
    drive.drive(early(10))
    #expect(drive.reason("brake-early", 2) == .muted && drive.rules.isEmpty)
    drive.coach.toggleMute(corner: 2)
    drive.drive(early(10))
    #expect(drive.rules == ["brake-early:2"])
    drive.coach.toggleMute(rule: "brake-early")
    #expect(drive.coach.focus == nil)
    drive.drive(early(10))
    #expect(drive.reason("brake-early", 2) == .muted && drive.rules.isEmpty)
  }

  @Test(arguments: [
    (Suppressed.Reason.smallLoss(gate: 0.08), "costs 0.06 s, less than 0.08 s"),
    (.withinOwnSpread(noise: 0.1), "costs 0.06 s; your own passages differ by 0.10 s"),
    (.noHabit(seen: 1, needed: 2), "seen on 1 of the last passages, 2 make a habit"),
    (.better(rule: "over-slow"), "over-slow explains it better"),
    (.faint(strength: 1.2), "only 1.2 times what would be no difference"),
    (.unsafe, "the last passages were on the limit"),
    (.muted, "muted"),
    (.retired, "said often enough"),
    (.retracted, "the corner became slower when it was followed"),
  ])
  func silenceIsExplained(reason: Suppressed.Reason, text: String) {
    #expect(Suppressed(rule: "brake-early", corner: 1, cornerName: "T1", loss: 0.06, reason: reason).why == text)
  }

  // Focus.

  @Test func focusIsHeldUntilAnotherCostsMuchMoreForTwoLaps() {
    var drive = CoachedDrive()
    func both(_ first: Double, _ second: Double) -> SyntheticLap { SyntheticLap(brakesEarly: [1: first, 2: second]) }
    drive.drive(calm + [both(12, 11), both(12, 11)])
    #expect(drive.rules == ["brake-early:1", "brake-early:2"])
    #expect(drive.coach.focus?.corner == 1)
    // A little more does not change it.
    drive.drive([both(12, 16), both(12, 16), both(12, 16)])
    #expect(drive.rules == ["brake-early:2", "brake-early:1"])
    #expect(drive.coach.focus?.corner == 1)
    // Half as much again does, on the second lap on which it holds.
    drive.drive([both(12, 20), both(12, 20)])
    #expect(drive.coach.focus?.corner == 1)
    drive.drive(both(12, 20))
    #expect(drive.coach.focus?.corner == 2)
  }

  @Test func focusGoesWhenTheHabitGoes() {
    var drive = CoachedDrive()
    let both = SyntheticLap(brakesEarly: [1: 12, 2: 9])
    drive.drive([clean, both, both])
    #expect(drive.coach.focus?.corner == 1)
    drive.drive([early(8), early(8)])
    #expect(drive.coach.focus?.corner == 2)
    drive.drive([clean, clean])
    #expect(drive.coach.focus == nil)
  }

  // What has become of it.

  @Test func fixed() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    let finding = try #require(drive.coach.findings.first)
    drive.coach.shown(finding, serial: 4)
    #expect(drive.coach.findings.first?.state == .shown)
    drive.drive(clean)
    #expect(!drive.coach.findings.contains { $0.state == .fixed }, "once is no cure")
    drive.drive(early(2))
    #expect(drive.coach.findings.map(\.state) == [.fixed])
    #expect(drive.coach.findings.map(\.text) == ["T2 fixed: +0.05 s now, was +0.23 s"])
    #expect(drive.coach.lapLines.first?.rule == "fixed")
    drive.drive(clean)
    #expect(drive.coach.findings.map(\.state) == [.fixed], "it stays in the list")
    #expect(!drive.coach.lapLines.contains { $0.rule == "fixed" }, "and is said once")
    #expect(!drive.coach.mayShow(finding, serial: 20, loss: 0))
  }

  @Test func fixedMeansThreeFifthsLess() throws {
    // 40 % of 10 m is 4 m.
    for (distance, isFixed) in [(4.0, true), (6, false)] {
      var drive = CoachedDrive()
      drive.drive([clean, early(10), early(10)])
      drive.coach.shown(try #require(drive.coach.findings.first), serial: 4)
      drive.drive([early(distance), early(distance)])
      #expect(drive.coach.findings.contains { $0.state == .fixed } == isFixed, "\(distance) m")
    }
  }

  @Test func adviceThatMadeItWorseIsTakenBack() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    let finding = try #require(drive.coach.findings.first)
    drive.coach.shown(finding, serial: 4)
    // 12 m are 0.047 s more than 10 m, and not worse.
    drive.drive([early(12), early(12)])
    #expect(!drive.coach.lapLines.contains { $0.rule == "retracted" })
    drive.drive(early(14))
    #expect(!drive.coach.lapLines.contains { $0.rule == "retracted" }, "once may be chance")
    drive.drive(early(14))
    let line = try #require(drive.coach.lapLines.first)
    #expect(line.rule == "retracted")
    #expect(line.text == "T2: ignore that — your earlier way was faster")
    #expect(drive.coach.findings.map(\.state) == [.retracted])
    #expect(drive.coach.focus == nil)
    #expect(!drive.coach.mayShow(drive.coach.findings[0], serial: 20, loss: 0))
    drive.drive(early(14))
    #expect(!drive.coach.lapLines.contains { $0.rule == "retracted" }, "said once")
  }

  @Test func notAgainWithinThreeLapsAndThreeTimesInAll() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10), early(10)])
    func finding() throws -> Finding { try #require(drive.coach.findings.first) }
    for serial in [5, 8, 11] {
      #expect(drive.coach.mayShow(try finding(), serial: serial, loss: 0))
      drive.coach.shown(try finding(), serial: serial)
      #expect(!drive.coach.mayShow(try finding(), serial: serial + 1, loss: 0))
      #expect(!drive.coach.mayShow(try finding(), serial: serial + 2, loss: 0))
      #expect(drive.coach.mayShow(try finding(), serial: serial + 3, loss: 0) == (serial < 11))
      drive.drive(early(10))
      #expect(try finding().state == (serial < 11 ? .shown : .retired))
    }
    #expect(drive.coach.focus == nil)
    #expect(!drive.coach.mayShow(try finding(), serial: 99, loss: 0))
  }

  // Speaking.

  @Test func gatesOfSpeaking() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10), early(10)])
    var finding = try #require(drive.coach.findings.first)
    #expect(drive.coach.mayShow(finding, serial: 5, loss: finding.loss))
    #expect(!drive.coach.mayShow(finding, serial: 5, loss: finding.loss + 1e-9))
    finding.confidence = drive.coach.thresholds.shownConfidence
    #expect(drive.coach.mayShow(finding, serial: 5, loss: 0))
    finding.confidence -= 1e-9
    #expect(!drive.coach.mayShow(finding, serial: 5, loss: 0))
    finding.confidence = 1
    for state in Finding.State.allCases {
      finding.state = state
      #expect(drive.coach.mayShow(finding, serial: 5, loss: 0) == [.new, .repeated, .shown].contains(state))
    }
  }

  @Test func verbosity() throws {
    var drive = CoachedDrive()
    let both = SyntheticLap(brakesEarly: [1: 14, 2: 10])
    drive.drive([clean, both, both, both])
    #expect(drive.coach.verbosity == .focus)
    let focused = drive.coach.linesAtLapStart(serial: 5)
    #expect(focused.lapEnd?.finding?.corner == 1 && focused.reminder?.finding?.corner == 1)
    drive.coach.verbosity = .all
    let all = drive.coach.linesAtLapStart(serial: 5)
    #expect(all.lapEnd?.finding?.corner == 1 && all.reminder?.finding?.corner == 1)
    for quiet in [Coach.Verbosity.off, .strategy] {
      drive.coach.verbosity = quiet
      let lines = drive.coach.linesAtLapStart(serial: 5)
      #expect(lines.lapEnd == nil && lines.reminder == nil)
      #expect(!drive.coach.mayShow(try #require(drive.coach.focus), serial: 5, loss: 0))
    }
    // With everything allowed the next finding takes the place of one that was just said; with one focus nothing does.
    drive.coach.shown(try #require(drive.coach.focus), serial: 5)
    drive.coach.verbosity = .all
    #expect(drive.coach.linesAtLapStart(serial: 6).lapEnd?.finding?.corner == 2)
    drive.coach.verbosity = .focus
    #expect(drive.coach.linesAtLapStart(serial: 6).lapEnd?.finding == nil)
  }

  @Test func linesBelowTheFinding() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    let trace = early(10).trace
    let comparison = LapComparer.compare(trace, with: clean.trace, corners: SyntheticLap.corners)
    drive.drive(early(10), summary: LapSummary(comparison: comparison))
    let lines = drive.coach.linesAtLapStart(serial: 5)
    #expect(lines.lapEnd?.text == "T2: brake 10 m later — 0.23 s on entry (lap 1)")
    #expect(lines.lapEnd?.more == ["+0.23: T2 +0.23 · rest ±0.00"])
  }

  @Test func aBestLapComesAlone() {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    drive.drive(early(10), summary: LapSummary(isBest: true, bestBefore: 60))
    let lines = drive.coach.linesAtLapStart(serial: 5)
    let time = early(10).trace.lapTime
    #expect(lines.lapEnd?.text == "Best lap: \(Wording.lapTime(time)), \(Wording.signed(time - 60)) s")
    #expect(lines.lapEnd?.more == [] && lines.lapEnd?.finding == nil)
    #expect(lines.reminder == nil)
    #expect(drive.coach.focus != nil, "what is held back is not forgotten")
  }

  // Targets and memory.

  @Test func aChosenLapIsTheTargetEverywhere() {
    var drive = CoachedDrive()
    let slow = SyntheticLap(brakesEarly: [1: 10, 2: 10, 3: 10])
    for lap in [slow, clean, clean] { drive.drive(lap, isChosen: true) }
    #expect(drive.rules.isEmpty)
    #expect(drive.coach.targets.lapCount == 1)
    #expect((1...3).allSatisfy { drive.coach.targets.target(of: $0)?.lap.serial == 1 })
  }

  @Test func anUndoneLapIsForgotten() {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    drive.coach.lapUndone(serial: 2)
    #expect(drive.coach.store.passages(of: 2).map(\.serial) == [1, 3])
  }

  @Test func resetKeepsWhatTheDriverChose() {
    var drive = CoachedDrive(Coach(units: .imperial, capabilities: [.analogBrake]))
    drive.drive([clean, early(10), early(10)])
    drive.coach.verbosity = .all
    drive.coach.toggleMute(rule: "over-slow")
    drive.coach.toggleMute(corner: 3)
    drive.coach.reset()
    #expect(drive.coach.findings.isEmpty && drive.coach.focus == nil && drive.coach.learntLaps == 0)
    #expect(drive.coach.verbosity == .all && drive.coach.units == .imperial)
    #expect(drive.coach.judge.capabilities == [.analogBrake])
    #expect(drive.coach.mutedRules == ["over-slow"])
    #expect(drive.coach.mutedCorners.isEmpty, "numbers of another track's corners")
  }

  @Test func aPassageUnderWayIsJudgedLikeOthers() throws {
    var drive = CoachedDrive()
    drive.drive([clean, early(10), early(10)])
    let corner = SyntheticLap.corners[1]
    let found = try #require(
      drive.coach.candidates(of: corner, until: 1_400, on: early(10).trace, lapSerial: 4))
    #expect(found.map(\.rule.identifier) == ["brake-early"])
    #expect(try #require(drive.coach.candidates(of: corner, until: 1_400, on: clean.trace, lapSerial: 4)).isEmpty)
    var spoilt = early(10)
    spoilt.stretches = [LapStretch(kind: .offTrack, start: 1_010, end: 1_020)]
    #expect(drive.coach.candidates(of: corner, until: 1_400, on: spoilt.trace, lapSerial: 4) == nil)
  }
}
