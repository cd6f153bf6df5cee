import Cryptography
import Database
import TestSupport
import Testing
import Timing
import Vault

@testable import History

/// Devices of one vault that exchange their logs, every loss, delay and wrong clock included, through real databases.
final class SyncWorld {
  final class Member {
    let history: History
    var identity: SyncIdentity
    var signer: SigningKey
    /// How far its clock is off, ms; it may jump.
    var skew: Int64
    /// Serial of the next lap.
    var serial = 1

    init(history: History, identity: SyncIdentity, signer: SigningKey, skew: Int64) {
      self.history = history
      self.identity = identity
      self.signer = signer
      self.skew = skew
    }
  }

  let keys: VaultKeys
  var members: [Member] = []
  /// ms since 1970.
  var time: UInt64 = 1_764_000_000_000

  init(count: Int, skew: (Int) -> Int64 = { _ in 0 }) throws {
    let vault = Identifier(randomBytes(16))!
    keys = VaultKeys(Keyring(vault: vault, creator: vault))
    for index in 0..<count { try join(skew: skew(index)) }
  }

  @discardableResult
  func join(skew: Int64 = 0, path: String = ":memory:") throws -> Member {
    let signer = SigningKey()
    let identity = SyncIdentity(vault: keys.ring.vault, device: DeviceRecord.identifier(of: signer.publicKey))
    let history = try History(path: path)
    try history.beginSync(identity)
    let member = Member(history: history, identity: identity, signer: signer, skew: skew)
    members.append(member)
    return member
  }

  func wall(_ member: Member) -> UInt64 { UInt64(max(0, Int64(time) + member.skew)) }

  /// Collects what a member changed and closes it into segments.
  func write(_ member: Member) throws {
    try member.history.collect(keys: keys, wall: wall(member))
    while try member.history.writeSegment({ segment throws(VaultError) in
      try segment.seal(signer: member.signer, keys: keys)
    }) {}
  }

  /// Brings at most so many segments of one member to another, from the first that it lacks on.
  func deliver(from: Member, to: Member, limit: Int = .max) throws {
    try deliver(log: from.identity.device, signer: from.signer, from: from, to: to, limit: limit)
  }

  func deliver(log: Identifier, signer: SigningKey, from: Member, to: Member, limit: Int = .max) throws {
    let known = try to.history.logEnds()[log].map { $0.sequence + 1 } ?? 0
    var segments: [History.CheckedSegment] = []
    for (sequence, object) in try from.history.segments(of: log, from: known).prefix(limit) {
      segments.append(
        .init(
          segment: try Segment(
            object: object, device: log, sequence: sequence, signer: signer.publicKey, keys: keys), object: object))
    }
    try to.history.accept(segments, keys: keys, wall: wall(to))
  }

  /// Brings everything everywhere.
  func settle() throws {
    for _ in 0..<3 {
      for member in members { try write(member) }
      for from in members { for to in members where to !== from { try deliver(from: from, to: to) } }
      for member in members { try member.history.applyWaiting(keys: keys, wall: wall(member)) }
    }
  }

  // MARK: What a driver does

  func drive(_ member: Member, driver: String, car: String?, fingerprint: String? = nil) throws -> Int64? {
    let id = try member.history.begin(
      SessionKey(
        driver: driver, game: "gt7", gameName: "GT7", car: car, source: "live", fingerprint: fingerprint,
        startedAt: Double(time) / 1_000))
    if let id { for _ in 0..<2 { try lap(member, session: id) } }
    return id
  }

  func lap(_ member: Member, session: Int64) throws {
    let lap = Lap(
      serial: member.serial, number: member.serial, kind: .pace, flags: [], time: 90 + Double(member.serial) / 8,
      sectors: [30, 30.5], topSpeed: 70, minimumSpeed: 18, fuelUsed: nil)
    member.serial += 1
    let isTaken = try member.history.connection.row(
      "SELECT 1 FROM lap WHERE session_id = ? AND serial = ?", [.integer(session), .integer(Int64(lap.serial))]
    ) { _ in true }
    guard isTaken == nil else { return }
    try member.history.store(lap, comparison: nil, session: session, finishedAt: Double(time) / 1_000)
  }

  func sessions(_ member: Member) throws -> [Int64] {
    try member.history.connection.rows("SELECT id FROM session ORDER BY uid, id") { $0.integer(0) }
  }

  /// Everything that a user sees, without the numbers that each database gives its rows.
  func picture(_ member: Member) throws -> [String] {
    let connection = member.history.connection
    var lines = try connection.rows(
      """
      SELECT hex(s.uid), d.name, coalesce(c.name, ''), s.game, s.source, s.started_at, coalesce(s.note, ''),
        (SELECT group_concat(tag) FROM (SELECT tag FROM session_tag WHERE session_id = s.id ORDER BY tag))
      FROM session s JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id ORDER BY s.uid
      """
    ) { row in (0..<8).map { row.text($0) ?? "" }.joined(separator: "|") }
    lines += try connection.rows(
      """
      SELECT hex(l.uid), l.serial, l.time, l.flags, l.eligible, l.finished_at, hex(l.pack) FROM lap l ORDER BY l.uid
      """
    ) { row in (0..<7).map { row.text($0) ?? "" }.joined(separator: "|") }
    lines += try connection.rows("SELECT name FROM driver WHERE uid IS NOT NULL ORDER BY name") { $0.text(0) ?? "" }
    return lines
  }

  /// Every record with whether it is a head.
  func records(_ member: Member) throws -> [String] {
    try member.history.connection.rows(
      """
      SELECT hex(device), op, ms, counter, kind, hex(entity), field, hex(value), head FROM sync_record ORDER BY device, op
      """
    ) { row in (0..<9).map { row.text($0) ?? "" }.joined(separator: "|") }
  }
}
