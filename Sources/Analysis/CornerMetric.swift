import Telemetry

/// A number of a corner's passage under its stable name: how it is stored, listed and put into documents.
public struct CornerMetric: Sendable {
  /// Lower camel case.
  public let name: String
  /// SI symbol, empty for ratios and counts.
  public let unit: String
  public let get: @Sendable (CornerMetrics) -> Double?
  let set: @Sendable (inout CornerMetrics, Double?) -> Void

  private init(_ name: String, _ unit: String, _ path: any WritableKeyPath<CornerMetrics, Double?> & Sendable) {
    self.name = name
    self.unit = unit
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 }
  }

  private init(plain name: String, _ unit: String, _ path: any WritableKeyPath<CornerMetrics, Double> & Sendable) {
    self.name = name
    self.unit = unit
    get = { $0[keyPath: path] }
    set = { $0[keyPath: path] = $1 ?? 0 }
  }

  private init(count name: String, _ path: any WritableKeyPath<CornerMetrics, Int?> & Sendable) {
    self.name = name
    unit = ""
    get = { $0[keyPath: path].map(Double.init) }
    set = { $0[keyPath: path] = $1.flatMap { Int(exactly: $0) } }
  }

  private init(plainCount name: String, _ path: any WritableKeyPath<CornerMetrics, Int> & Sendable) {
    self.name = name
    unit = ""
    get = { Double($0[keyPath: path]) }
    set = { $0[keyPath: path] = $1.flatMap { Int(exactly: $0) } ?? 0 }
  }

  /// Every number, in the order of the passage.
  public static let all: [CornerMetric] = [
    CornerMetric(plain: "segmentTime", "s", \.segmentTime),
    CornerMetric("brakeStart", "m", \.brakeStart), CornerMetric("brakeSpeed", "m/s", \.brakeSpeed),
    CornerMetric("lift", "m", \.lift), CornerMetric("liftToBrakeGap", "s", \.liftToBrakeGap),
    CornerMetric("peakBrake", "", \.peakBrake), CornerMetric("peakBrakeStation", "m", \.peakBrakeStation),
    CornerMetric("brakeRise", "s", \.brakeRise), CornerMetric("peakDeceleration", "m/s²", \.peakDeceleration),
    CornerMetric("brakeRelease", "m", \.brakeRelease), CornerMetric("releaseTime", "s", \.releaseTime),
    CornerMetric(count: "brakePresses", \.brakePresses), CornerMetric("turnIn", "m", \.turnIn),
    CornerMetric("trailLength", "m", \.trailLength), CornerMetric("trailShare", "", \.trailShare),
    CornerMetric("steeringPeak", "", \.steeringPeak), CornerMetric("steeringMean", "", \.steeringMean),
    CornerMetric("lateralMean", "m/s²", \.lateralMean), CornerMetric("counterSteerTime", "s", \.counterSteerTime),
    CornerMetric("slideTime", "s", \.slideTime), CornerMetric("turnInOffset", "m", \.turnInOffset),
    CornerMetric("apexOffset", "m", \.apexOffset), CornerMetric("exitOffset", "m", \.exitOffset),
    CornerMetric("insideStation", "m", \.insideStation), CornerMetric(plain: "entrySpeed", "m/s", \.entrySpeed),
    CornerMetric(plain: "minimumSpeed", "m/s", \.minimumSpeed),
    CornerMetric(plain: "minimumSpeedStation", "m", \.minimumSpeedStation),
    CornerMetric(plain: "exitSpeed", "m/s", \.exitSpeed),
    CornerMetric(plain: "laterExitSpeed", "m/s", \.laterExitSpeed),
    CornerMetric(plain: "topSpeed", "m/s", \.topSpeed), CornerMetric("throttlePickUp", "m", \.throttlePickUp),
    CornerMetric("fullThrottle", "m", \.fullThrottle), CornerMetric(plainCount: "throttleDips", \.throttleDips),
    CornerMetric(plain: "deepestDip", "", \.deepestDip),
    CornerMetric(plain: "coastBeforeBrake", "s", \.coastBeforeBrake),
    CornerMetric(plain: "coastBeforeThrottle", "s", \.coastBeforeThrottle),
    CornerMetric("minimumThrottle", "", \.minimumThrottle), CornerMetric(plain: "liftTime", "s", \.liftTime),
    CornerMetric("runThrottleShare", "", \.runThrottleShare), CornerMetric(count: "gear", \.gear),
    CornerMetric("limiterTime", "s", \.limiterTime), CornerMetric("upshiftSpeed", "rpm", \.upshiftSpeed),
    CornerMetric("lockTime", "s", \.lockTime), CornerMetric("spinTime", "s", \.spinTime),
    CornerMetric("tractionAid", "", \.tractionAid), CornerMetric("brakeAid", "", \.brakeAid),
  ]
}

extension CornerMetrics {
  /// The numbers by name, as they were stored; unknown names are left out.
  public init(named values: [String: Double]) {
    self.init()
    for metric in CornerMetric.all { metric.set(&self, values[metric.name]) }
  }
}
