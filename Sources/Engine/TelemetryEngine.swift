import Analysis
public import Coaching
public import Telemetry
public import Timing

/// Frames in; laps, deltas and advice out. No thread, no clock, no file: a replay gives exactly what the live run gave.
///
/// Used by one thread at a time.
public final class TelemetryEngine {
  /// What a user can set.
  public struct Configuration: Sendable {
    /// Whether laps that the game merely shows count as driven, as for a file that the user opened.
    public var acceptsSpectated = false
    public var units = SpeechUnits.metric
    public var referenceChoice = ReferenceChoice.allTimeBest
    public var thresholds = CoachThresholds()
    public var verbosity = Coach.Verbosity.focus

    public init() {}
  }

  /// Laps that keep their traces in memory, beside the best and the reference. COACHING 18.
  static let tracesKept = 20
  /// A lap slower than this many times the best is no evidence of anything. COACHING 9.
  static let slowFactor = 1.07
  /// Base of the uncertainty's table, m.
  static let uncertaintyStep = 50.0

  public internal(set) var model = SessionModel()
  public private(set) var liveTrace: LiveTrace?
  /// What happened since it was last taken; the caller empties it.
  public var events: [EngineEvent] = []
  /// Frames that came twice or out of order.
  public var droppedFrames: Int { tracker.droppedFrames }

  var configuration: Configuration
  var tracker: LapTracker
  var coach: Coach
  private var knownTracks: [KnownTrack]
  private var recogniser: TrackRecogniser
  private var historyReference: Lap?
  private var chosenReference: ReferenceLap?
  var deltas = DeltaTracker()
  var board = MiniSectorBoard()
  var slots = AdviceSlots()
  var strategy: StrategyAdvisor
  var goals = GoalBook()
  /// The focus corner that has just been passed and waits to be judged.
  var passed: PassedCorner?
  /// Flags of the lap under way that were spoken of.
  var spokenFlags: LapFlags = []
  private var trackerEvents: [LapTracker.Event] = []
  var uncertainty: [Double] = []
  var fuelPerLap: Double?
  private var finishedLaps = 0
  private var lastTime: Double?
  private var step = 0.0
  private var recognised: Int?
  private var finalDelta: Double?
  private var trackName: String?
  var nextSegment = 0

  /// - Parameter knownTracks: tracks of this game that were driven before.
  public init(
    source: SourceDescription, knownTracks: [KnownTrack] = [], configuration: Configuration = Configuration()
  ) {
    self.configuration = configuration
    self.knownTracks = knownTracks
    recogniser = TrackRecogniser(source.track == nil ? knownTracks : [])
    coach = Coach(
      thresholds: configuration.thresholds, units: configuration.units, capabilities: source.capabilities)
    coach.verbosity = configuration.verbosity
    model.verbosity = configuration.verbosity
    slots = AdviceSlots(contradictionTime: configuration.thresholds.contradictionTime)
    strategy = StrategyAdvisor(
      game: source.game, units: configuration.units, thresholds: configuration.thresholds.strategy)
    tracker = LapTracker(source: source, track: nil, acceptsSpectated: configuration.acceptsSpectated)
    model.source = source
    events.append(.sessionStarted(source, sessionNumber: 0))
    if let name = source.track, let known = knownTracks.first(where: { $0.model.name == name }) {
      take(known)
    }
  }

  /// Takes one frame.
  public func ingest(_ frame: TelemetryFrame) -> LiveSample {
    _ = begin(frame)
    return complete(frame)
  }

  /// The first half of `ingest`: follows the car, which takes microseconds.
  ///
  /// - Returns: whether the second half has a lap to finish, a corner to judge or a track to take up, which takes milliseconds.
  public func begin(_ frame: TelemetryFrame) -> Bool {
    step = lastTime.map { max(0, min(1, frame.gameTime - $0)) } ?? 0
    lastTime = frame.gameTime
    recognised = model.track == nil ? recogniser.ingest(frame, step: step) : nil
    tracker.ingest(frame, events: &trackerEvents)
    passed = trackerEvents.isEmpty ? passedFocusCorner() : nil
    return recognised != nil || passed != nil || !trackerEvents.isEmpty
  }

