internal import Database
public import Vault

/// What a device knows of its vault, as far as it is not a secret.
public struct SyncIdentity: Sendable, Hashable {
  public var vault: Identifier
  public var device: Identifier

  public init(vault: Identifier, device: Identifier) {
    self.vault = vault
    self.device = device
  }
}

extension History {
  /// Vault and device of this history; `nil` where nothing is synchronised.
  public func syncIdentity() throws(HistoryError) -> SyncIdentity? {
    guard let vault = try syncState("vault").flatMap({ Identifier($0) }),
      let device = try syncState("device").flatMap({ Identifier($0) })
    else { return nil }
    return SyncIdentity(vault: vault, device: device)
  }

  /// Begins to note changes for a vault; everything that is there counts as changed.
  ///
  /// A new device of the same vault keeps what was accepted before and writes its own log from now on.
  public func beginSync(_ identity: SyncIdentity) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      if let known = try syncIdentity(), known.vault != identity.vault { try forgetSync() }
      try setSyncState("vault", identity.vault.bytes)
      try setSyncState("device", identity.device.bytes)
      let last = try connection.row("SELECT max(op) FROM sync_record WHERE device = ?", [.blob(identity.device.bytes)])
      {
        $0.integer(0)
      }
      try setSyncNumber("op", last ?? 0)
      for kind in EntityKind.allCases where kind != .line && kind != .tag && kind != .setting {
        try connection.run("INSERT OR IGNORE INTO sync_dirty SELECT ?, id FROM \(kind.table)", [.integer(kind.number)])
      }
    }
  }

  /// Forgets vault, device and everything that was exchanged; the history itself stays as it is.
  public func endSync() throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in try forgetSync() }
  }

  private func forgetSync() throws(HistoryError) {
    for table in ["state", "dirty", "gone", "record", "parent", "segment", "object", "stored", "waiting"] {
      try connection.execute("DELETE FROM sync_\(table)")
    }
  }

  /// A number that the exchange remembers; `nil` where it has none.
  public func syncNumber(_ key: String) throws(HistoryError) -> Int64? {
    try connection.row("SELECT value FROM sync_state WHERE key = ?", [.text(key)]) { $0.integer(0) }
  }

  /// Keeps a number for the exchange.
  public func setSyncNumber(_ key: String, _ value: Int64) throws(HistoryError) {
    try connection.run("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", [.text(key), .integer(value)])
  }

  /// A text that the exchange remembers; `nil` where it has none.
  public func syncText(_ key: String) throws(HistoryError) -> String? {
    try syncState(key).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Keeps a text for the exchange; `nil` forgets it.
  public func setSyncText(_ key: String, _ value: String?) throws(HistoryError) {
    guard let value else { return try connection.run("DELETE FROM sync_state WHERE key = ?", [.text(key)]) }
    try setSyncState(key, Array(value.utf8))
  }

  /// When each device edited something last, as far as it is known here, ms since 1970 by its own clock.
  public func lastEdits() throws(HistoryError) -> [Identifier: UInt64] {
    let rows = try connection.rows("SELECT device, max(ms) FROM sync_record GROUP BY device") {
      (Identifier($0.blob(0)), UInt64(max(0, $0.integer(1))))
    }
    return Dictionary(rows.compactMap { id, time in id.map { ($0, time) } }) { first, _ in first }
  }

  func syncState(_ key: String) throws(HistoryError) -> [UInt8]? {
    try connection.row("SELECT value FROM sync_state WHERE key = ?", [.text(key)]) { $0.blob(0) }
  }

  func setSyncState(_ key: String, _ value: [UInt8]) throws(HistoryError) {
    try connection.run("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", [.text(key), .blob(value)])
  }

  // MARK: Objects that are kept, so that an emptied store can be filled again

  /// Keeps an object as it lies in the store.
  public func keep(_ object: [UInt8], key: String) throws(HistoryError) {
    try connection.run("INSERT OR REPLACE INTO sync_object VALUES (?, ?)", [.text(key), .blob(object)])
  }

  /// Forgets a kept object.
  public func forgetObject(key: String) throws(HistoryError) {
    try connection.run("DELETE FROM sync_object WHERE key = ?", [.text(key)])
  }

  /// The kept objects whose keys begin with a text, by key.
  public func keptObjects(_ prefix: String) throws(HistoryError) -> [(key: String, object: [UInt8])] {
    try connection.rows(
      "SELECT key, object FROM sync_object WHERE key >= ? AND key < ? ORDER BY key",
      [.text(prefix), .text(prefix + "\u{7F}")]
    ) { ($0.text(0) ?? "", $0.blob(1)) }
  }
}

extension EntityKind {
  var number: Int64 { Int64(rawValue) }
}
