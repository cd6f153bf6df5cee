import Analysis
import Telemetry
import Testing
import Timing

@testable import Coaching

/// A passage made by hand: the driver's numbers beside the better ones, on flat traces of one kilometre.
struct PassageFixture: Sendable {
  /// A left-hander whose segment runs from 200 m to 800 m.
  static let corner = Corner(
    number: 4, name: "T4", direction: .left, cornerClass: .medium, start: 400, apex: 440, end: 480, segmentStart: 200,
    complex: 1)
  static let segmentEnd = 800.0
  static let length = 1_000.0
  static let channels: [Channel] = [
    .speed, .throttle, .brake, .steering, .lateralAcceleration, .gear, .engineSpeed, .positionX, .positionZ,
    .wheelSpeedFrontLeft,
  ]

  var own = CornerMetrics.usual
  var best = CornerMetrics.usual
  var driven = DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0)
  /// What the run cost in all where that is more than the driver's part, s.
  var wholeRun: Double?
  /// What a lift on the straight cost of it, s.
  var straightLoss = 0.0
  var spread = CornerSpread()
  /// Passages before this one.
  var earlier: [CornerMetrics] = []
  var missingOnLap: Set<Channel> = []
  var missingOnReference: Set<Channel> = []
  var hasPositions = true
  /// The reference's speed everywhere on its trace, m/s.
  var referenceSpeed = 80.0
  /// The throttles along the lap, and the time against the reference.
  var throttle: @Sendable (Double) -> Double = { _ in 1 }
  var referenceThrottle: @Sendable (Double) -> Double = { _ in 1 }
  var delta: @Sendable (Double) -> Double = { _ in 0 }

  init(_ change: (inout PassageFixture) -> Void = { _ in }) { change(&self) }

  var passage: Passage {
    let lap = trace(throttle, speed: 50, missing: missingOnLap, late: delta)
    let reference = trace(referenceThrottle, speed: referenceSpeed, missing: missingOnReference, late: { _ in 0 })
    let run = wholeRun ?? driven.run
    let loss = CornerLoss(
      corner: Self.corner, loss: driven.entry + driven.mid + driven.exit + run, entry: driven.entry, mid: driven.mid,
      exit: driven.exit, run: run, metrics: own, reference: best, driven: driven)
    let comparison = LapComparison(
      delta: zip(lap.time, reference.time).map { $0 - $1 }, grid: lap.grid, total: lap.lapTime - reference.lapTime,
      corners: [])
    var passage = Passage(
      loss: loss, segmentEnd: Self.segmentEnd, lap: lap, reference: reference, comparison: comparison,
      recent: earlier + [own], spread: spread)
    passage.straightLoss = straightLoss
    return passage
  }

  private func trace(
    _ throttle: (Double) -> Double, speed: Double, missing: Set<Channel>, late: (Double) -> Double
  ) -> LapTrace {
    let grid = DistanceGrid(length: Self.length)
    var columns: [Channel: [Float]] = [:]
    for channel in Self.channels where !missing.contains(channel) {
      columns[channel] = (0..<grid.count).map { index in
        channel == .throttle ? Float(throttle(grid.station(index))) : channel == .speed ? Float(speed) : 0
      }
    }
    return LapTrace(
      grid: grid, lapTime: grid.length / 50 + late(grid.length),
      time: (0..<grid.count).map { grid.station($0) / 50 + late(grid.station($0)) }, columns: columns,
      lateralOffset: hasPositions ? Array(repeating: 0, count: grid.count) : nil)
  }

  /// The same with something else about it.
  func with(_ change: (inout PassageFixture) -> Void) -> PassageFixture {
    var copy = self
    change(&copy)
    return copy
  }

  func candidate(_ rule: any CoachingRule) -> Candidate? {
    rule.judge(passage, thresholds: CoachThresholds())
  }

  /// What a rule says of the passage, as the coach puts it.
  func sentence(_ rule: any CoachingRule, _ units: SpeechUnits = .metric) -> String? {
    candidate(rule).map { rule.sentence($0, units) }
  }

  // Expectations.

  func says(
    _ rule: any CoachingRule, _ metric: String, imperial: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(sentence(rule) == metric, sourceLocation: sourceLocation)
    #expect(sentence(rule, .imperial) == imperial ?? metric, sourceLocation: sourceLocation)
  }

  func isSilent(
    _ rule: any CoachingRule, sourceLocation: SourceLocation = #_sourceLocation,
    with change: (inout PassageFixture) -> Void
  ) {
    #expect(candidate(rule) != nil, "the passage itself is spoken of", sourceLocation: sourceLocation)
    #expect(with(change).candidate(rule) == nil, sourceLocation: sourceLocation)
  }

  /// The rule speaks where a number is just above a limit, and not where it is just below.
  func speaks(
    _ rule: any CoachingRule, from limit: Double, sourceLocation: SourceLocation = #_sourceLocation,
    set: (inout PassageFixture, Double) -> Void
  ) {
    let tiny = 1e-6
    #expect(with { set(&$0, limit + tiny) }.candidate(rule) != nil, "just above", sourceLocation: sourceLocation)
    #expect(with { set(&$0, limit - tiny) }.candidate(rule) == nil, "just below", sourceLocation: sourceLocation)
  }

  /// The rule speaks where a number is just below a limit, and not where it is just above.
  func speaks(
    _ rule: any CoachingRule, upTo limit: Double, sourceLocation: SourceLocation = #_sourceLocation,
    set: (inout PassageFixture, Double) -> Void
  ) {
    let tiny = 1e-6
    #expect(with { set(&$0, limit - tiny) }.candidate(rule) != nil, "just below", sourceLocation: sourceLocation)
    #expect(with { set(&$0, limit + tiny) }.candidate(rule) == nil, "just above", sourceLocation: sourceLocation)
  }
}