  /// The second half of `ingest`, once after `begin` with the same frame.
  public func complete(_ frame: TelemetryFrame) -> LiveSample {
    if let index = recognised {
      let known = knownTracks[index]
      take(known)
      recognised = nil
    }
    if !trackerEvents.isEmpty { takeTrackerEvents() }
    if let corner = passed { judge(corner) }
    passed = nil
    return sample(frame, step: step)
  }

  /// The stream has ended: what is still pending is settled.
  public func finish() {
    tracker.finish(events: &trackerEvents)
    takeTrackerEvents()
  }

  // MARK: What the user chooses

  /// Compares with another lap from now on.
  public func choose(_ choice: ReferenceChoice) {
    configuration.referenceChoice = choice
    updateReference()
  }

  /// Compares with a lap of the history or of a file.
  public func choose(_ lap: Lap, label: String) {
    chosenReference = ReferenceLap(choice: .chosen, label: label, lap: lap)
    choose(.chosen)
  }

  /// Sets how much the coach says.
  public func setVerbosity(_ verbosity: Coach.Verbosity) {
    coach.verbosity = verbosity
    model.verbosity = verbosity
    if verbosity == .off { slots.clear() }
    publishAdvice()
  }

  /// Silences the coach about a corner or a rule, or lets it speak of it again.
  public func toggleMute(corner: Int) {
    coach.toggleMute(corner: corner)
    slots.clear()
    copyCoach()
    publishAdvice()
  }

  public func toggleMute(rule: String) {
    coach.toggleMute(rule: rule)
    slots.clear()
    copyCoach()
    publishAdvice()
  }

  /// Names the track.
  public func name(track: String) {
    trackName = track
    guard model.track != nil else { return }
    model.track?.name = track
    model.revision += 1
    if let named = model.track { events.append(.trackFound(named, corners: model.corners, isNew: false)) }
  }

  /// Names a corner; does nothing for a number that there is not, or a name that another one has.
  public func name(corner number: Int, _ name: String) {
    guard let named = try? CornerEditing.rename(model.corners, number: number, to: name) else { return }
    model.corners = named
    model.revision += 1
  }

  // MARK: Laps

  private func takeTrackerEvents() {
    let taken = trackerEvents
    trackerEvents.removeAll(keepingCapacity: true)
    for event in taken {
      switch event {
      case .lapStarted: startLap()
      case .lapFinished(let lap): finish(lap)
      case .lapUndone(let number): undo(number)
      case .rewound(let station): goBack(to: station)
      case .sessionChanged: changeSession()
      }
    }
  }

  private func startLap() {
    deltas.startLap(finalDelta: finalDelta)
    finalDelta = nil
    board.startLap()
    model.miniSectors = board.marks
    model.currentSectors = []
    if let track = model.track { liveTrace = LiveTrace(grid: track.grid) }
    nextSegment = 0
    spokenFlags = []
    let said = coach.linesAtLapStart(serial: finishedLaps)
    slots.startLap(lapEnd: said.lapEnd, reminder: said.reminder)
    model.revision += 1
  }

  /// What was drawn beyond the place to which the game went back is forgotten.
  private func goBack(to station: Double?) {
    deltas.startLap(finalDelta: nil)
    board.startLap()
    model.miniSectors = board.marks
    model.currentSectors = []
    let place = station.flatMap { $0.isFinite ? $0 : nil } ?? 0
    liveTrace = liveTrace.map { LiveTrace(copyOf: $0, upTo: $0.grid.index(at: place)) }
    nextSegment = model.corners.firstIndex { $0.isCoachable && $0.segmentStart > place } ?? model.corners.count
    model.revision += 1
  }

  private func undo(_ number: Int) {
    events.append(.lapUndone(number: number, sessionNumber: model.laps.last?.sessionNumber ?? 0))
    if let index = model.laps.lastIndex(where: { $0.number == number }) {
      model.laps[index].flags.insert(.rewound)
      coach.lapUndone(serial: model.laps[index].serial)
      if model.bestLapSerial == model.laps[index].serial { model.bestLapSerial = fastest()?.serial }
      updateReference()
    }
  }

