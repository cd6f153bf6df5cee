internal import History
internal import Storage
internal import Vault

extension SyncEngine {
  /// Packs that are looked for at once.
  private static let batch = 256
  /// Packs that are sent between two notes of what lies in the store.
  private static let noted = 16

  /// Sends laps and lines that the store lacks, several at once.
  func sendPacks() throws(SyncError) {
    var sent = 0
    var refused: Set<PackIdentifier> = []
    while true {
      let wanted = try stored { () throws(HistoryError) in
        try history.packsToUpload(provider: provider, limit: Self.batch + refused.count)
      }.filter { !refused.contains($0.id) }
      guard !wanted.isEmpty else { return }
      var rest = Array(wanted.reversed())
      var done: [PackIdentifier] = []
      defer { try? history.markStored(done, provider: provider) }
      try Workers.run(
        count: options.threads,
        next: { () throws(SyncError) -> (History.PackSource, [UInt8])? in
          while let source = rest.popLast() {
            try self.checkStop()
            let content = try self.stored { () throws(HistoryError) in
              try self.history.content(of: source, keys: self.keys)
            }
            if let content { return (source, content) }
            // Changed since it was named: it is named anew the next time.
            refused.insert(source.id)
          }
          return nil
        },
        work: { source, content throws(SyncError) -> (PackIdentifier, Int, SyncAlarm?) in
          let key = ObjectKey.pack(source.id)
          let pack = try VaultAccess.read(key) { () throws(VaultError) in
            try Pack.seal(content, kind: source.kind, keys: self.keys)
          }
          do throws(SyncError) {
            try self.put(pack.object, key)
            return (source.id, pack.object.count, nil)
          } catch {
            guard case .storage(let failure) = error, Self.concernsOneObject(failure) else { throw error }
            return (source.id, 0, .refused(key: key, failure))
          }
        },
        finish: { id, size, alarm throws(SyncError) in
          if let alarm {
            self.report.alarms.insert(alarm)
            refused.insert(id)
            return
          }
          done.append(id)
          // Noted often: what was sent over a slow line is not sent again after a power cut.
          if done.count >= Self.noted {
            try self.stored { () throws(HistoryError) in try self.history.markStored(done, provider: self.provider) }
            done = []
          }
          sent += 1
          self.report.packsSent += 1
          self.report.bytesSent += size
          self.options.progress(SyncProgress(stage: .sendingPacks, done: sent, total: nil))
        })
      try stored { () throws(HistoryError) in try history.markStored(done, provider: provider) }
      done = []
    }
  }

  /// Whether another object may well be taken.
  private static func concernsOneObject(_ error: StorageError) -> Bool {
    switch error.kind {
    case .tooLarge, .refused: true
    default: false
    }
  }

  /// Fetches the lines of tracks, which everything else needs.
  func fetchLines() throws(SyncError) {
    let wanted = try stored { () throws(HistoryError) in try history.linesToFetch() }
    try fetch(wanted, kind: .asset)
  }

  /// Fetches the laps that are wanted here, the newest first.
  func fetchLaps() throws(SyncError) {
    let wanted = try stored { () throws(HistoryError) in
      try history.lapsToFetch(options.selection, limit: .max)
    }
    try fetch(wanted, kind: .lap)
  }

  /// Fetches the samples of one lap that is in the cloud; returns whether they are here now.
  public func fetch(lap: Int64) throws(SyncError) -> Bool {
    guard let pack = try stored({ () throws(HistoryError) in try history.packInCloud(lap: lap) }) else { return true }
    try fetch([pack], kind: .lap)
    return try stored { () throws(HistoryError) in try history.packInCloud(lap: lap) } == nil
  }

  private func fetch(_ packs: [PackIdentifier], kind: Pack.Kind) throws(SyncError) {
    var rest = Array(packs.reversed())
    var done = 0
    var stored: [PackIdentifier] = []
    defer { try? history.markStored(stored, provider: provider) }
    try Workers.run(
      count: options.threads,
      next: { () throws(SyncError) in
        try self.checkStop()
        return rest.popLast()
      },
      work: { id throws(SyncError) -> (PackIdentifier, [UInt8]?, Int, SyncAlarm?) in
        let key = ObjectKey.pack(id)
        guard let object = try self.get(key) else { return (id, nil, 0, .missing(key: key)) }
        do throws(VaultError) {
          return (id, try Pack.open(object, kind: kind, id: id, keys: self.keys), object.count, nil)
        } catch {
          return (id, nil, object.count, .damaged(key: key, error))
        }
      },
      finish: { id, content, size, alarm throws(SyncError) in
        done += 1
        self.report.bytesReceived += size
        self.options.progress(SyncProgress(stage: .fetchingPacks, done: done, total: packs.count))
        if let alarm { self.report.alarms.insert(alarm) }
        guard let content, try self.take(content, id, kind) else { return }
        self.report.packsReceived += 1
        stored.append(id)
      })
  }

  private func take(_ content: [UInt8], _ id: PackIdentifier, _ kind: Pack.Kind) throws(SyncError) -> Bool {
    do {
      let (keys, wall) = (keys, options.wall())
      guard kind == .lap else { return try history.take(line: content, pack: id, keys: keys, wall: wall) }
      return try history.take(lap: LapContent(encoded: content), pack: id, keys: keys, wall: wall)
    } catch let error as VaultError {
      report.alarms.insert(.damaged(key: ObjectKey.pack(id), error))
      return false
    } catch let error as HistoryError {
      // One that cannot be read as a lap leaves the others alone.
      guard error.kind == .damaged else { throw .history(error) }
      report.alarms.insert(.damaged(key: ObjectKey.pack(id), .malformed))
      return false
    } catch {
      return false
    }
  }
}
