public import Timing

/// Corner tables that were written by hand for circuits that are known; they go before what is detected. COACHING 6.2.
public enum AuthoredCorners {
  /// A circuit's table.
  struct Table: Sendable {
    /// The track's name, and the length of the lap on which the stations were measured, m.
    let track: String
    let length: Double
    let corners: [CornerOutline]
  }

  /// A track whose length differs by more than this share is another layout.
  static let lengthShare = 0.01

  /// Share of a table's corners that have to bend as the line does: another game may put the same circuit elsewhere.
  static let agreement = 0.9

  /// The corners of a track that has a table, with what the reference lap says of their speed; `nil` where there is none, or where
  /// the line bends otherwise.
  public static func corners(of track: TrackModel, reference: LapTrace) -> [Corner]? {
    guard let name = track.name,
      let table = allCornerTables.first(where: {
        $0.track == name && abs($0.length - track.length) <= lengthShare * $0.length
      })
    else { return nil }
    let scale = track.length / table.length
    let outlines = table.corners.map { outline in
      var scaled = outline
      scaled.start *= scale
      scaled.apex *= scale
      scaled.end *= scale
      return scaled
    }
    guard let line = track.line, bends(line, as: outlines) else { return nil }
    return CornerPlacing.corners(from: outlines, on: track, reference: reference)
  }

  private static func bends(_ line: ReferenceLine, as outlines: [CornerOutline]) -> Bool {
    let agreeing = outlines.count { outline in
      line.curvature[line.grid.index(at: outline.apex)] * outline.turnedAngle > 0
    }
    return Double(agreeing) >= agreement * Double(outlines.count)
  }
}

extension CornerOutline {
  /// A row of a table: m from the line, and degrees, positive to the left.
  static func authored(_ name: String, _ start: Double, _ end: Double, degrees: Double) -> CornerOutline {
    CornerOutline(
      name: name, start: start, apex: (start + end) / 2, end: end, turnedAngle: degrees * .pi / 180)
  }
}

/// Every table, one file each.
let allCornerTables: [AuthoredCorners.Table] = [fujiSpeedwayCorners]
