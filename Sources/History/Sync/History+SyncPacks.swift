internal import Compression
internal import Database
public import Vault

extension History {
  // MARK: What packs hold

  /// A lap with its samples as the content of its pack; `nil` where it is not here.
  func lapContent(_ lap: Int64) throws(HistoryError) -> LapContent? {
    let found = try connection.row(
      """
      SELECT s.uid, l.uid, l.grid_length, l.grid_spacing,
        (SELECT v.pack FROM track_version v WHERE v.track_id = s.track_id AND v.version = l.track_version)
      FROM lap l JOIN session s ON s.id = l.session_id WHERE l.id = ?
      """, [.integer(lap)]
    ) { row in
      (Identifier(row.blob(0)), Identifier(row.blob(1)), row.real(2), row.real(3), PackIdentifier(row.blob(4)))
    }
    guard let (session, uid, length, spacing, line) = found, let session, let uid else { return nil }
    let stored = try connection.rows(
      "SELECT channel, step, origin, count, bytes, data FROM lap_channel WHERE lap_id = ? ORDER BY channel",
      [.integer(lap)]
    ) { row in
      (
        row.text(0) ?? "", row.real(1) ?? 1, row.real(2) ?? 0, Int(row.integer(3)), Int(row.integer(4)), row.blob(5)
      )
    }
    var columns: [LapContent.Column] = []
    for (name, step, origin, count, size, data) in stored {
      guard (0...ColumnCoding.largestSize).contains(size),
        let bytes = try? Zstandard.decompress(data, count: size)
      else { throw HistoryError(kind: .damaged, message: "\(name) of lap \(lap) does not unpack") }
      columns.append(.init(name: name, step: step, origin: origin, count: count, bytes: bytes))
    }
    let stretches = try connection.rows(
      #"SELECT kind, start, "end" FROM lap_stretch WHERE lap_id = ?"#, [.integer(lap)]
    ) { LapContent.Stretch(kind: $0.text(0) ?? "", start: $0.real(1) ?? 0, end: $0.real(2) ?? 0) }
    var grid: (Double, Double)?
    if let length, let spacing { grid = (length, spacing) }
    return LapContent(
      session: session, lap: uid, line: grid == nil ? nil : line, grid: grid, columns: columns,
      stretches: stretches)
  }

  /// The numbers of a lap without its samples, as the text of a record.
  func lapSummary(_ lap: Int64) throws(HistoryError) -> String? {
    try connection.row(
      """
      SELECT serial, number, kind, flags, time, sectors, top_speed, minimum_speed, fuel_used, game_time, finished_at,
        eligible FROM lap WHERE id = ?
      """, [.integer(lap)]
    ) { row in
      LapSummary(
        serial: row.integer(0), number: row.integer(1), kind: row.text(2) ?? "", flags: row.integer(3),
        time: row.real(4), sectors: row.text(5) ?? "", topSpeed: row.real(6), minimumSpeed: row.real(7),
        fuelUsed: row.real(8), gameTime: row.real(9) ?? 0, finishedAt: row.real(10) ?? 0, eligible: row.integer(11)
      ).text
    }
  }

  // MARK: Packs that a store lacks

  /// A pack that can be sealed.
  public struct PackSource: Sendable, Hashable {
    public var id: PackIdentifier
    public var kind: Pack.Kind
    var row: Int64
    var version: Int64
  }

  /// Packs that are here and, as far as is known, not in a store; the newest first.
  ///
  /// - Parameter provider: the store's name.
  public func packsToUpload(provider: String, limit: Int) throws(HistoryError) -> [PackSource] {
    let lines = try connection.rows(
      """
      SELECT pack, track_id, version FROM track_version v WHERE pack IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM sync_stored WHERE provider = ?1 AND pack = v.pack) LIMIT ?2
      """, [.text(provider), .integer(Int64(limit))]
    ) { row in (row.blob(0), row.integer(1), row.integer(2)) }
    let laps = try connection.rows(
      """
      SELECT pack, id FROM lap l WHERE pack IS NOT NULL AND in_cloud = 0
        AND NOT EXISTS (SELECT 1 FROM sync_stored WHERE provider = ?1 AND pack = l.pack) ORDER BY id DESC LIMIT ?2
      """, [.text(provider), .integer(Int64(limit))]
    ) { row in (row.blob(0), row.integer(1)) }
    return lines.compactMap { pack, track, version in
      PackIdentifier(pack).map { PackSource(id: $0, kind: .asset, row: track, version: version) }
    }
      + laps.compactMap { pack, lap in PackIdentifier(pack).map { PackSource(id: $0, kind: .lap, row: lap, version: 0) }
      }
  }

  /// The content of a pack; `nil` where what it was made of is gone or has changed since.
  public func content(of source: PackSource, keys: VaultKeys) throws(HistoryError) -> [UInt8]? {
    let content =
      source.kind == .lap
      ? try lapContent(source.row)?.encoded() : try lineContent(track: source.row, version: source.version)
    guard let content, Pack.identifier(of: content, kind: source.kind, keys: keys) == source.id else { return nil }
    return content
  }

