internal import History
internal import Storage
internal import Vault

extension SyncEngine {
  /// What the store has of every log: the first and the last number.
  struct FoundLogs {
    var ends: [Identifier: UInt64] = [:]
    /// Bytes of the own segments, by number.
    var ownSizes: [UInt64: Int] = [:]
  }

  /// Reads what other devices wrote since, and looks whether the store still has what it had.
  func readLogs() throws(SyncError) -> FoundLogs {
    options.progress(SyncProgress(stage: .readingLogs, done: 0, total: nil))
    var found = FoundLogs()
    try retrying { () throws(SyncError) in
      found = FoundLogs()
      try access.each(ObjectKey.logs) { entry throws(SyncError) in
        guard let name = ObjectKey.numbered(entry.key, in: ObjectKey.logs) else { return }
        found.ends[name.device] = max(found.ends[name.device] ?? 0, name.number)
        if name.device == identity.id { found.ownSizes[name.number] = entry.size }
      }
    }
    try lookForLoss(found)
    try lookForTwin(found)
    try readSnapshot(found)
    for (device, end) in found.ends.sorted(by: { $0.key < $1.key }) where device != identity.id {
      try read(device, through: end)
    }
    return found
  }

  /// A store that lacks what it had went back in time; nothing is deleted here, and nothing sent before the user says so.
  private func lookForLoss(_ found: FoundLogs) throws(SyncError) {
    let ends = try stored { () throws(HistoryError) in try history.logEnds() }
    var missing = 0
    var lost: [Identifier: UInt64] = [:]
    for (device, end) in ends {
      // Of the own log only what was sent can be missing.
      let known: UInt64
      if device == identity.id {
        guard let sent = try ownEnd(sent: true) else { continue }
        known = sent
      } else {
        known = end.sequence
      }
      let there = found.ends[device].map { $0 + 1 } ?? 0
      guard there < known + 1 else { continue }
      missing += Int(clamping: known + 1 - there)
      lost[device] = there
    }
    guard missing > 0 else { return }
    // A list may lag behind; an object that can be read is not lost.
    var isLost = false
    for (device, first) in lost {
      let key = ObjectKey.log(device, first)
      if try get(key) == nil { isLost = true }
    }
    guard isLost else { return }
    guard options.repairs else { throw .wentBack(missing: missing) }
    try stored { () throws(HistoryError) in try history.forgetStored(provider: provider) }
    for (device, first) in lost {
      var next = first
      while true {
        let part = try stored { () throws(HistoryError) in try history.segments(of: device, from: next) }
        guard let last = part.last else { break }
        for (sequence, object) in part { try put(object, ObjectKey.log(device, sequence)) }
        next = last.sequence + 1
      }
    }
  }

  /// A copy of this history that went on under the same identity has written what this one does not know.
  private func lookForTwin(_ found: FoundLogs) throws(SyncError) {
    guard let there = found.ends[identity.id] else { return }
    let own = try stored { () throws(HistoryError) in try history.logEnds()[identity.id] }
    // The newest segment that both have tells: the same bytes, or another history.
    guard let own else { return try changeIdentity(common: 0) }
    let shared = min(there, own.sequence)
    guard let object = try get(ObjectKey.log(identity.id, shared), size: found.ownSizes[shared]) else { return }
    let hash = try stored { () throws(HistoryError) in try history.segmentHash(identity.id, shared) }
    if hash == Segment.hash(of: object) {
      if there > own.sequence { try changeIdentity(common: own.sequence + 1) }
      return
    }
    // Back to where the two agree.
    var common = shared
    while common > 0 {
      let hash = try stored { () throws(HistoryError) in try history.segmentHash(identity.id, common - 1) }
      let object = try get(ObjectKey.log(identity.id, common - 1), size: found.ownSizes[common - 1])
      if let object, hash == Segment.hash(of: object) { break }
      common -= 1
    }
    report.alarms.insert(.fork(device: identity.id))
    try changeIdentity(common: common)
  }

