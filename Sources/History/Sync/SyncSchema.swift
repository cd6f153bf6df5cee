/// Tables of what travels between devices. The triggers note what was changed, in the transaction that changed it, once a vault is known.
enum SyncSchema {
  private static let isOn = "EXISTS (SELECT 1 FROM sync_state WHERE key = 'vault')"

  private static func mark(_ table: String, _ kind: EntityKind, columns: String) -> String {
    """
    CREATE TRIGGER sync_\(table)_new AFTER INSERT ON \(table) WHEN \(isOn) BEGIN
      INSERT OR IGNORE INTO sync_dirty VALUES (\(kind.rawValue), new.id);
    END;
    CREATE TRIGGER sync_\(table)_changed AFTER UPDATE OF \(columns) ON \(table) WHEN \(isOn) BEGIN
      INSERT OR IGNORE INTO sync_dirty VALUES (\(kind.rawValue), new.id);
    END;
    CREATE TRIGGER sync_\(table)_gone AFTER DELETE ON \(table) WHEN \(isOn) BEGIN
      DELETE FROM sync_dirty WHERE kind = \(kind.rawValue) AND row = old.id;
      INSERT OR IGNORE INTO sync_gone SELECT \(kind.rawValue), old.uid WHERE old.uid IS NOT NULL;
    END;

    """
  }

  /// Marks an entity when a row that belongs to it is changed.
  private static func markOwner(_ table: String, _ kind: EntityKind, key: String) -> String {
    ["INSERT": "new", "UPDATE": "new", "DELETE": "old"].sorted { $0.key < $1.key }.map { event, row in
      """
      CREATE TRIGGER sync_\(table)_\(event.lowercased()) AFTER \(event) ON \(table) WHEN \(isOn) BEGIN
        INSERT OR IGNORE INTO sync_dirty SELECT \(kind.rawValue), \(row).\(key)
          WHERE EXISTS (SELECT 1 FROM \(kind.table) WHERE id = \(row).\(key));
      END;

      """
    }.joined()
  }

  private static let identified = ["driver", "car", "track", "session", "lap", "baseline"]

  static let sql: String =
    identified.map { table in
      """
      ALTER TABLE \(table) ADD COLUMN uid BLOB;
      CREATE UNIQUE INDEX \(table)_uid ON \(table) (uid) WHERE uid IS NOT NULL;

      """
    }.joined() + """
      ALTER TABLE lap ADD COLUMN pack BLOB;
      ALTER TABLE lap ADD COLUMN in_cloud INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX lap_in_cloud ON lap (id) WHERE in_cloud = 1;
      CREATE INDEX lap_pack ON lap (pack) WHERE pack IS NOT NULL;
      ALTER TABLE track_version ADD COLUMN pack BLOB;
      CREATE TABLE sync_state (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
      CREATE TABLE sync_dirty (
        kind INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (kind, row)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE sync_gone (kind INTEGER NOT NULL, uid BLOB NOT NULL, PRIMARY KEY (kind, uid)) STRICT, WITHOUT ROWID;
      CREATE TABLE sync_record (
        device BLOB NOT NULL, op INTEGER NOT NULL, ms INTEGER NOT NULL, counter INTEGER NOT NULL, kind INTEGER NOT NULL,
        entity BLOB NOT NULL, field INTEGER NOT NULL, value BLOB NOT NULL, head INTEGER NOT NULL, seq INTEGER,
        accepted_at REAL NOT NULL, skewed INTEGER NOT NULL, PRIMARY KEY (device, op)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sync_record_field ON sync_record (kind, entity, field, head);
      CREATE INDEX sync_record_unsent ON sync_record (op) WHERE seq IS NULL;
      CREATE TABLE sync_parent (
        parent_device BLOB NOT NULL, parent_op INTEGER NOT NULL, device BLOB NOT NULL, op INTEGER NOT NULL,
        PRIMARY KEY (parent_device, parent_op, device, op)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sync_parent_child ON sync_parent (device, op);
      CREATE TABLE sync_segment (
        device BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, object BLOB NOT NULL, PRIMARY KEY (device, seq)
      ) STRICT;
      CREATE TABLE sync_object (key TEXT PRIMARY KEY, object BLOB NOT NULL) STRICT;
      CREATE TABLE sync_stored (
        provider TEXT NOT NULL, pack BLOB NOT NULL, PRIMARY KEY (provider, pack)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE sync_waiting (
        kind INTEGER NOT NULL, entity BLOB NOT NULL, PRIMARY KEY (kind, entity)
      ) STRICT, WITHOUT ROWID;

      """
    + mark("driver", .driver, columns: "name")
    + mark("car", .car, columns: "game, name")
    + mark("track", .track, columns: "name, version, slow_below, fast_above, corners_from")
    + mark(
      "session", .session,
      columns: "driver_id, car_id, track_id, game, game_name, game_version, kind, source, fingerprint, started_at, note"
    )
    + mark(
      "lap", .lap,
      columns: """
        session_id, serial, number, kind, flags, time, sectors, top_speed, minimum_speed, fuel_used, game_time, finished_at,
        eligible, grid_length, grid_spacing, track_version
        """)
    + mark("baseline", .baseline, columns: "track_id, driver_id, car_id, game_version, epoch, began_at, lap_id")
    + markOwner("session_tag", .session, key: "session_id")
    + markOwner("corner", .track, key: "track_id")
    + markOwner("track_version", .track, key: "track_id")
}
