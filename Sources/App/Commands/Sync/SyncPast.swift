import Glibc
import History
import Ingest
import Syncing
import Vault

/// Edits, and what was edited twice.
struct SyncPast: SyncAction {
  let name = "history"
  let usage = "history               edits of all devices; --conflicts those made at once; --take ID takes one"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    if let word = call.arguments.value("take") {
      guard let name = Self.name(word) else {
        throw UsageError(message: "--take takes the id of an edit, as the list shows it")
      }
      guard let identity = try DeviceIdentity(path: call.desk.identityFile),
        let ring = try call.desk.ring(history, identity)
      else { throw SyncError.notSetUp }
      guard try history.take(name, keys: VaultKeys(ring), wall: SyncDesk.wall) else {
        throw UsageError(message: "there is no edit \(Text.safe(word))")
      }
      Console.out("taken; the other devices get it with the next exchange\n")
      return ExitStatus.done
    }
    let limit = try call.arguments.integer("limit", in: 1...100_000) ?? 40
    let session = try call.arguments.integer("session", in: 1...Int.max).map { Int64($0) }
    let edits =
      call.arguments.has("conflicts")
      ? Array(try history.syncConflicts().joined()) : try history.syncEdits(session: session, limit: limit)
    if call.arguments.has("json") {
      Console.out(JSON.object([("schema", .string("tenths.edits/1")), ("edits", .array(edits.map(json)))]).text)
      return ExitStatus.done
    }
    guard !edits.isEmpty else {
      Console.out(call.arguments.has("conflicts") ? "nothing was edited on two devices at once\n" : "no edits yet\n")
      return ExitStatus.done
    }
    let rows = edits.map { edit in
      [
        Self.word(edit.id), SyncSummary.date(Int64(clamping: edit.milliseconds)),
        String(CheckPhrase.spoken(edit.device).prefix(5)),
        "\(edit.thing) \(edit.name)", edit.field, edit.value,
        edit.isShown ? "shown" : edit.isHead ? "beside it" : "before",
      ].map(Text.safe)
    }
    Console.out(Text.table(["id", "when", "device", "what", "field", "value", "is"], rows))
    return ExitStatus.done
  }

  /// The name of an edit as it is typed: the device's first characters and the number.
  static func word(_ name: RecordName) -> String { "\(name.device)/\(name.operation)" }

  static func name(_ word: String) -> RecordName? {
    let parts = word.split(separator: "/")
    guard parts.count == 2, let device = Identifier(hexadecimal: parts[0]), let operation = UInt64(parts[1]) else {
      return nil
    }
    return RecordName(device: device, operation: operation)
  }

  private func json(_ edit: SyncEdit) -> JSON {
    .object([
      ("id", .string(Self.word(edit.id))), ("device", .string(edit.device.description)),
      ("at", .integer(Int(clamping: edit.milliseconds))), ("thing", .string(edit.thing)), ("name", .string(edit.name)),
      ("field", .string(edit.field)), ("value", .string(edit.value)), ("shown", .bool(edit.isShown)),
      ("head", .bool(edit.isHead)), ("skewed", .bool(edit.isSkewed)),
    ])
  }
}

/// Back to what it was.
struct SyncRollback: SyncAction {
  let name = "rollback"
  let usage = "rollback TIME         back to what it was then, as in 2026-11-24T18:30; --session N; --yes does it"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.count == 1, let instant = Self.instant(call.words[0]) else {
      throw UsageError(message: "sync rollback takes a time, as in 2026-11-24T18:30 or 2026-11-24T18:30:05")
    }
    let history = try call.history()
    guard let identity = try DeviceIdentity(path: call.desk.identityFile),
      let ring = try call.desk.ring(history, identity)
    else { throw SyncError.notSetUp }
    let session = try call.arguments.integer("session", in: 1...Int.max).map { Int64($0) }
    let isDone = call.arguments.has("yes")
    let changed = try history.rollBack(
      to: instant, session: session, isTried: !isDone, keys: VaultKeys(ring), wall: SyncDesk.wall)
    let what = SyncText.count(changed, "field")
    Console.out(
      isDone
        ? "\(what) put back, by new edits: the history of edits keeps what was\n"
        : "\(what) would be put back; say --yes to do it\n")
    return ExitStatus.done
  }

  /// ms since 1970 of a local time.
  private static func instant(_ text: String) -> UInt64? {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    let day = parts[0].split(separator: "-").compactMap { Int32($0) }
    let hour = parts.count == 2 ? parts[1].split(separator: ":").compactMap { Int32($0) } : [0, 0]
    guard parts.count < 3, day.count == 3, (2...3).contains(hour.count), (1970...9999).contains(day[0]),
      (1...12).contains(day[1]), (1...31).contains(day[2]), (0...23).contains(hour[0]), (0...59).contains(hour[1])
    else { return nil }
    var time = tm()
    time.tm_year = day[0] - 1900
    time.tm_mon = day[1] - 1
    time.tm_mday = day[2]
    time.tm_hour = hour[0]
    time.tm_min = hour[1]
    time.tm_sec = hour.count == 3 ? hour[2] : 0
    time.tm_isdst = -1
    let seconds = mktime(&time)
    return seconds < 0 ? nil : UInt64(seconds) * 1_000
  }
}