  private func changeSession() {
    model.laps.removeAll()
    model.bestLapSerial = nil
    model.bestSectors = []
    model.lastComparison = nil
    coach.reset()
    strategy = StrategyAdvisor(
      game: model.source?.game ?? "", history: strategy.lessons, units: configuration.units,
      thresholds: configuration.thresholds.strategy)
    model.strategyNotes = []
    model.strategy = strategy.state
    copyCoach()
    updateReference()
  }

  private func finish(_ finished: FinishedLap) {
    var finished = finished
    if finished.kind == .pace, model.track == nil { learn(from: finished) }
    if let track = model.track, finished.stationLength == nil, finished.kind.isComplete {
      LapTracker.place(&finished, on: track)
    }
    finishedLaps += 1
    var lap = summary(of: finished)
    if let track = model.track, let time = finished.time, finished.kind.isComplete {
      lap.trace = Resampler.trace(
        of: finished, on: track.grid, lapTime: time, sampleRate: model.source?.sampleRate ?? 60, line: track.line)
      if let line = track.line, model.source?.capabilities.contains(.driftingPosition) == true {
        lap.trace = lap.trace.map { PositionDrift.corrected($0, on: line) }
      }
      if let trace = lap.trace {
        if Resampler.isGappy(trace) { lap.flags.insert(.gappy) }
        if lap.sectors.isEmpty { lap.sectors = sectors(of: trace, track: track) }
        if trace.stretches.contains(where: { $0.kind == .cut }) { lap.flags.insert(.cut) }
        if trace.stretches.contains(where: { $0.kind == .traffic }) { lap.flags.insert(.traffic) }
      }
    }
    if let time = lap.time, let best = bestTime, time > Self.slowFactor * best { lap.flags.insert(.slow) }
    if model.corners.isEmpty, let trace = lap.trace, lap.kind == .pace || lap.kind == .replayOrOther {
      findCorners(trace)
    }
    let comparison = compare(lap)
    if lap.kind.isComplete { finalDelta = comparison?.total }
    model.laps.append(lap)
    if lap.kind.isComplete { model.lastComparison = comparison }
    let bestBefore = bestTime
    if lap.isEligible { learn(from: lap) }
    teachStrategy(lap, comparison: comparison)
    if lap.isEvidence { instruct(lap, comparison: comparison, bestBefore: bestBefore) }
    forgetOldTraces()
    if lap.isEligible { refineTrack() }
    model.revision += 1
    events.append(.lapFinished(lap, comparison: comparison))
  }

  private func summary(of finished: FinishedLap) -> Lap {
    var top: Double?
    var least: Double?
    var used: Double?
    var lastFuel: Double?
    for sample in finished.samples {
      if let speed = sample.frame.speed {
        top = max(top ?? speed, speed)
        least = min(least ?? speed, speed)
      }
      if let fuel = sample.frame[.fuelLevel] {
        used = (used ?? 0) + max(0, (lastFuel ?? fuel) - fuel)
        lastFuel = fuel
      }
    }
    return Lap(
      serial: finishedLaps, number: finished.number, kind: finished.kind, flags: finished.flags, time: finished.time,
      sectors: finished.sectors, topSpeed: top, minimumSpeed: least, fuelUsed: used, startTime: finished.startTime,
      sessionNumber: finished.sessionNumber)
  }

  private func compare(_ lap: Lap) -> LapComparison? {
    guard let trace = lap.trace, let reference = model.reference?.lap.trace else { return nil }
    return LapComparer.compare(trace, with: reference, corners: model.corners)
  }

  private func sectors(of trace: LapTrace, track: TrackModel) -> [Double] {
    let cuts = [0] + track.sectorStarts.map { trace.time(at: $0) } + [trace.lapTime]
    return zip(cuts.dropFirst(), cuts).map { $0 - $1 }
  }

  private func fastest() -> Lap? {
    model.laps.filter(\.isEligible).min { ($0.time ?? .infinity) < ($1.time ?? .infinity) }
  }