  /// A machine that knows nothing yet reads many segments at once, where a device has put them together.
  private func readSnapshot(_ found: FoundLogs) throws(SyncError) {
    let ends = try stored { () throws(HistoryError) in try history.logEnds() }
    let behind = found.ends.reduce(UInt64(0)) { sum, log in
      sum + (log.value + 1) - min(log.value + 1, ends[log.key].map { $0.sequence + 1 } ?? 0)
    }
    guard behind > 64 else { return }
    var newest: [(key: String, device: Identifier, number: UInt64)] = []
    try retrying { () throws(SyncError) in
      newest = []
      try access.each(ObjectKey.snapshots) { entry throws(SyncError) in
        guard let name = ObjectKey.numbered(entry.key, in: ObjectKey.snapshots) else { return }
        newest.append((entry.key, name.device, name.number))
      }
    }
    for snapshot in newest.sorted(by: { $0.number > $1.number }).prefix(4) {
      guard let object = try get(snapshot.key) else { continue }
      guard
        let content = try? Snapshot(
          object: object, device: snapshot.device, sequence: snapshot.number, keys: keys)
      else { continue }
      report.bytesReceived += object.count
      for (device, entries) in Dictionary(grouping: content.entries, by: \.device).sorted(by: { $0.key < $1.key })
      where device != identity.id {
        let objects = Dictionary(entries.map { ($0.sequence, $0.object) }) { first, _ in first }
        try take(device, objects: objects)
      }
      return
    }
  }

  /// Segments that are fetched and taken together.
  private static let batch: UInt64 = 64

  private func read(_ device: Identifier, through end: UInt64) throws(SyncError) {
    guard trust.devices[device] != nil else {
      report.alarms.insert(.unknownDevice(device))
      return
    }
    while true {
      try checkStop()
      let known = try stored { () throws(HistoryError) in try history.logEnds()[device] }
      let first = known.map { $0.sequence + 1 } ?? 0
      guard first <= end else { return }
      let last = min(end, first + Self.batch - 1)
      var numbers = Array((first...last).reversed())
      var objects: [UInt64: [UInt8]] = [:]
      try Workers.run(
        count: options.threads, next: { () throws(SyncError) in numbers.popLast() },
        work: { number throws(SyncError) in (number, try self.get(ObjectKey.log(device, number))) },
        finish: { number, object throws(SyncError) in
          objects[number] = object
          self.report.bytesReceived += object?.count ?? 0
        })
      let before = report.segmentsReceived
      try take(device, objects: objects)
      guard report.segmentsReceived > before else { return }
    }
  }

  /// Takes the segments that follow what is known of a log, as far as they are there and as they should be.
  private func take(_ device: Identifier, objects: [UInt64: [UInt8]]) throws(SyncError) {
    guard let member = trust.devices[device] else { return }
    let known = try stored { () throws(HistoryError) in try history.logEnds()[device] }
    var next = known.map { $0.sequence + 1 } ?? 0
    var previous = known?.hash ?? Segment.noHash
    var checked: [History.CheckedSegment] = []
    while let object = objects[next] {
      guard trust.accepts(device: device, sequence: next) else {
        report.alarms.insert(.revokedDevice(device))
        break
      }
      do {
        let segment = try Segment(object: object, device: device, sequence: next, signer: member.key, keys: keys)
        guard segment.previous == previous else {
          report.alarms.insert(.fork(device: device))
          break
        }
        try lookForFork(segment)
        checked.append(.init(segment: segment, object: object))
      } catch let error as VaultError {
        report.alarms.insert(.damaged(key: ObjectKey.log(device, next), error))
        break
      } catch let error as SyncError {
        throw error
      } catch {
        break
      }
      previous = Segment.hash(of: object)
      next += 1
    }
    let taken = checked
    let ahead = try stored { () throws(HistoryError) in
      try history.accept(taken, keys: keys, wall: options.wall())
    }
    for device in ahead { report.alarms.insert(.clockAhead(device: device)) }
    report.segmentsReceived += checked.count
    options.progress(SyncProgress(stage: .readingLogs, done: report.segmentsReceived, total: nil))
  }

