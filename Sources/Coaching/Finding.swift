/// Something the driver does in a corner that costs time, with its evidence.
public struct Finding: Sendable, Identifiable {
  /// What has become of a finding.
  public enum State: String, Sendable, CaseIterable { case new, repeated, shown, fixed, retired, retracted }

  /// Rule, corner and serial number of the lap, as in `brake-early:T3:7`.
  public var id: String { "\(rule):\(cornerName):\(lapSerial)" }
  /// The rule that found it, as in `brake-early`.
  public let rule: String
  /// Number of the corner, 0 for the whole lap.
  public let corner: Int
  public let cornerName: String
  /// The lap on which it was last seen: our serial number and the source's number.
  public let lapSerial: Int
  public let lapNumber: Int
  /// Source's number of the lap that did it better.
  public let referenceLapNumber: Int?
  /// Cost on that lap, s, positive.
  public let loss: Double
  /// What to do, without the corner: `Brake 12 m later`.
  public let action: String
  /// The whole sentence: `T3: brake 12 m later — 0.18 s on entry (lap 7)`.
  public let text: String
  /// Numbers behind the sentence, by name; SI units.
  public let evidence: [Evidence]
  /// Source's numbers of the recent laps on which the same was seen, oldest first.
  public var seenOnLaps: [Int]
  /// How sure we are, 0…1.
  public var confidence: Double
  public var state: State
  /// What had to hold for it, with the numbers.
  public let condition: String
  /// What its advice pulls at.
  public let direction: AdviceDirection?
  /// Whether it is for the review only: nothing to do at speed.
  public let isForReview: Bool
  /// Whether the latest lap did not show it: nothing to say of it while driving.
  public let isStale: Bool

  public init(
    rule: String, corner: Int, cornerName: String, lapSerial: Int, lapNumber: Int, referenceLapNumber: Int?,
    loss: Double, action: String, text: String, evidence: [Evidence], seenOnLaps: [Int], confidence: Double,
    state: State, condition: String = "", direction: AdviceDirection? = nil, isForReview: Bool = false,
    isStale: Bool = false
  ) {
    self.rule = rule
    self.corner = corner
    self.cornerName = cornerName
    self.lapSerial = lapSerial
    self.lapNumber = lapNumber
    self.referenceLapNumber = referenceLapNumber
    self.loss = loss
    self.action = action
    self.text = text
    self.evidence = evidence
    self.seenOnLaps = seenOnLaps
    self.confidence = confidence
    self.state = state
    self.condition = condition
    self.direction = direction
    self.isForReview = isForReview
    self.isStale = isStale
  }
}

/// One number behind a finding: the driver's value and the better one.
public struct Evidence: Sendable, Hashable {
  public let name: String
  public let value: Double
  public let reference: Double
  public let unit: String

  public init(name: String, value: Double, reference: Double, unit: String) {
    self.name = name
    self.value = value
    self.reference = reference
    self.unit = unit
  }
}

/// A line for the driver, with the time until which it stays.
public struct Advice: Sendable {
  /// When a line may appear.
  public enum Slot: String, Sendable { case afterCorner, reminder, lapEnd, pit, strategy }

  public let slot: Slot
  public let text: String
  /// Lines below the first, less important.
  public let more: [String]
  /// The finding that it speaks of, `nil` for lines about the lap.
  public let finding: Finding?
  /// Source's clock when it appears and when it goes, s.
  public let shownAt: Double
  public let expiresAt: Double

  public init(
    slot: Slot, text: String, more: [String] = [], finding: Finding?, shownAt: Double, expiresAt: Double
  ) {
    self.slot = slot
    self.text = text
    self.more = more
    self.finding = finding
    self.shownAt = shownAt
    self.expiresAt = expiresAt
  }
}
