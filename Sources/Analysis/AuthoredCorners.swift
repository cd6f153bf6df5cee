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

  /// The corners of a track that has a table, with what the reference lap says of their speed; `nil` where there is none.
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
    return CornerPlacing.corners(from: outlines, on: track, reference: reference)
  }
}

/// Every table, one file each.
let allCornerTables: [AuthoredCorners.Table] = []