  /// What another device has seen of a log has to be what was seen here.
  private func lookForFork(_ segment: Segment) throws(SyncError) {
    for seen in segment.seen {
      let hash = try stored { () throws(HistoryError) in try history.segmentHash(seen.device, seen.sequence) }
      if let hash, hash != seen.hash { report.alarms.insert(.fork(device: seen.device)) }
    }
  }

  // MARK: Sending

  /// Closes what was edited into segments and sends those that the store lacks, in their order.
  func sendLog(found: FoundLogs) throws(SyncError) {
    let signer = identity.signer
    let keys = keys
    while try stored({ () throws(HistoryError) in
      try history.writeSegment { (segment) throws(VaultError) in try segment.seal(signer: signer, keys: keys) }
    }) {}
    var next = found.ends[identity.id].map { $0 + 1 } ?? 0
    if let sent = try ownEnd(sent: true), found.ends[identity.id] == nil || sent >= next { next = sent + 1 }
    while true {
      let part = try stored { () throws(HistoryError) in try history.segments(of: identity.id, from: next) }
      guard let last = part.last else { break }
      for (sequence, object) in part {
        try checkStop()
        try send(object, sequence: sequence)
      }
      next = last.sequence + 1
    }
    try writeSnapshot()
  }

  private func send(_ object: [UInt8], sequence: UInt64) throws(SyncError) {
    let key = ObjectKey.log(identity.id, sequence)
    do throws(SyncError) {
      try put(object, key, onlyNew: store.capabilities.createsOnly)
    } catch {
      guard case .storage(let failure) = error, failure.kind == .exists else { throw error }
      // An answer that got lost, or a twin that was faster.
      guard let there = try get(key), there == object else {
        report.alarms.insert(.fork(device: identity.id))
        return try changeIdentity(common: sequence)
      }
    }
    report.segmentsSent += 1
    report.bytesSent += object.count
    options.progress(SyncProgress(stage: .sendingLogs, done: report.segmentsSent, total: nil))
    try stored { () throws(HistoryError) in
      try history.setSyncNumber("sent:\(provider):\(identity.id)", Int64(clamping: sequence))
    }
  }

  /// Puts the logs together, so that a new machine need not fetch each segment.
  private func writeSnapshot() throws(SyncError) {
    let ends = try stored { () throws(HistoryError) in try history.logEnds() }
    let total = ends.values.reduce(UInt64(0)) { $0 + $1.sequence + 1 }
    let last = try stored { () throws(HistoryError) in try history.syncNumber("snapshot:\(provider)") } ?? 0
    guard total >= UInt64(max(0, last)) + options.snapshotEvery else { return }
    var entries: [Snapshot.Entry] = []
    var size = 0
    for device in ends.keys.sorted() {
      var next: UInt64 = 0
      while true {
        let part = try stored { () throws(HistoryError) in try history.segments(of: device, from: next) }
        guard let end = part.last else { break }
        for (sequence, object) in part {
          entries.append(.init(device: device, sequence: sequence, object: object))
          size += object.count + 64
        }
        next = end.sequence + 1
      }
    }
    // A log that outgrew one object is read segment by segment.
    if size < Pack.largestObject {
      let snapshot = Snapshot(entries: entries)
      let (identity, keys) = (identity.id, keys)
      let object = try VaultAccess.read(ObjectKey.snapshot(identity, total)) { () throws(VaultError) in
        try snapshot.seal(device: identity, sequence: total, keys: keys)
      }
      try put(object, ObjectKey.snapshot(identity, total))
      report.bytesSent += object.count
    }
    try stored { () throws(HistoryError) in try history.setSyncNumber("snapshot:\(provider)", Int64(clamping: total)) }
  }
}