  private var bestTime: Double? {
    let session = model.bestLap?.time
    let stored = historyReference?.time
    return [session, stored].compactMap { $0 }.min()
  }

  /// Takes an eligible lap into everything that is learnt from laps.
  private func learn(from lap: Lap) {
    guard let trace = lap.trace else { return }
    let before = model.bestLap?.time ?? .infinity
    if let time = lap.time, time < before { model.bestLapSerial = lap.serial }
    for (index, time) in lap.sectors.enumerated() {
      if index < model.bestSectors.count {
        model.bestSectors[index] = min(model.bestSectors[index], time)
      } else {
        model.bestSectors.append(time)
      }
    }
    let eligible = model.laps.filter(\.isEligible)
    let times = eligible.compactMap(\.time)
    model.consistency = times.count >= 6 ? robustDeviation(times) : nil
    updateTheoretical(eligible)
    board.learn(trace)
    updateReference()
    if let reference = model.reference?.lap { updateUncertainty(eligible, reference: reference) }
  }

  /// Lets the coach see a lap.
  private func instruct(_ lap: Lap, comparison: LapComparison?, bestBefore: Double?) {
    defer { copyCoach() }
    guard let reference = model.reference else { return }
    coach.lapFinished(
      laps: model.laps.filter { $0.trace != nil && $0.kind == .pace }, reference: reference.lap,
      isChosen: reference.choice == .chosen, corners: model.corners,
      summary: LapSummary(
        comparison: comparison, isBest: lap.serial == model.bestLapSerial && (lap.time ?? .infinity) < bestBefore ?? 0,
        bestBefore: bestBefore, cornerIdeal: model.theoretical.cornerIdeal,
        tyreTemperature: lap.trace.flatMap(Self.tyreTemperature)))
    followGoals(lap, comparison: comparison)
    events.append(
      .coached(
        CoachReport(
          lapSerial: lap.serial, findings: coach.findings, goals: goals.goals, strategy: strategy.lessons)))
  }

  /// Mean of the four tyres over a lap, °C.
  private static func tyreTemperature(_ trace: LapTrace) -> Double? {
    let columns = Wheel.allCases.compactMap { trace.columns[$0.channel(from: .tyreTemperatureFrontLeft)] }
    guard columns.count == Wheel.allCases.count else { return nil }
    let sums = columns.map { $0.reduce(0) { $0 + Double($1) } / Double(max(1, $0.count)) }
    return sums.reduce(0, +) / Double(sums.count)
  }

  /// A better line of the track, once there are enough clean laps for one.
  private func refineTrack() {
    let clean = model.laps.filter(\.isEligible)
    guard TrackRefinement.lapCounts.contains(clean.count), let track = model.track,
      let refined = TrackRefinement.refine(track, with: clean.compactMap(\.trace))
    else { return }
    for index in model.laps.indices {
      model.laps[index].trace = model.laps[index].trace.map { TrackRefinement.carry($0, from: track, to: refined) }
    }
    if let stored = historyReference?.trace {
      historyReference?.trace = TrackRefinement.carry(stored, from: track, to: refined)
    }
    model.track = refined
    tracker.use(track: refined)
    updateReference()
    events.append(.trackFound(refined, corners: model.corners, isNew: false))
  }

  private func updateTheoretical(_ eligible: [Lap]) {
    guard let track = model.track else { return }
    let traces = eligible.compactMap(\.trace)
    let coachable = model.corners.filter(\.isCoachable)
    let pairs = zip(eligible, eligible.dropFirst()).compactMap { first, second -> (LapTrace, LapTrace)? in
      guard second.serial == first.serial + 1, let a = first.trace, let b = second.trace else { return nil }
      return (a, b)
    }
    model.theoretical = TheoreticalBest(
      ideal: TheoreticalSums.best(of: traces, starts: track.miniSectorStarts),
      cornerIdeal: TheoreticalSums.best(of: traces, starts: coachable.map { max(0, $0.segmentStart) }),
      rollingBest: [TheoreticalSums.rolling(pairs), model.bestLap?.time].compactMap { $0 }.min())
  }

