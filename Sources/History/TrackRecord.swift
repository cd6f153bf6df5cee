public import Timing

/// Where a track's corners come from; a later case goes before an earlier one. COACHING 6.2.
public enum CornerOrigin: String, Sendable, CaseIterable, Comparable {
  /// Found on a lap.
  case detected
  /// From a table that was written by hand for a known circuit.
  case authored
  /// Changed by the user; nothing but the user changes them again.
  case edited

  public static func < (a: CornerOrigin, b: CornerOrigin) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// A track in a list.
public struct TrackRecord: Sendable, Identifiable, Hashable {
  public var id: Int64
  /// Its name, or its identifier where nobody has named it.
  public var name: String
  public var game: String
  /// Version of its line.
  public var version: Int
  /// m.
  public var length: Double
  public var classLimits: CornerClassLimits?
  public var cornerOrigin: CornerOrigin
  public var cornerCount: Int
  public var sessionCount: Int
  public var lapCount: Int
  /// Best eligible lap of anybody with any car, s.
  public var bestTime: Double?
  /// Its stable name.
  public var identifier: String
}
