import Dashboard
import Pipeline

/// Where frames come from: a game, the demo, a file.
protocol Feed: Sendable {
  var kind: SourceStatus.Kind { get }
  /// Starts to push frames into the engine.
  func start(into runner: EngineRunner) throws
  /// Ends it and waits.
  func stop()
  /// Ports that are listened to, with what is wrong with them.
  var ports: [ListeningPort] { get }
  /// Datagrams that were no telemetry.
  var refusedCount: Int { get }
  /// How far a replay is; `nil` for what is live.
  var replay: ReplayStatus? { get }
  /// Does what the user asks of a replay.
  func perform(_ command: ReplayCommand)
}

extension Feed {
  var replay: ReplayStatus? { nil }
  func perform(_ command: ReplayCommand) {}
}
