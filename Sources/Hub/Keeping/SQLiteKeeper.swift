internal import Cryptography
internal import Database
internal import Glibc
internal import Synchronization

/// Tokens and names in SQLite, each object's bytes in a file: for one machine.
final class SQLiteKeeper: HubKeeper {
  private let database: Mutex<Connection<HubError>>
  private let folder: String

  private static let schema = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS token (
      id TEXT PRIMARY KEY, hash BLOB NOT NULL, scopes INTEGER NOT NULL, vault TEXT NOT NULL, note TEXT NOT NULL,
      created_at REAL NOT NULL, expires_at REAL, revoked_at REAL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS vault (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS object (
      vault TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL, hash BLOB NOT NULL,
      stored_at REAL NOT NULL, PRIMARY KEY (vault, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS object_body ON object (body);
    CREATE TABLE IF NOT EXISTS device (
      vault TEXT NOT NULL, id TEXT NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL, bytes INTEGER NOT NULL,
      PRIMARY KEY (vault, id)
    ) STRICT, WITHOUT ROWID;
    """

  init(folder: String) throws(HubError) {
    self.folder = folder
    for path in [folder, folder + "/objects"] {
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(errno, path) }
    }
    let connection = try Connection<HubError>(path: folder + "/hub.sqlite")
    try connection.execute(Self.schema)
    chmod(folder + "/hub.sqlite", 0o600)
    try Self.removeOrphans(connection, folder: folder + "/objects")
    database = Mutex(connection)
  }

  /// Files that got their place just before the server was killed, and that nothing names. Another server may work in the same folder:
  /// what is younger than an hour is left alone.
  private static func removeOrphans(_ database: Connection<HubError>, folder: String) throws(HubError) {
    let oldest = Clock.now() - 3_600
    for part in FolderNames.of(folder) where part.utf8.count == 2 {
      let files = FolderNames.of(folder + "/" + part)
      guard !files.isEmpty else { continue }
      let known = Set(
        try database.rows(
          "SELECT body FROM object WHERE body >= ? AND body < ?", [.text(part), .text(part + "g")]
        ) { $0.text(0) ?? "" })
      for file in files where !known.contains(file) {
        let path = "\(folder)/\(part)/\(file)"
        var status = stat()
        guard stat(path, &status) == 0, Double(status.st_mtim.tv_sec) < oldest else { continue }
        unlink(path)
      }
    }
  }

  func check() throws(HubError) {
    try database.withLock { database throws(HubError) in try database.execute("SELECT 1 FROM vault LIMIT 1") }
  }

  func token(_ id: String) throws(HubError) -> Token? {
    try database.withLock { database throws(HubError) in
      try database.row("SELECT * FROM token WHERE id = ?", [.text(id)], Self.token)
    }
  }

  func tokens() throws(HubError) -> [Token] {
    try database.withLock { database throws(HubError) in
      try database.rows("SELECT * FROM token ORDER BY created_at, id", [], Self.token)
    }
  }

  private static func token(_ row: Statement<HubError>) -> Token {
    Token(
      id: row.text(0) ?? "", hash: row.blob(1), scopes: Token.Scopes(rawValue: Int(row.integer(2))),
      vault: row.text(3) ?? "", note: row.text(4) ?? "", createdAt: row.real(5) ?? 0, expiresAt: row.real(6),
      revokedAt: row.real(7))
  }

  func add(_ token: Token) throws(HubError) {
    try database.withLock { database throws(HubError) in
      try database.run(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(token.id), .blob(token.hash), .integer(Int64(token.scopes.rawValue)), .text(token.vault),
          .text(token.note), .real(token.createdAt), .optional(token.expiresAt), .optional(token.revokedAt),
        ])
    }
  }

  func revoke(_ id: String, at now: Double) throws(HubError) -> Bool {
    try database.withLock { database throws(HubError) in
      try database.run(
        "UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [.real(now), .text(id)])
      return database.changeCount > 0
    }
  }

  func find(_ key: String, vault: String) throws(HubError) -> KeptObject? {
    try database.withLock { database throws(HubError) in try Self.find(database, key, vault) }
  }

  private static func find(
    _ database: Connection<HubError>, _ key: String, _ vault: String
  ) throws(HubError) -> KeptObject? {
    try database.row(
      "SELECT body, size, hash FROM object WHERE vault = ? AND key = ?", [.text(vault), .text(key)]
    ) { KeptObject(body: $0.text(0) ?? "", size: Int($0.integer(1)), hash: $0.blob(2)) }
  }

  private func path(_ body: String) -> String { "\(folder)/objects/\(body.prefix(2))/\(body)" }

  func store(
    _ body: ReceivedBody, as key: String, vault: String, mayReplace: Bool, quota: Int?, now: Double
  ) throws(HubError) -> StoreOutcome {
    let name = Hexadecimal.text(randomBytes(16))
    let path = path(name)
    let directory = "\(folder)/objects/\(name.prefix(2))"
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .system(errno, directory) }
    // Its bytes are in their place before anything names them.
    guard rename(body.path, path) == 0 else { throw .system(errno, path) }
    Self.synchronise(directory)
    let result: (outcome: StoreOutcome, old: String?)
    do throws(HubError) {
      result = try database.withLock { database throws(HubError) in
        try database.transaction { () throws(HubError) in
          try Self.record(database, body, name, key, vault, mayReplace, quota, now)
        }
      }
    } catch {
      unlink(path)
      throw error
    }
    switch result.outcome {
    case .created, .replaced:
      if let old = result.old { unlink(self.path(old)) }
    case .same, .different, .full: unlink(path)
    }
    return result.outcome
  }

  private static func record(
    _ database: Connection<HubError>, _ body: ReceivedBody, _ name: String, _ key: String, _ vault: String,
    _ mayReplace: Bool, _ quota: Int?, _ now: Double
  ) throws(HubError) -> (outcome: StoreOutcome, old: String?) {
    let old = try find(database, key, vault)
    if let old {
      if old.hash == body.hash { return (.same, nil) }
      guard mayReplace else { return (.different, nil) }
    }
    let used = try database.row("SELECT bytes FROM vault WHERE name = ?", [.text(vault)]) { Int($0.integer(0)) } ?? 0
    let after = used + body.size - (old?.size ?? 0)
    if let quota, after > quota { return (.full, nil) }
    try database.run("INSERT OR REPLACE INTO vault VALUES (?, ?)", [.text(vault), .integer(Int64(after))])
    try database.run(
      "INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?)",
      [.text(vault), .text(key), .text(name), .integer(Int64(body.size)), .blob(body.hash), .real(now)])
    return (old == nil ? .created : .replaced, old?.body)
  }

  private static func synchronise(_ directory: String) {
    let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  func open(_ object: KeptObject) throws(HubError) -> KeptBytes? {
    let descriptor = Glibc.open(path(object.body), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .system(errno, "object \(object.body)")
    }
    return .file(descriptor: descriptor)
  }

  func delete(_ key: String, vault: String) throws(HubError) {
    let old = try database.withLock { database throws(HubError) in
      try database.transaction { () throws(HubError) -> KeptObject? in
        guard let old = try Self.find(database, key, vault) else { return nil }
        try database.run("DELETE FROM object WHERE vault = ? AND key = ?", [.text(vault), .text(key)])
        try database.run(
          "UPDATE vault SET bytes = bytes - ? WHERE name = ?", [.integer(Int64(old.size)), .text(vault)])
        return old
      }
    }
    if let old { unlink(path(old.body)) }
  }

  func list(
    prefix: String, after: String?, limit: Int, vault: String
  ) throws(HubError) -> [(key: String, size: Int)] {
    try database.withLock { database throws(HubError) in
      try database.rows(
        "SELECT key, size FROM object WHERE vault = ? AND key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?",
        [.text(vault), .text(prefix), .text(prefix + "{"), .text(after ?? ""), .integer(Int64(limit))]
      ) { ($0.text(0) ?? "", Int($0.integer(1))) }
    }
  }

  func touch(_ device: String, vault: String, bytes: Int, now: Double) throws(HubError) {
    try database.withLock { database throws(HubError) in
      try database.run(
        """
        INSERT INTO device VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT (vault, id) DO UPDATE
        SET last_seen = max(last_seen, excluded.last_seen), bytes = bytes + excluded.bytes
        """, [.text(vault), .text(device), .real(now), .integer(Int64(bytes))])
    }
  }

  func devices(vault: String) throws(HubError) -> [KeptDevice] {
    try database.withLock { database throws(HubError) in
      try database.rows(
        "SELECT id, first_seen, last_seen, bytes FROM device WHERE vault = ? ORDER BY id", [.text(vault)]
      ) {
        KeptDevice(
          id: $0.text(0) ?? "", firstSeen: $0.real(1) ?? 0, lastSeen: $0.real(2) ?? 0, bytes: Int($0.integer(3)))
      }
    }
  }
}
