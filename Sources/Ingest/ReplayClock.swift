/// Maps the time on the wall to a place in a recording: faster, slower, standing still, jumping.
///
/// Reads no clock: every call says what time it is, s on any clock that does not go back.
public struct ReplayClock: Sendable, Equatable {
  /// The speeds to choose from, as multiples of the real one.
  public static let speeds: [Double] = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]

  /// Length of the recording, s.
  public let duration: Double
  /// Multiple of real speed, one of `speeds`.
  public private(set) var speed = 1.0
  public private(set) var isPaused: Bool

  private var anchorWall: Double
  private var anchorPosition = 0.0

  /// A clock at the start of a recording.
  public init(duration: Double, at wall: Double, isPaused: Bool = false) {
    self.duration = duration.isFinite ? max(0, duration) : 0
    self.isPaused = isPaused
    anchorWall = wall
  }

  /// Where in the recording we are, 0…`duration`.
  public func position(at wall: Double) -> Double {
    let elapsed = isPaused ? 0 : max(0, wall - anchorWall) * speed
    return min(max(anchorPosition + elapsed, 0), duration)
  }

  /// Whether the end is reached.
  public func isAtEnd(at wall: Double) -> Bool { position(at: wall) >= duration }

  public mutating func pause(at wall: Double) {
    hold(at: wall)
    isPaused = true
  }

  public mutating func resume(at wall: Double) {
    hold(at: wall)
    isPaused = false
  }

  /// Takes the nearest of `speeds`.
  public mutating func setSpeed(_ wanted: Double, at wall: Double) {
    hold(at: wall)
    guard wanted.isFinite else { return }
    speed = Self.speeds.min { abs($0 - wanted) < abs($1 - wanted) } ?? 1
  }

  /// The next higher speed; stays at the highest.
  public mutating func faster(at wall: Double) { setSpeed(Self.speeds.first { $0 > speed } ?? speed, at: wall) }

  /// The next lower speed; stays at the lowest.
  public mutating func slower(at wall: Double) { setSpeed(Self.speeds.last { $0 < speed } ?? speed, at: wall) }

  /// Goes to a place in the recording, kept within it.
  public mutating func seek(to position: Double, at wall: Double) {
    guard position.isFinite else { return }
    anchorPosition = min(max(position, 0), duration)
    anchorWall = wall
  }

  /// Goes forward, or back for a negative number, and stands still: for going frame by frame.
  public mutating func step(by seconds: Double, at wall: Double) {
    let position = position(at: wall)
    isPaused = true
    seek(to: position + seconds, at: wall)
  }

  /// Goes to the start of another lap.
  ///
  /// - Parameters:
  ///   - laps: 1 for the next lap, −1 for the one before; from within the first second of a lap, else that goes to its own start.
  ///   - starts: where the laps start, s, ascending.
  public mutating func jump(laps: Int, starts: [Double], at wall: Double) {
    let position = position(at: wall)
    guard laps != 0, !starts.isEmpty else { return }
    if laps > 0 {
      let later = starts.filter { $0 > position + 1e-9 }
      guard let target = later.count >= laps ? later[laps - 1] : later.last else { return }
      seek(to: target, at: wall)
    } else {
      let earlier = starts.filter { $0 < position - 1 }
      guard !earlier.isEmpty else { return seek(to: starts[0], at: wall) }
      // Not `-laps`: the least number has no opposite.
      let back = laps.magnitude > UInt(earlier.count) ? earlier.count : Int(laps.magnitude)
      seek(to: earlier[earlier.count - back], at: wall)
    }
  }

  private mutating func hold(at wall: Double) {
    anchorPosition = position(at: wall)
    anchorWall = wall
  }
}