  /// Notes that packs lie in a store.
  public func markStored(_ packs: [PackIdentifier], provider: String) throws(HistoryError) {
    guard !packs.isEmpty else { return }
    try connection.transaction { () throws(HistoryError) in
      for pack in packs {
        try connection.run(
          "INSERT OR IGNORE INTO sync_stored VALUES (?, ?)", [.text(provider), .blob(pack.bytes)])
      }
    }
  }

  /// Forgets what lies in a store: it was emptied, or is another one now.
  public func forgetStored(provider: String) throws(HistoryError) {
    try connection.run("DELETE FROM sync_stored WHERE provider = ?", [.text(provider)])
  }

  /// Forgets that packs lie in a store, since they do not.
  public func forgetStored(_ packs: [PackIdentifier], provider: String) throws(HistoryError) {
    for pack in packs {
      try connection.run(
        "DELETE FROM sync_stored WHERE provider = ? AND pack = ?", [.text(provider), .blob(pack.bytes)])
    }
  }

  /// Packs that laps and lines of this history lie in.
  public func knownPacks() throws(HistoryError) -> [PackIdentifier] {
    try connection.rows(
      "SELECT pack FROM lap WHERE pack IS NOT NULL UNION SELECT pack FROM track_version WHERE pack IS NOT NULL"
    ) { PackIdentifier($0.blob(0)) }.compactMap { $0 }
  }

  // MARK: Packs that are not here

  /// Which laps are fetched with their samples. Every condition that is given has to hold.
  public struct Selection: Sendable, Hashable {
    /// Part of the car's or the track's name, case ignored.
    public var car: String?
    public var track: String?
    /// Only laps that ended after this, s since 1970.
    public var since: Double?
    /// Only the best lap of every driver, car and track.
    public var onlyBests = false
    /// No samples at all: names, times and notes only.
    public var onlySummaries = false

    public init() {}
  }

  /// Laps whose samples are in the cloud only and wanted here, the newest first.
  public func lapsToFetch(_ selection: Selection, limit: Int) throws(HistoryError) -> [PackIdentifier] {
    guard !selection.onlySummaries else { return [] }
    var conditions = ["l.in_cloud = 1", "l.pack IS NOT NULL"]
    var values: [SQLValue] = []
    if let car = selection.car {
      conditions.append("c.name LIKE '%' || ? || '%'")
      values.append(.text(car))
    }
    if let track = selection.track {
      conditions.append("coalesce(t.name, t.identifier) LIKE '%' || ? || '%'")
      values.append(.text(track))
    }
    if let since = selection.since {
      conditions.append("l.finished_at >= ?")
      values.append(.real(since))
    }
    if selection.onlyBests {
      conditions.append(
        """
        l.eligible = 1 AND l.time = (SELECT min(o.time) FROM lap o WHERE o.baseline_id IS l.baseline_id AND o.eligible = 1)
        """)
    }
    return try connection.rows(
      """
      SELECT l.pack FROM lap l JOIN session s ON s.id = l.session_id LEFT JOIN car c ON c.id = s.car_id
        LEFT JOIN track t ON t.id = s.track_id
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY s.started_at DESC, l.serial LIMIT \(limit)
      """, values
    ) { PackIdentifier($0.blob(0)) }.compactMap { $0 }
  }

  /// The pack of a lap whose samples are in the cloud only; `nil` for one that is here.
  public func packInCloud(lap: Int64) throws(HistoryError) -> PackIdentifier? {
    try connection.row("SELECT pack FROM lap WHERE id = ? AND in_cloud > 0", [.integer(lap)]) {
      PackIdentifier($0.blob(0))
    } ?? nil
  }

  /// How many laps have their samples in the cloud only.
  public func lapsInCloud() throws(HistoryError) -> Int {
    try connection.row("SELECT count(*) FROM lap WHERE in_cloud > 0") { Int($0.integer(0)) } ?? 0
  }

  /// Lines of tracks that are known by name and not here: without them a track cannot be used.
  public func linesToFetch() throws(HistoryError) -> [PackIdentifier] {
    let waiting = try connection.rows(
      """
      SELECT r.value FROM sync_waiting w JOIN sync_record r ON r.kind = w.kind AND r.entity = w.entity AND r.head = 1
        AND r.field = ?
      WHERE w.kind = ?
      """, [.integer(Int64(EntityField.Line.content)), .integer(EntityKind.line.number)]
    ) { row in row.blob(0) }
    return waiting.compactMap { LineValue($0)?.pack }
  }

