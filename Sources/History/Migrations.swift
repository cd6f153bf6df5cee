internal import Database

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
      """),
  Migration(
    name: "2026-11-track-versions",
    sql: """
      CREATE TABLE track_version (
        track_id INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE, version INTEGER NOT NULL,
        length REAL NOT NULL, spacing REAL NOT NULL, sectors TEXT NOT NULL, sectors_official INTEGER NOT NULL,
        mini_sectors TEXT NOT NULL, left_sign REAL NOT NULL, line BLOB, corridor BLOB, PRIMARY KEY (track_id, version)
      ) STRICT;
      INSERT INTO track_version
        SELECT id, version, length, spacing, sectors, sectors_official, mini_sectors, left_sign, line, NULL FROM track;
      ALTER TABLE track DROP COLUMN length;
      ALTER TABLE track DROP COLUMN spacing;
      ALTER TABLE track DROP COLUMN sectors;
      ALTER TABLE track DROP COLUMN sectors_official;
      ALTER TABLE track DROP COLUMN mini_sectors;
      ALTER TABLE track DROP COLUMN left_sign;
      ALTER TABLE track DROP COLUMN line;
      ALTER TABLE track ADD COLUMN slow_below REAL;
      ALTER TABLE track ADD COLUMN fast_above REAL;
      ALTER TABLE track ADD COLUMN corners_from TEXT NOT NULL DEFAULT 'detected';
      ALTER TABLE lap ADD COLUMN track_version INTEGER;
      UPDATE lap SET track_version = (
        SELECT v.version FROM session s JOIN track_version v ON v.track_id = s.track_id
        WHERE s.id = lap.session_id AND v.length = lap.grid_length AND v.spacing = lap.grid_spacing
      ) WHERE grid_length IS NOT NULL;
      CREATE TABLE lap_stretch (
        lap_id INTEGER NOT NULL REFERENCES lap (id) ON DELETE CASCADE, start REAL NOT NULL, "end" REAL NOT NULL,
        kind TEXT NOT NULL, PRIMARY KEY (lap_id, start, "end", kind)
      ) STRICT, WITHOUT ROWID;
      """),
  Migration(
    name: "2026-11-baselines",
    sql: """
      CREATE TABLE baseline (
        id INTEGER PRIMARY KEY, track_id INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
        driver_id INTEGER NOT NULL REFERENCES driver (id), car_id INTEGER REFERENCES car (id), game_version TEXT,
        epoch INTEGER NOT NULL DEFAULT 1, began_at REAL, lap_id INTEGER REFERENCES lap (id) ON DELETE SET NULL
      ) STRICT;
      CREATE UNIQUE INDEX baseline_key ON baseline (
        track_id, driver_id, coalesce(car_id, 0), coalesce(game_version, '')
      );
      INSERT INTO baseline (track_id, driver_id, car_id, game_version)
        SELECT DISTINCT track_id, driver_id, car_id,
          CASE WHEN instr(game_version, '.') > 0 THEN substr(game_version, 1, instr(game_version, '.') - 1)
            ELSE game_version END
        FROM session WHERE track_id IS NOT NULL;
      ALTER TABLE lap ADD COLUMN baseline_id INTEGER REFERENCES baseline (id) ON DELETE SET NULL;
      UPDATE lap SET baseline_id = (
        SELECT b.id FROM session s JOIN baseline b
          ON b.track_id = s.track_id AND b.driver_id = s.driver_id AND b.car_id IS s.car_id AND b.game_version IS
            CASE WHEN instr(s.game_version, '.') > 0 THEN substr(s.game_version, 1, instr(s.game_version, '.') - 1)
              ELSE s.game_version END
        WHERE s.id = lap.session_id);
      ALTER TABLE lap ADD COLUMN engine INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX lap_baseline ON lap (baseline_id, eligible, time, finished_at);
      CREATE INDEX lap_engine ON lap (engine, baseline_id);
      """),
  Migration(
    name: "2026-11-corner-numbers",
    sql: """
      CREATE TABLE metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
      ALTER TABLE lap_corner RENAME TO lap_corner_before;
      CREATE TABLE lap_corner (
        lap_id INTEGER NOT NULL REFERENCES lap (id) ON DELETE CASCADE, corner INTEGER NOT NULL,
        baseline_id INTEGER REFERENCES baseline (id) ON DELETE SET NULL, finished_at REAL NOT NULL,
        class TEXT NOT NULL, usable INTEGER NOT NULL, loss REAL NOT NULL, entry REAL NOT NULL, mid REAL NOT NULL,
        exit REAL NOT NULL, run REAL NOT NULL, segment_time REAL, brake_start REAL, peak_brake REAL, entry_speed REAL,
        minimum_speed REAL, exit_speed REAL, throttle_pick_up REAL, full_throttle REAL, metrics BLOB NOT NULL,
        PRIMARY KEY (lap_id, corner)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO lap_corner
        SELECT c.lap_id, c.corner, l.baseline_id, l.finished_at,
          coalesce(
            (SELECT k.class FROM session s JOIN corner k ON k.track_id = s.track_id AND k.number = c.corner
             WHERE s.id = l.session_id), 'medium'),
          l.eligible AND c.segment_time IS NOT NULL, coalesce(c.loss, 0), coalesce(c.entry, 0), coalesce(c.mid, 0),
          coalesce(c.exit, 0), coalesce(c.run, 0), c.segment_time, c.brake_start, c.peak_brake, c.entry_speed,
          c.minimum_speed, c.exit_speed, c.throttle_pick_up, c.full_throttle, x''
        FROM lap_corner_before c JOIN lap l ON l.id = c.lap_id;
      DROP TABLE lap_corner_before;
      CREATE INDEX lap_corner_recent ON lap_corner (
        baseline_id, corner, usable, finished_at, class, loss, segment_time, brake_start, peak_brake, entry_speed,
        minimum_speed, exit_speed, throttle_pick_up, full_throttle
      );
      CREATE TABLE corner_stat (
        baseline_id INTEGER NOT NULL REFERENCES baseline (id) ON DELETE CASCADE, corner INTEGER NOT NULL,
        passages INTEGER NOT NULL, segment_time REAL, segment_time_mad REAL, brake_start REAL, brake_start_mad REAL,
        minimum_speed REAL, minimum_speed_mad REAL, throttle_pick_up REAL, throttle_pick_up_mad REAL,
        full_throttle REAL, full_throttle_mad REAL, best_time REAL,
        best_lap_id INTEGER REFERENCES lap (id) ON DELETE SET NULL, loss REAL NOT NULL, updated_at REAL NOT NULL,
        PRIMARY KEY (baseline_id, corner)
      ) STRICT, WITHOUT ROWID;
      """),
  Migration(
    name: "2026-11-lessons",
    sql: """
      ALTER TABLE finding RENAME TO advice;
      DROP INDEX finding_session;
      CREATE INDEX advice_session ON advice (session_id);
      CREATE TABLE finding (
        id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        rule TEXT NOT NULL, corner INTEGER NOT NULL, corner_name TEXT NOT NULL, state TEXT NOT NULL, loss REAL NOT NULL,
        confidence REAL NOT NULL, action TEXT NOT NULL, text TEXT NOT NULL, condition TEXT NOT NULL,
        evidence TEXT NOT NULL, first_lap INTEGER NOT NULL, last_lap INTEGER NOT NULL, reference_lap INTEGER,
        times_shown INTEGER NOT NULL, UNIQUE (session_id, rule, corner)
      ) STRICT;
      CREATE TABLE goal (
        id INTEGER PRIMARY KEY, baseline_id INTEGER NOT NULL REFERENCES baseline (id) ON DELETE CASCADE,
        identifier TEXT NOT NULL, rule TEXT NOT NULL, metric TEXT NOT NULL, corner INTEGER NOT NULL,
        corner_name TEXT NOT NULL, comparison TEXT NOT NULL, tolerance REAL NOT NULL, reference REAL NOT NULL,
        reference_lap INTEGER, needed INTEGER NOT NULL, window INTEGER NOT NULL, passages INTEGER NOT NULL,
        successes INTEGER NOT NULL, state TEXT NOT NULL, set_at REAL NOT NULL, changed_at REAL NOT NULL
      ) STRICT;
      CREATE INDEX goal_baseline ON goal (baseline_id, set_at);
      CREATE UNIQUE INDEX goal_open ON goal (baseline_id, identifier) WHERE state = 'open';
      CREATE TABLE strategy (
        baseline_id INTEGER PRIMARY KEY REFERENCES baseline (id) ON DELETE CASCADE, fuel_per_lap REAL, fuel_effect REAL,
        lap_time REAL, tyre_lower REAL, tyre_upper REAL, cold_trigger REAL, cold_clear REAL, hot_trigger REAL,
        hot_clear REAL, tyre_passages INTEGER, changed_at REAL NOT NULL
      ) STRICT;
      """),
  Migration(
    name: "2026-11-changes",
    sql: """
      CREATE TABLE change (
        id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, made_at REAL NOT NULL, inverse BLOB NOT NULL
      ) STRICT;
      CREATE TABLE session_tag (
        session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE, tag TEXT NOT NULL,
        PRIMARY KEY (session_id, tag)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX session_tag_name ON session_tag (tag);
      ALTER TABLE session ADD COLUMN note TEXT;
      """),
  Migration(name: "2026-11-sync", sql: SyncSchema.sql),
  Migration(
    name: "2026-11-list-order",
    sql: """
      CREATE INDEX lap_time ON lap (time);
      CREATE INDEX lap_finished ON lap (finished_at);
      CREATE INDEX lap_top_speed ON lap (top_speed);
      CREATE INDEX lap_complete ON lap (session_id, kind) WHERE kind NOT IN ('partial', 'aborted');
      CREATE INDEX lap_driven ON lap (baseline_id, finished_at);
      CREATE INDEX session_driver ON session (driver_id, started_at);
      CREATE INDEX session_car ON session (car_id, started_at);
      """),
  Migration(
    name: "2026-11-session-counts",
    sql: """
      CREATE TABLE session_count (
        session_id INTEGER PRIMARY KEY, laps INTEGER NOT NULL, complete INTEGER NOT NULL
      ) STRICT;
      INSERT INTO session_count
        SELECT session_id, count(*), sum(kind NOT IN ('partial', 'aborted')) FROM lap GROUP BY session_id;
      CREATE TRIGGER session_count_new AFTER INSERT ON lap BEGIN
        INSERT INTO session_count SELECT new.session_id, 0, 0
          WHERE NOT EXISTS (SELECT 1 FROM session_count WHERE session_id = new.session_id);
        UPDATE session_count SET laps = laps + 1, complete = complete + (new.kind NOT IN ('partial', 'aborted'))
          WHERE session_id = new.session_id;
      END;
      CREATE TRIGGER session_count_gone AFTER DELETE ON lap BEGIN
        UPDATE session_count SET laps = laps - 1, complete = complete - (old.kind NOT IN ('partial', 'aborted'))
          WHERE session_id = old.session_id;
      END;
      CREATE TRIGGER session_count_changed AFTER UPDATE OF session_id, kind ON lap BEGIN
        UPDATE session_count SET laps = laps - 1, complete = complete - (old.kind NOT IN ('partial', 'aborted'))
          WHERE session_id = old.session_id;
        INSERT INTO session_count SELECT new.session_id, 0, 0
          WHERE NOT EXISTS (SELECT 1 FROM session_count WHERE session_id = new.session_id);
        UPDATE session_count SET laps = laps + 1, complete = complete + (new.kind NOT IN ('partial', 'aborted'))
          WHERE session_id = new.session_id;
      END;
      CREATE TRIGGER session_count_session AFTER DELETE ON session BEGIN
        DELETE FROM session_count WHERE session_id = old.id;
      END;
      """),
  Migration(name: "2026-11-sync-serials", sql: "ALTER TABLE lap ADD COLUMN synced_serial INTEGER;"),
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
