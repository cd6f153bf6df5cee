import Glibc

/// The delta against a reference lap while the lap is driven.
public struct DeltaTracker: Sendable {
  /// What the driver sees.
  public struct Reading: BitwiseCopyable, Sendable {
    /// s, positive slower, smoothed for the eye.
    public var delta: Double
    /// The same as measured.
    public var raw: Double
    /// Change over the last 100 m, s; `nil` in the first 100 m.
    public var rate: Double?
    public var predictedLapTime: Double
    public var isFromLastLap: Bool
  }

  /// Time constant of the smoothing, s. COACHING 4.
  static let smoothing = 0.15
  /// A lap is this far under way before its own delta is shown: m and s. COACHING 4.
  static let firstStation = 30.0
  static let firstTime = 0.5
  /// A delta beyond this share of the reference says nothing. COACHING 4.
  static let largestShare = 0.25
  /// The rate's base, m, and the step at which the delta is remembered for it.
  static let rateBase = 100.0
  private static let memoryStep = 10.0
  private static let memorySize = 16

  private var shown: Double?
  private var lastLapDelta: Double?
  private var memory = InlineArray<16, Float>(repeating: .nan)
  private var furthest = -1

  public init() {}

  /// A new lap begins.
  /// - Parameter finalDelta: the delta of the lap that ended, s, shown until the new one has its own.
  public mutating func startLap(finalDelta: Double?) {
    shown = nil
    lastLapDelta = finalDelta
    memory = InlineArray(repeating: .nan)
    furthest = -1
  }

  /// The reading at a station, or `nil` where a delta would mean nothing.
  ///
  /// - Parameters:
  ///   - lapTime: s since the start of the lap.
  ///   - step: s since the reading before.
  public mutating func read(
    station: Double, lapTime: Double, reference: LapTrace, step: Double
  ) -> Reading? {
    guard station.isFinite, lapTime.isFinite, station <= reference.grid.length + 5 else { return nil }
    let raw = lapTime - reference.time(at: station)
    let predicted = reference.lapTime + raw
    if station < Self.firstStation || lapTime < Self.firstTime {
      return lastLapDelta.map {
        Reading(delta: $0, raw: raw, rate: nil, predictedLapTime: predicted, isFromLastLap: true)
      }
    }
    guard abs(raw) <= Self.largestShare * reference.lapTime else { return nil }
    let share = 1 - exp(-max(0, step) / Self.smoothing)
    let smooth = shown.map { $0 + share * (raw - $0) } ?? raw
    shown = smooth
    return Reading(
      delta: smooth, raw: raw, rate: rate(at: station, raw: raw), predictedLapTime: predicted, isFromLastLap: false)
  }

  private mutating func rate(at station: Double, raw: Double) -> Double? {
    let slot = Int(max(0, station) / Self.memoryStep)
    if slot > furthest {
      for missed in max(furthest + 1, slot - Self.memorySize + 1)..<(slot + 1) {
        memory[missed % Self.memorySize] = missed == slot ? Float(raw) : .nan
      }
      furthest = slot
    }
    let back = slot - Int(Self.rateBase / Self.memoryStep)
    guard back >= 0 else { return nil }
    let before = memory[back % Self.memorySize]
    return before.isFinite ? raw - Double(before) : nil
  }
}
