/// The runs of a rally stage: before the start, under way, over; told by the stage's clock alone.
struct StageRun: Sendable {
  enum Phase: Sendable { case before, running, over }

  /// A step back of the stage's clock beyond this is a run begun anew, s.
  private static let restartStep: Float = 0.001
  /// A step of the game's clock beyond this is another stage and no time that passed, s.
  private static let longestStep: Float = 60
  /// Share of the stage beyond which a clock that stands still has been stopped at the finish.
  private static let finishShare = 0.999

  private(set) var phase = Phase.before
  /// Counts the runs of a session, from 1.
  private(set) var number: Int32 = 1
  /// s of driving, whatever the game's own clock does between two stages.
  private(set) var clock = 0.0
  /// Time of the run that is over, s.
  private(set) var result: Double?
  private var last: (game: Float, stage: Float)?

  init() {}

  /// Takes the clocks of a packet.
  ///
  /// - Parameters:
  ///   - game: s, runs whenever the car can move.
  ///   - stage: s, 0 before the start; stands still at the finish.
  ///   - progress: share of the stage's length.
  ///   - isComplete: where the game says so itself.
  mutating func follow(game: Float, stage: Float, progress: Double, isComplete: Bool) {
    defer { last = (game, stage) }
    guard let last else {
      phase = stage > 0 ? .running : .before
      return
    }
    let step = game - last.game
    if step > 0, step < Self.longestStep { clock += Double(step) }
    if stage < last.stage - Self.restartStep {
      if phase != .before { number &+= 1 }
      phase = .before
      result = nil
    }
    switch phase {
    case .before: if stage > 0 { phase = .running }
    case .running:
      let stands = stage == last.stage && step > 0 && progress >= Self.finishShare
      guard isComplete || stands else { return }
      phase = .over
      result = Self.time(stage)
    case .over: break
    }
  }

  /// As many places as the games show and their numbers have.
  static func time(_ seconds: Float) -> Double { (Double(seconds) * 100_000).rounded() / 100_000 }
}