extension CornerMetrics {
  /// A plain passage of `PassageFixture.corner`: braking from 300 m to 410 m, slowest at 435 m with 90 km/h.
  static let usual: CornerMetrics = {
    var metrics = CornerMetrics(
      minimumSpeed: 25, minimumSpeedStation: 435, entrySpeed: 35, exitSpeed: 32, laterExitSpeed: 45, topSpeed: 70,
      segmentTime: 12)
    metrics.brakeStart = 300
    metrics.brakeSpeed = 50
    metrics.lift = 298
    metrics.liftToBrakeGap = 0.04
    metrics.peakBrake = 0.9
    metrics.peakBrakeStation = 310
    metrics.brakeRise = 0.15
    metrics.peakDeceleration = 12
    metrics.brakeRelease = 410
    metrics.releaseTime = 0.6
    metrics.brakePresses = 1
    metrics.turnIn = 385
    metrics.trailLength = 25
    metrics.trailShare = 0.2
    metrics.steeringPeak = 1
    metrics.steeringMean = 0.6
    metrics.lateralMean = 12
    metrics.counterSteerTime = 0
    metrics.slideTime = 0
    metrics.turnInOffset = 0
    metrics.apexOffset = 0
    metrics.exitOffset = 0
    metrics.insideStation = 440
    metrics.throttlePickUp = 445
    metrics.fullThrottle = 475
    metrics.coastBeforeBrake = 0.04
    metrics.coastBeforeThrottle = 0.2
    metrics.minimumThrottle = 0
    metrics.liftTime = 2
    metrics.runThrottleShare = 1
    metrics.gear = 3
    metrics.limiterTime = 0
    metrics.upshiftSpeed = 7_000
    metrics.lockTime = 0
    metrics.spinTime = 0
    metrics.tractionAid = 0
    metrics.brakeAid = 0
    return metrics
  }()
}

extension CoachingRule {
  /// The sentence of a candidate in T4, as the coach puts it, without the lap.
  func sentence(_ candidate: Candidate, _ units: SpeechUnits = .metric, corner: String = "T4") -> String {
    let cost = Wording.seconds(candidate.loss) + (place.isEmpty ? "" : " \(place)")
    return Wording.sentence(
      corner: corner, action: action(candidate, units: units),
      consequence: consequence(candidate, units: units) ?? cost, lap: nil)
  }
}
