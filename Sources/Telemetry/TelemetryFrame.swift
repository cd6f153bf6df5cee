/// One instant of a car, in SI units, whatever game or logger it came from.
///
/// Plain bytes without references, so that a frame crosses threads by copy. A channel that the source does not send is
/// `nil`, never zero.
public struct TelemetryFrame: BitwiseCopyable, Sendable {
  /// When the datagram arrived, s on the monotonic clock; for a recording, the time of capture.
  public var arrivalTime: Double = 0
  /// The source's own clock, s. Lap times and replays use this one only; it stands still in a pause and goes back on a rewind.
  public var gameTime: Double = 0
  /// Counts the sessions of a source: another car, track or session has another number.
  public var sessionNumber: UInt32 = 0
  /// What is true at this instant.
  public var flags: FrameFlags = []
  /// Which channels hold a value.
  @inlinable public var presence: ChannelSet { storedPresence }
  @usableFromInline var storedPresence: ChannelSet = []
  /// The lap being driven as the source counts it; 0 before the first crossing.
  public var lapNumber: Int32?
  /// Laps of the race, `nil` where the session has no such number.
  public var lapCount: Int32?
  /// The source's time of the lap under way, s.
  public var currentLapTime: Double?
  /// Official time of the last complete lap, s.
  public var lastLapTime: Double?
  /// The source's best lap of the session, s.
  public var bestLapTime: Double?
  /// Sector under way, 0…2.
  public var sector: UInt8?
  /// Official time of the first sector of this lap, s, once it is complete.
  public var firstSectorTime: Double?
  /// Official time of the second sector of this lap, s, once it is complete.
  public var secondSectorTime: Double?
  /// Place in the race, from 1.
  public var racePosition: UInt8?
  /// Cars in the race.
  public var carCount: UInt8?
  @usableFromInline var values = InlineArray<64, Float>(repeating: 0)

  public init() {}

  /// The channel's value in its unit, or `nil` where the source does not send it. Assigning `nil` removes it.
  @inlinable
  public subscript(channel: Channel) -> Double? {
    get { presence.contains(channel) ? Double(rawValue(channel)) : nil }
    set {
      if let newValue { set(channel, Float(newValue)) } else { remove(channel) }
    }
  }

  /// The stored number, 0 where the channel is absent; for bulk code that has read `presence`.
  @inlinable
  public func rawValue(_ channel: Channel) -> Float { values[Int(channel.rawValue)] }

  /// Stores a number; a value that is not finite counts as absent.
  @inlinable
  public mutating func set(_ channel: Channel, _ value: Float) {
    guard value.isFinite else { return remove(channel) }
    values[Int(channel.rawValue)] = value
    storedPresence.insert(channel)
  }

  /// Makes the channel absent.
  @inlinable
  public mutating func remove(_ channel: Channel) {
    values[Int(channel.rawValue)] = 0
    storedPresence.remove(channel)
  }
}

extension TelemetryFrame: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    guard
      left.arrivalTime == right.arrivalTime, left.gameTime == right.gameTime,
      left.sessionNumber == right.sessionNumber, left.flags == right.flags, left.presence == right.presence,
      left.lapNumber == right.lapNumber, left.lapCount == right.lapCount,
      left.currentLapTime == right.currentLapTime, left.lastLapTime == right.lastLapTime,
      left.bestLapTime == right.bestLapTime, left.sector == right.sector,
      left.firstSectorTime == right.firstSectorTime, left.secondSectorTime == right.secondSectorTime,
      left.racePosition == right.racePosition, left.carCount == right.carCount
    else { return false }
    return Channel.allCases.allSatisfy { left.rawValue($0) == right.rawValue($0) }
  }
}

/// What holds at the instant of a frame. A flag that a source never sends stays clear; `SourceDescription.capabilities` tells the two apart.
public struct FrameFlags: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The driver has control of a car on the circuit.
  public static let onTrack = FrameFlags(rawValue: 1 << 0)
  /// The game stands still.
  public static let paused = FrameFlags(rawValue: 1 << 1)
  /// The game loads or shows a menu; the numbers mean nothing.
  public static let loading = FrameFlags(rawValue: 1 << 2)
  /// The car is in the pit lane or its box.
  public static let inPit = FrameFlags(rawValue: 1 << 3)
  /// The game has declared the lap under way invalid.
  public static let lapInvalid = FrameFlags(rawValue: 1 << 4)
  /// At least three wheels are off the track.
  public static let offTrack = FrameFlags(rawValue: 1 << 5)
  /// Traction control is at work.
  public static let tractionControl = FrameFlags(rawValue: 1 << 6)
  /// The anti-lock system is at work.
  public static let antiLock = FrameFlags(rawValue: 1 << 7)
  /// The engine is on its limiter.
  public static let revLimiter = FrameFlags(rawValue: 1 << 8)
  /// Not driven by this user: a replay or another player's car.
  public static let spectating = FrameFlags(rawValue: 1 << 9)
  /// A yellow flag for this car.
  public static let yellowFlag = FrameFlags(rawValue: 1 << 10)
  /// A blue flag for this car.
  public static let blueFlag = FrameFlags(rawValue: 1 << 11)
  /// A red flag.
  public static let redFlag = FrameFlags(rawValue: 1 << 12)
  /// A safety car, real or virtual, or a formation lap.
  public static let safetyCar = FrameFlags(rawValue: 1 << 13)
  /// The race is over for this car.
  public static let chequeredFlag = FrameFlags(rawValue: 1 << 14)
  /// The game went back in time just before this frame (a flashback).
  public static let rewound = FrameFlags(rawValue: 1 << 15)
  /// Drag reduction or an equivalent aid is open.
  public static let dragReduction = FrameFlags(rawValue: 1 << 16)
  /// The pit lane's speed limiter is on.
  public static let pitLimiter = FrameFlags(rawValue: 1 << 17)
  /// The lap ends standing still or on foot: the car was put back by the game.
  public static let reset = FrameFlags(rawValue: 1 << 18)
  /// The lap is a run of a stage from start to finish, which need not be one place: `lapNumber` counts the runs from 1,
  /// `currentLapTime` is there between start and finish only, and `lastLapTime` from the finish to the next start.
  public static let stage = FrameFlags(rawValue: 1 << 19)
}
