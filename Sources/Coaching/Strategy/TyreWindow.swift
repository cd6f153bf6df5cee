public import Analysis
import Telemetry
public import Timing

/// Two levels of one alarm: it comes at the first and goes at the second, so that a value between them changes nothing.
public struct LevelPair: Sendable, Hashable {
  public var trigger: Double
  public var clear: Double

  public init(trigger: Double, clear: Double) {
    self.trigger = trigger
    self.clear = clear
  }
}

/// Temperatures at which a tyre works, °C. COACHING 15.3.
public struct TyreWindow: Sendable, Hashable {
  /// Where the numbers come from.
  public enum Origin: Sendable, Hashable {
    /// Published for the game, by whom.
    case table(source: String)
    /// The driver's own best passages, this many in all.
    case learnt(passages: Int)
  }

  /// Ends of the window.
  public var lower: Double
  public var upper: Double
  /// Below the first is cold, from the second on it is not.
  public var cold: LevelPair
  /// Above the first is hot, up to the second it is not.
  public var hot: LevelPair
  public var origin: Origin

  public init(lower: Double, upper: Double, cold: LevelPair, hot: LevelPair, origin: Origin) {
    self.lower = lower
    self.upper = upper
    self.cold = cold
    self.hot = hot
    self.origin = origin
  }

  /// The published window of a game, or `nil` where nobody has published one.
  public static func published(game: String) -> TyreWindow? { table[game] }

  private static let table: [String: TyreWindow] = [
    // Cold below 60, good from 75 to 95 °C: GT7 AI Coach. Alarm at 110, clear at 104 °C: gt7-datalogger.
    "gt7": TyreWindow(
      lower: 75, upper: 95, cold: LevelPair(trigger: 60, clear: 75), hot: LevelPair(trigger: 110, clear: 104),
      origin: .table(source: "GT7 AI Coach, gt7-datalogger"))
  ]
}

/// A corner passed at some temperature of the tyres.
public struct TyrePassage: Sendable, Equatable {
  /// Number of the corner.
  public let corner: Int
  /// Time against the reference, s; positive is lost.
  public let loss: Double
  /// °C at the apex.
  public let temperatures: WheelValues

  public init(corner: Int, loss: Double, temperatures: WheelValues) {
    self.corner = corner
    self.loss = loss
    self.temperatures = temperatures
  }

  /// The passage of a corner on a lap, or `nil` where the lap has no temperatures or a hole hides the corner.
  public init?(_ loss: CornerLoss, on trace: LapTrace) {
    guard loss.metrics != nil,
      let temperatures = WheelValues(trace, from: .tyreTemperatureFrontLeft, at: loss.corner.apex)
    else { return nil }
    self.init(corner: loss.corner.number, loss: loss.loss, temperatures: temperatures)
  }
}

extension TyreWindow {
  /// The window of the fastest passages of every corner, or `nil` before there are enough.
  public init?(learntFrom passages: [TyrePassage], thresholds: StrategyThresholds = StrategyThresholds()) {
    guard passages.count >= thresholds.windowPassages else { return nil }
    // Corners are ranked by themselves: losses are larger in a long corner than in a short one.
    var temperatures: [Double] = []
    for ofCorner in Dictionary(grouping: passages, by: \.corner).values {
      let count = Int((thresholds.windowBestShare * Double(ofCorner.count)).rounded(.up))
      for passage in ofCorner.sorted(by: { $0.loss < $1.loss }).prefix(count) {
        temperatures += [
          passage.temperatures.frontLeft, passage.temperatures.frontRight, passage.temperatures.rearLeft,
          passage.temperatures.rearRight,
        ]
      }
    }
    guard let lower = quantile(temperatures, thresholds.windowTail),
      let upper = quantile(temperatures, 1 - thresholds.windowTail)
    else { return nil }
    let band = thresholds.temperatureBand
    self.init(
      lower: lower, upper: upper, cold: LevelPair(trigger: lower, clear: lower + band / 2),
      hot: LevelPair(trigger: upper + band, clear: upper), origin: .learnt(passages: passages.count))
  }
}