  private func updateUncertainty(_ eligible: [Lap], reference: Lap) {
    let recent = eligible.filter { $0.serial != reference.serial }.suffix(10).compactMap(\.trace)
    guard recent.count >= 5, let best = reference.trace else {
      uncertainty = []
      return
    }
    let steps = Int(best.grid.length / Self.uncertaintyStep) + 1
    uncertainty = (0..<steps).map { step in
      let station = Double(step) * Self.uncertaintyStep
      let rest = recent.map { ($0.lapTime - $0.time(at: station)) - (best.lapTime - best.time(at: station)) }
      return robustDeviation(rest) ?? 0
    }
  }

  private func copyCoach() {
    model.findings = coach.findings
    model.focus = coach.focus
    model.suppressed = coach.suppressed
    model.lapLines = coach.lapLines
    model.mutedCorners = coach.mutedCorners
    model.mutedRules = coach.mutedRules
    model.learntLaps = coach.learntLaps
  }

  private func forgetOldTraces() {
    let keep = Set(model.laps.suffix(Self.tracesKept).map(\.serial) + [model.bestLapSerial ?? -1])
    for index in model.laps.indices where !keep.contains(model.laps[index].serial) { model.laps[index].trace = nil }
  }

  // MARK: The track

  private func learn(from lap: FinishedLap) {
    guard let source = model.source else { return }
    let identifier = TrackIdentity.identifier(for: source, lap: lap)
    let learnt = TrackLearning.learn(from: lap, source: source, identifier: identifier, name: source.track ?? trackName)
    guard let learnt else { return }
    if let known = CircuitMatch.find(learnt, among: knownTracks.map(\.model)) {
      let track = knownTracks[known]
      take(track)
    } else {
      found(learnt, corners: [], reference: nil, isNew: true)
    }
  }

  /// Goes on where earlier sessions on a track ended.
  private func take(_ known: KnownTrack) {
    goals = GoalBook(goals: known.goals)
    model.goals = known.goals
    strategy = StrategyAdvisor(
      game: model.source?.game ?? "", history: known.strategy, units: configuration.units,
      thresholds: configuration.thresholds.strategy)
    found(known.model, corners: known.corners, reference: known.reference, isNew: false)
  }

  private func found(_ track: TrackModel, corners: [Corner], reference: Lap?, isNew: Bool) {
    model.track = track
    model.corners = corners
    historyReference = reference
    tracker.use(track: track)
    board.use(track)
    liveTrace = LiveTrace(grid: track.grid)
    updateReference()
    model.miniSectors = board.marks
    model.revision += 1
    if !isNew { events.append(.trackFound(track, corners: corners, isNew: false)) }
  }

  private func findCorners(_ trace: LapTrace) {
    guard let track = model.track else { return }
    model.corners =
      AuthoredCorners.corners(of: track, reference: trace) ?? CornerDetector.detect(on: track, reference: trace)
    events.append(.trackFound(track, corners: model.corners, isNew: true))
  }

  private func updateReference() {
    defer { model.revision += 1 }
    let session = model.bestLap
    let last = model.laps.last { $0.isEligible }
    var chosen: ReferenceLap?
    switch configuration.referenceChoice {
    case .allTimeBest:
      if let stored = historyReference, (stored.time ?? .infinity) <= (session?.time ?? .infinity) {
        chosen = ReferenceLap(choice: .allTimeBest, label: "all-time best", lap: stored)
      } else {
        chosen = session.map { ReferenceLap(choice: .allTimeBest, label: "best", lap: $0) }
      }
    case .sessionBest: chosen = session.map { ReferenceLap(choice: .sessionBest, label: "session best", lap: $0) }
    case .lastLap: chosen = last.map { ReferenceLap(choice: .lastLap, label: "last lap", lap: $0) }
    case .chosen: chosen = chosenReference
    }
    if let lap = chosen?.lap, lap.trace?.grid != model.track?.grid { chosen = nil }
    model.reference = chosen
    board.use(reference: chosen?.lap.trace)
  }
}
