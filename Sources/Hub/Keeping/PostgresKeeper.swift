internal import Glibc
internal import Synchronization

/// Everything in PostgreSQL, the objects' bytes too: any number of servers work on one database, and none holds anything itself.
final class PostgresKeeper: HubKeeper {
  /// Connections of one server.
  private static let mostConnections = 16
  /// Bytes of an object are kept in rows of this size.
  private static let partSize = 1 << 20

  /// A connection in nobody's use. Unchecked: whoever takes it out is its only user.
  private struct Idle: @unchecked Sendable {
    let connection: PostgresConnection
  }

  private let address: String
  private let idle = Mutex<[Idle]>([])
  private let places: Places

  /// Counts the connections that may still be made. Unchecked: the semaphore is made for threads.
  private final class Places: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ count: Int) { sem_init(semaphore, 0, UInt32(count)) }

    deinit {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }

    func take() { while sem_wait(semaphore) != 0 {} }
    func giveBack() { sem_post(semaphore) }
  }

  private static let schema = """
    BEGIN;
    SELECT pg_advisory_xact_lock(7463481);
    CREATE TABLE IF NOT EXISTS hub_token (
      id text PRIMARY KEY, hash bytea NOT NULL, scopes bigint NOT NULL, vault text NOT NULL, note text NOT NULL,
      created_at double precision NOT NULL, expires_at double precision, revoked_at double precision);
    CREATE TABLE IF NOT EXISTS hub_vault (name text PRIMARY KEY, bytes bigint NOT NULL);
    CREATE TABLE IF NOT EXISTS hub_object (
      vault text NOT NULL, key text COLLATE "C" NOT NULL, body bigint NOT NULL, size bigint NOT NULL,
      hash bytea NOT NULL, stored_at double precision NOT NULL, PRIMARY KEY (vault, key));
    CREATE TABLE IF NOT EXISTS hub_part (
      body bigint NOT NULL, number bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (body, number));
    ALTER TABLE hub_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
    CREATE SEQUENCE IF NOT EXISTS hub_body;
    CREATE TABLE IF NOT EXISTS hub_device (
      vault text NOT NULL, id text NOT NULL, first_seen double precision NOT NULL,
      last_seen double precision NOT NULL, bytes bigint NOT NULL, PRIMARY KEY (vault, id));
    COMMIT;
    """

  init(_ address: String) throws(HubError) {
    self.address = address
    places = Places(Self.mostConnections)
    try with { connection throws(HubError) in
      try connection.execute("SET client_min_messages = warning")
      try connection.execute(Self.schema)
    }
  }

  /// Runs `body` with a connection; once more with a new one where the kept one turned out to be broken, as after the database was
  /// restarted. Everything that is done here may be done twice.
  private func with<Result>(
    _ body: (PostgresConnection) throws(HubError) -> Result
  ) throws(HubError) -> Result {
    places.take()
    defer { places.giveBack() }
    if let kept = idle.withLock({ $0.popLast() })?.connection {
      do throws(HubError) {
        let result = try body(kept)
        putBack(kept)
        return result
      } catch {
        putBack(kept)
        if kept.isUsable { throw error }
        // The others are as old.
        idle.withLock { $0.removeAll() }
      }
    }
    let connection = try PostgresConnection(address)
    do throws(HubError) {
      let result = try body(connection)
      putBack(connection)
      return result
    } catch {
      putBack(connection)
      throw error
    }
  }

  private func putBack(_ connection: PostgresConnection) {
    guard connection.isUsable else { return }
    let kept = Idle(connection: connection)
    idle.withLock { $0.append(kept) }
  }

  func check() throws(HubError) {
    _ = try with { connection throws(HubError) in try connection.run("SELECT 1 FROM hub_vault LIMIT 1") }
  }

  private static let tokenColumns =
    "id, encode(hash, 'hex'), scopes, vault, note, created_at, expires_at, revoked_at FROM hub_token"

  private static func token(_ rows: PostgresRows, _ row: Int) -> Token {
    Token(
      id: rows.text(row, 0), hash: bytes(hexadecimal: rows.text(row, 1)),
      scopes: Token.Scopes(rawValue: rows.integer(row, 2)), vault: rows.text(row, 3), note: rows.text(row, 4),
      createdAt: rows.real(row, 5) ?? 0, expiresAt: rows.real(row, 6), revokedAt: rows.real(row, 7))
  }

  private static func bytes(hexadecimal text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while rest.count >= 2 {
      bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  func token(_ id: String) throws(HubError) -> Token? {
    try with { connection throws(HubError) in
      let rows = try connection.run("SELECT \(Self.tokenColumns) WHERE id = $1", [.text(id)])
      return rows.count > 0 ? Self.token(rows, 0) : nil
    }
  }

  func tokens() throws(HubError) -> [Token] {
    try with { connection throws(HubError) in
      let rows = try connection.run("SELECT \(Self.tokenColumns) ORDER BY created_at, id")
      return (0..<rows.count).map { Self.token(rows, $0) }
    }
  }

  func add(_ token: Token) throws(HubError) {
    _ = try with { connection throws(HubError) in
      try connection.run(
        "INSERT INTO hub_token VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
          .text(token.id), .bytes(token.hash), .integer(token.scopes.rawValue), .text(token.vault), .text(token.note),
          .real(token.createdAt), .optional(token.expiresAt), .optional(token.revokedAt),
        ])
    }
  }

  func revoke(_ id: String, at now: Double) throws(HubError) -> Bool {
    try with { connection throws(HubError) in
      try connection.run(
        "UPDATE hub_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL RETURNING id",
        [.real(now), .text(id)]
      ).count > 0
    }
  }

  func find(_ key: String, vault: String) throws(HubError) -> KeptObject? {
    try with { connection throws(HubError) in try Self.find(connection, key, vault) }
  }

  private static func find(
    _ connection: PostgresConnection, _ key: String, _ vault: String
  ) throws(HubError) -> KeptObject? {
    let rows = try connection.run(
      "SELECT body, size, encode(hash, 'hex') FROM hub_object WHERE vault = $1 AND key = $2",
      [.text(vault), .text(key)])
    guard rows.count > 0 else { return nil }
    return KeptObject(
      body: rows.text(0, 0), size: rows.integer(0, 1), hash: bytes(hexadecimal: rows.text(0, 2)))
  }

  func store(
    _ body: ReceivedBody, as key: String, vault: String, mayReplace: Bool, quota: Int?, now: Double
  ) throws(HubError) -> StoreOutcome {
    defer { unlink(body.path) }
    return try with { connection throws(HubError) in
      // Most repetitions are known before their bytes are sent.
      if let old = try Self.find(connection, key, vault) {
        if old.hash == body.hash { return .same }
        guard mayReplace else { return .different }
      }
      return try connection.transaction { () throws(HubError) in
        let name = try connection.run("SELECT nextval('hub_body')").integer(0, 0)
        try Self.send(body, as: name, connection)
        return try Self.record(connection, body, name, key, vault, mayReplace, quota, now)
      }
    }
  }

  private static func send(_ body: ReceivedBody, as name: Int, _ connection: PostgresConnection) throws(HubError) {
    let file = Glibc.open(body.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system(errno, body.path) }
    defer { close(file) }
    var place = 0
    while place < body.size {
      var part = [UInt8](repeating: 0, count: min(partSize, body.size - place))
      var filled = 0
      while filled < part.count {
        let count = part.withUnsafeMutableBytes {
          pread(file, $0.baseAddress! + filled, $0.count - filled, off_t(place + filled))
        }
        guard count > 0 else { throw .system(count < 0 ? errno : EIO, body.path) }
        filled += count
      }
      try connection.run(
        "INSERT INTO hub_part VALUES ($1, $2, $3)", [.integer(name), .integer(place / partSize), .bytes(part)])
      place += part.count
    }
  }

  private static func record(
    _ connection: PostgresConnection, _ body: ReceivedBody, _ name: Int, _ key: String, _ vault: String,
    _ mayReplace: Bool, _ quota: Int?, _ now: Double
  ) throws(HubError) -> (StoreOutcome, isKept: Bool) {
    try connection.run("INSERT INTO hub_vault VALUES ($1, 0) ON CONFLICT DO NOTHING", [.text(vault)])
    // From here on one server at a time works on this vault.
    let used = try connection.run("SELECT bytes FROM hub_vault WHERE name = $1 FOR UPDATE", [.text(vault)])
      .integer(0, 0)
    let old = try find(connection, key, vault)
    if let old {
      if old.hash == body.hash { return (.same, false) }
      guard mayReplace else { return (.different, false) }
    }
    let after = used + body.size - (old?.size ?? 0)
    if let quota, after > quota { return (.full, false) }
    try connection.run("UPDATE hub_vault SET bytes = $1 WHERE name = $2", [.integer(after), .text(vault)])
    if let old { try connection.run("DELETE FROM hub_part WHERE body = $1", [.text(old.body)]) }
    try connection.run(
      """
      INSERT INTO hub_object VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (vault, key) DO UPDATE
      SET body = excluded.body, size = excluded.size, hash = excluded.hash, stored_at = excluded.stored_at
      """, [.text(vault), .text(key), .integer(name), .integer(body.size), .bytes(body.hash), .real(now)])
    return (old == nil ? .created : .replaced, true)
  }

  func open(_ object: KeptObject) throws(HubError) -> KeptBytes? {
    .pieces { [self] position, count in
      let part = position / Self.partSize
      let offset = position % Self.partSize
      let wanted = min(count, Self.partSize - offset)
      let bytes = try? with { connection throws(HubError) in
        let rows = try connection.run(
          "SELECT substring(bytes FROM $3::int FOR $4::int) FROM hub_part WHERE body = $1 AND number = $2",
          [.text(object.body), .integer(part), .integer(offset + 1), .integer(wanted)], isBinary: true)
        return rows.count > 0 ? rows.bytes(0, 0) : []
      }
      return bytes ?? []
    }
  }

  func delete(_ key: String, vault: String) throws(HubError) {
    try with { connection throws(HubError) in
      try connection.transaction { () throws(HubError) in
        try connection.run("SELECT bytes FROM hub_vault WHERE name = $1 FOR UPDATE", [.text(vault)])
        guard let old = try Self.find(connection, key, vault) else { return ((), false) }
        try connection.run("DELETE FROM hub_part WHERE body = $1", [.text(old.body)])
        try connection.run("DELETE FROM hub_object WHERE vault = $1 AND key = $2", [.text(vault), .text(key)])
        try connection.run(
          "UPDATE hub_vault SET bytes = bytes - $1 WHERE name = $2", [.integer(old.size), .text(vault)])
        return ((), true)
      }
    }
  }

  func list(
    prefix: String, after: String?, limit: Int, vault: String
  ) throws(HubError) -> [(key: String, size: Int)] {
    try with { connection throws(HubError) in
      let rows = try connection.run(
        """
        SELECT key, size FROM hub_object WHERE vault = $1 AND key >= $2 AND key < $3 AND key > $4
        ORDER BY key LIMIT $5
        """, [.text(vault), .text(prefix), .text(prefix + "{"), .text(after ?? ""), .integer(limit)])
      return (0..<rows.count).map { (rows.text($0, 0), rows.integer($0, 1)) }
    }
  }

  func touch(_ device: String, vault: String, bytes: Int, now: Double) throws(HubError) {
    _ = try with { connection throws(HubError) in
      try connection.run(
        """
        INSERT INTO hub_device VALUES ($1, $2, $3, $3, $4) ON CONFLICT (vault, id) DO UPDATE
        SET last_seen = greatest(hub_device.last_seen, excluded.last_seen),
        bytes = hub_device.bytes + excluded.bytes
        """, [.text(vault), .text(device), .real(now), .integer(bytes)])
    }
  }

  func devices(vault: String) throws(HubError) -> [KeptDevice] {
    try with { connection throws(HubError) in
      let rows = try connection.run(
        "SELECT id, first_seen, last_seen, bytes FROM hub_device WHERE vault = $1 ORDER BY id", [.text(vault)])
      return (0..<rows.count).map {
        KeptDevice(
          id: rows.text($0, 0), firstSeen: rows.real($0, 1) ?? 0, lastSeen: rows.real($0, 2) ?? 0,
          bytes: rows.integer($0, 3))
      }
    }
  }
}
