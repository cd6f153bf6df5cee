import Synchronization
public import Telemetry
public import Timing

/// The lap under way over the stations of its track, filled by the engine while the dashboard reads it.
///
/// One writer and any number of readers without a lock: a station is written once, then `count` is released past it. A lap
/// that starts again, or goes back, gets a new object.
public final class LiveTrace: @unchecked Sendable {
  // Unchecked: `storage` below `filled` is never written again, and `filled` is released after the write and acquired before the read.
  public let grid: DistanceGrid
  /// The channels that are kept.
  public static let channels: [Channel] = [.speed, .throttle, .brake, .gear, .steering, .engineSpeed]
  private let storage: UnsafeMutablePointer<Float>
  private let filled = Atomic<Int>(0)
  private static let rows = channels.count + 1
  private static let longestStep = 30

  public init(grid: DistanceGrid) {
    self.grid = grid
    storage = .allocate(capacity: grid.count * Self.rows)
    storage.initialize(repeating: .nan, count: grid.count * Self.rows)
  }

  /// The first stations of another trace, as after the game went back in time.
  convenience init(copyOf other: LiveTrace, upTo index: Int) {
    self.init(grid: other.grid)
    let kept = min(max(0, index), other.count)
    for row in 0..<Self.rows {
      (storage + row * grid.count).update(from: other.storage + row * grid.count, count: kept)
    }
    filled.store(kept, ordering: .releasing)
  }

  deinit { storage.deallocate() }

  /// Stations filled so far; those before are final.
  public var count: Int { filled.load(ordering: .acquiring) }

  /// Value of a channel at a filled station; NaN where it is absent.
  public func value(_ channel: Channel, at index: Int) -> Float {
    guard let row = Self.channels.firstIndex(of: channel), index >= 0, index < count else { return .nan }
    return storage[row * grid.count + index]
  }

  /// Time against the reference at a filled station, s; NaN without a reference.
  public func delta(at index: Int) -> Float {
    guard index >= 0, index < count else { return .nan }
    return storage[Self.channels.count * grid.count + index]
  }

  /// Fills the stations up to and including `index` with the values of this instant. Engine thread only.
  func fill(upTo index: Int, frame: TelemetryFrame, delta: Double?) {
    let start = filled.load(ordering: .relaxed)
    let end = min(index + 1, grid.count)
    guard start < end else { return }
    // A stretch longer than the samples' spacing was not driven in this lap: it stays empty.
    let first = end - start > Self.longestStep ? end - 1 : start
    for (row, channel) in Self.channels.enumerated() {
      let value = frame.presence.contains(channel) ? frame.rawValue(channel) : .nan
      for station in first..<end { storage[row * grid.count + station] = value }
    }
    let difference = delta.map { Float($0) } ?? .nan
    for station in first..<end { storage[Self.channels.count * grid.count + station] = difference }
    filled.store(end, ordering: .releasing)
  }
}
