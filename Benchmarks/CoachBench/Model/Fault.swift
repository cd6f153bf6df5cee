/// A mistake that costs time, at one bend or on the straight after it.
public struct Fault: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case brakeEarly = "brake early"
    case overSlow = "over-slow"
    case lateThrottle = "late throttle"
    case coastBeforeBrake = "coast before braking"
    case straightLift = "lift on a straight"
    case doubleBrake = "double brake"
    case wideLine = "wide line"
    case lateBrake = "late brake, overshoot"
    case softBrake = "soft brake"
    case brakeDrag = "brake dragged on"
    case slowToFull = "slow to full throttle"
    case earlyThenLift = "early throttle, then lift"
    case fastLift = "lift in a flat corner"
    case longPause = "long pause"
    case wheelspin = "wheelspin"
    case highGear = "one gear too high"
    case limiter = "on the limiter"
    case lockUp = "lock-up"

    /// Smallest and largest size.
    public var sizes: ClosedRange<Double> {
      switch self {
      case .brakeEarly: 8...28
      case .overSlow: 0.025...0.08
      case .lateThrottle: 12...40
      case .coastBeforeBrake: 15...45
      case .straightLift: 0.3...0.9
      case .doubleBrake: 0.3...0.7
      case .wideLine: 1.5...3
      case .lateBrake: 6...16
      case .softBrake: 0.15...0.30
      case .brakeDrag: 10...25
      case .slowToFull: 15...40
      case .earlyThenLift: 15...30
      case .fastLift: 0.3...0.8
      case .longPause: 10...25
      case .wheelspin: 0.3...0.8
      case .highGear: 1...1
      case .limiter: 0.4...1.0
      case .lockUp: 0.2...0.5
      }
    }

    /// Unit of the size.
    public var unit: String {
      switch self {
      case .overSlow, .softBrake: "×"
      case .straightLift, .doubleBrake, .fastLift, .wheelspin, .limiter, .lockUp: "s"
      case .highGear: "gear"
      default: "m"
      }
    }

    /// Rules that name the cause rightly.
    public var causes: Set<String> {
      switch self {
      case .brakeEarly: ["brake-early"]
      case .overSlow: ["over-slow", "brake-drag"]
      case .lateThrottle: ["late-throttle", "long-pause"]
      case .coastBeforeBrake: ["lift-to-brake-gap"]
      case .straightLift: ["lift-on-straight"]
      case .doubleBrake: ["double-brake"]
      case .wideLine: ["missed-apex"]
      case .lateBrake: ["brake-late-overshoot"]
      case .softBrake: ["brake-soft"]
      case .brakeDrag: ["brake-drag", "over-slow"]
      case .slowToFull: ["slow-to-full"]
      case .earlyThenLift: ["early-then-lift"]
      // A kink without a number of its own belongs to the straight.
      case .fastLift: ["lift-in-fast", "lift-on-straight"]
      case .longPause: ["long-pause", "min-speed-early", "late-throttle"]
      case .wheelspin: ["wheelspin"]
      case .highGear: ["gear-choice"]
      case .limiter: ["shift-point"]
      case .lockUp: ["lock-up"]
      }
    }
  }

  public let kind: Kind
  /// Index of the bend in the circuit's list, from 0.
  public let bend: Int
  /// In the kind's unit.
  public let size: Double

  public init(kind: Kind, bend: Int, size: Double) {
    self.kind = kind
    self.bend = bend
    self.size = size
  }
}