  /// Takes the samples of a lap that came from the cloud.
  ///
  /// - Returns: `false` where the lap is not known here, or waits for its track's line.
  public func take(
    lap content: LapContent, pack: PackIdentifier, keys: VaultKeys, wall: UInt64
  ) throws(HistoryError) -> Bool {
    let packed = try content.columns.map { column throws(HistoryError) in
      (column.name, try ColumnCoding.packed(column))
    }
    return try connection.transaction { () throws(HistoryError) -> Bool in
      let place = try connection.row(
        """
        SELECT l.id, s.track_id, l.baseline_id FROM lap l JOIN session s ON s.id = l.session_id
        WHERE s.uid = ? AND l.uid = ? AND l.pack = ? AND l.in_cloud > 0
        """, [.blob(content.session.bytes), .blob(content.lap.bytes), .blob(pack.bytes)]
      ) { ($0.integer(0), $0.optionalInteger(1), $0.optionalInteger(2)) }
      guard let (lap, track, baseline) = place else { return false }
      var version: Int64?
      if let line = content.line {
        guard let track else { return false }
        version = try connection.row(
          "SELECT version FROM track_version WHERE track_id = ? AND pack = ?", [.integer(track), .blob(line.bytes)]
        ) { $0.integer(0) }
        guard version != nil else { return false }
      }
      try collectPending(keys: keys, wall: wall)
      for table in ["lap_channel", "lap_stretch", "lap_corner"] {
        try connection.run("DELETE FROM \(table) WHERE lap_id = ?", [.integer(lap)])
      }
      for (name, column) in packed { try store(column, channel: name, lap: lap) }
      for stretch in content.stretches {
        try connection.run(
          "INSERT OR IGNORE INTO lap_stretch VALUES (?, ?, ?, ?)",
          [.integer(lap), .real(stretch.start), .real(stretch.end), .text(stretch.kind)])
      }
      try connection.run(
        """
        UPDATE lap SET grid_length = ?, grid_spacing = ?, track_version = ?, in_cloud = 0, engine = 0 WHERE id = ?
        """,
        [.optional(content.grid?.length), .optional(content.grid?.spacing), .optional(version), .integer(lap)])
      try connection.run(
        "DELETE FROM sync_dirty WHERE kind = ? AND row = ?", [.integer(EntityKind.lap.number), .integer(lap)])
      if let baseline { try rebuildStatistics(baseline: baseline) }
      return true
    }
  }

  /// Takes a line that came from the cloud, and with it the track that waited for it.
  public func take(
    line content: [UInt8], pack: PackIdentifier, keys: VaultKeys, wall: UInt64
  ) throws(HistoryError) -> Bool {
    guard let line = LineContent(content) else {
      throw HistoryError(kind: .damaged, message: "a track's line cannot be read")
    }
    return try connection.transaction { () throws(HistoryError) -> Bool in
      guard let identity = try syncIdentity(),
        let value = try values(EntityKind.line.rawValue, pack.entity)[EntityField.Line.content]?.bytes,
        let place = LineValue(value), place.pack == pack, let track = try row(.track, place.track)
      else { return false }
      try collectPending(keys: keys, wall: wall)
      let isKnown = try connection.row(
        "SELECT 1 FROM track_version WHERE track_id = ? AND pack = ?", [.integer(track), .blob(pack.bytes)]
      ) { _ in true }
      if isKnown == nil { try insert(line, pack: pack, track: track) }
      try connection.run(
        "DELETE FROM sync_waiting WHERE kind = ? AND entity = ?",
        [.integer(EntityKind.line.number), .blob(pack.entity.bytes)])
      var apply = SyncApply(history: self, device: identity.device)
      try apply.run([.init(kind: EntityKind.track.rawValue, id: place.track)])
      try connection.execute("DELETE FROM sync_dirty; DELETE FROM sync_gone")
      return true
    }
  }

  /// Collects what the user changed a moment ago, so that it is not taken for a change that came from the cloud. Within a transaction.
  func collectPending(keys: VaultKeys, wall: UInt64) throws(HistoryError) {
    guard let identity = try syncIdentity() else { return }
    var journal = try SyncJournal(self, device: identity.device, wall: wall)
    while try !collectBatch(into: &journal, keys: keys, limit: 1_000) {}
    try journal.save()
  }

  func insert(_ line: LineContent, pack: PackIdentifier, track: Int64) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO track_version (track_id, version, length, spacing, sectors, sectors_official, mini_sectors, left_sign,
        line, corridor, pack)
      SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM track_version WHERE track_id = ?1
      """,
      [
        .integer(track), .real(line.length), .real(line.spacing), .text(line.sectors),
        .integer(line.isOfficial ? 1 : 0),
        .text(line.miniSectors), .real(line.leftSign), line.line.isEmpty ? .null : .blob(line.line),
        line.corridor.isEmpty ? .null : .blob(line.corridor), .blob(pack.bytes),
      ])
  }

  /// A version of a track's line as the content of its pack.
  func lineContent(track: Int64, version: Int64) throws(HistoryError) -> [UInt8]? {
    try connection.row(
      """
      SELECT length, spacing, sectors, sectors_official, mini_sectors, left_sign, line, corridor FROM track_version
      WHERE track_id = ? AND version = ?
      """, [.integer(track), .integer(version)]
    ) { row in
      LineContent(
        length: row.real(0) ?? 0, spacing: row.real(1) ?? 0, sectors: row.text(2) ?? "",
        isOfficial: row.integer(3) != 0, miniSectors: row.text(4) ?? "", leftSign: row.real(5) ?? 1,
        line: row.blob(6), corridor: row.blob(7)
      ).encoded
    }
  }
}
