/// One step of the schema. Never changed once released; a new step is appended.
struct Migration {
  let name: String
  let sql: String
}

/// Every step, in the order in which they are applied.
let migrations: [Migration] = [
  Migration(
    name: "2026-11-first",
    sql: """
      CREATE TABLE driver (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE TABLE car (
        id INTEGER PRIMARY KEY, game TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (game, name)
      ) STRICT;
      CREATE TABLE track (
        id INTEGER PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, game TEXT NOT NULL, name TEXT, version INTEGER NOT NULL,
        length REAL NOT NULL, spacing REAL NOT NULL, sectors TEXT NOT NULL, sectors_official INTEGER NOT NULL,
        mini_sectors TEXT NOT NULL, line BLOB, left_sign REAL NOT NULL
      ) STRICT;
      CREATE INDEX track_game ON track (game);
      CREATE TABLE corner (
        track_id INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE, number INTEGER NOT NULL, name TEXT NOT NULL,
        direction TEXT NOT NULL, class TEXT NOT NULL, start REAL NOT NULL, apex REAL NOT NULL, "end" REAL NOT NULL,
        segment_start REAL NOT NULL, complex INTEGER NOT NULL, turned_angle REAL NOT NULL, coachable INTEGER NOT NULL,
        PRIMARY KEY (track_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE session (
        id INTEGER PRIMARY KEY, driver_id INTEGER NOT NULL REFERENCES driver (id), car_id INTEGER REFERENCES car (id),
        track_id INTEGER REFERENCES track (id), game TEXT NOT NULL, game_name TEXT NOT NULL, game_version TEXT,
        kind TEXT, source TEXT NOT NULL, fingerprint TEXT UNIQUE, started_at REAL NOT NULL
      ) STRICT;
      CREATE INDEX session_started ON session (started_at);
      CREATE INDEX session_track ON session (track_id, car_id, driver_id);
      CREATE TABLE lap (
        id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        serial INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, flags INTEGER NOT NULL, time REAL,
        sectors TEXT NOT NULL, top_speed REAL, minimum_speed REAL, fuel_used REAL, game_time REAL NOT NULL,
        finished_at REAL NOT NULL, eligible INTEGER NOT NULL, grid_length REAL, grid_spacing REAL,
        UNIQUE (session_id, serial)
      ) STRICT;
      CREATE INDEX lap_best ON lap (session_id, eligible, time);
      CREATE TABLE lap_channel (
        lap_id INTEGER NOT NULL REFERENCES lap (id) ON DELETE CASCADE, channel TEXT NOT NULL, step REAL NOT NULL,
        origin REAL NOT NULL, count INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (lap_id, channel)
      ) STRICT;
      CREATE TABLE lap_corner (
        lap_id INTEGER NOT NULL REFERENCES lap (id) ON DELETE CASCADE, corner INTEGER NOT NULL, loss REAL, entry REAL,
        mid REAL, exit REAL, run REAL, segment_time REAL, brake_start REAL, peak_brake REAL, turn_in REAL,
        entry_speed REAL, minimum_speed REAL, minimum_speed_station REAL, exit_speed REAL, throttle_pick_up REAL,
        full_throttle REAL, gear INTEGER,
        PRIMARY KEY (lap_id, corner)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE finding (
        id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        lap_serial INTEGER NOT NULL, rule TEXT NOT NULL, corner INTEGER NOT NULL, loss REAL NOT NULL, text TEXT NOT NULL,
        slot TEXT NOT NULL, shown_at REAL NOT NULL
      ) STRICT;
      CREATE INDEX finding_session ON finding (session_id);
      CREATE TABLE journal (
        session_id INTEGER PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        station REAL, lap_time REAL, top_speed REAL, updated_at REAL NOT NULL
      ) STRICT;
      """)
]

enum Migrator {
  /// Brings a database to the newest schema; one that knows more than we do is refused untouched.
  static func migrate(_ connection: Connection, to steps: [Migration] = migrations) throws(HistoryError) {
    let exists = try connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'migration'") { _ in true } ?? false
    let applied = exists ? try connection.rows("SELECT name FROM migration") { $0.text(0) ?? "" } : []
    let known = Set(steps.map(\.name))
    if let unknown = applied.first(where: { !known.contains($0) }) {
      throw HistoryError(
        kind: .newerVersion(migration: unknown), message: "the database was written by a newer version")
    }
    for step in steps where !applied.contains(step.name) {
      try connection.transaction { () throws(HistoryError) in
        try connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT")
        // Another program may have been faster.
        let done = try connection.row("SELECT 1 FROM migration WHERE name = ?", [.text(step.name)]) { _ in true }
        guard done == nil else { return }
        try connection.execute(step.sql)
        try connection.run("INSERT INTO migration (name) VALUES (?)", [.text(step.name)])
      }
    }
  }
}
