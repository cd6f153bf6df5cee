internal import Database
public import Analysis

/// What the usable passages of one corner say, over sessions, cars and drivers.
public struct CornerReport: Sendable, Hashable {
  /// By what passages are told apart beside their corner.
  public enum Grouping: String, Sendable, CaseIterable { case none, driver, car, session }

  public var track: String
  /// Number and name of the corner; 0 for all corners of a class.
  public var corner: Int
  public var name: String
  public var cornerClass: Corner.Class
  /// Where it lies, m from the line; `nil` for a class.
  public var apex: Double?
  /// Driver, car or number of the session, empty where they are not told apart.
  public var group: String
  public var passages: Int
  /// Medians: m/s, m from the line, and 0…1.
  public var entrySpeed: Double?
  public var minimumSpeed: Double?
  public var exitSpeed: Double?
  public var brakeStart: Double?
  public var peakBrake: Double?
  /// Median, best and robust deviation of the time in the segment, s; `nil` for a class, whose corners differ in length. The
  /// deviation needs six passages.
  public var segmentTime: Double?
  public var bestTime: Double?
  public var deviation: Double?
  /// Median loss against the reference, s.
  public var loss: Double?
}

/// The passages that one line of a report is made of.
struct PassageGroup {
  /// What a line of a report is about. The class is its place among all classes, the group an id; 0 where there is none.
  struct Key: Hashable {
    var track: Int64
    var corner: Int64
    var cornerClass: Int64
    var group: Int64
  }

  /// Entry, minimum, exit speed, brake start, peak brake, time and loss.
  private(set) var columns = [[Double]](repeating: [], count: 7)
  private(set) var count = 0

  /// Takes the numbers of a row from a column on.
  mutating func add(_ row: Statement, from first: Int) {
    count += 1
    for index in columns.indices {
      if let value = row.real(first + index) { columns[index].append(value) }
    }
  }

  mutating func add(_ other: PassageGroup) {
    count += other.count
    for index in columns.indices { columns[index] += other.columns[index] }
  }
}
