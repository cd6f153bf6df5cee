import Storage
import Settings
import History
import Ingest
import Syncing
import Vault

/// Where the exchange stands, without talking to anybody.
struct SyncStatus: SyncAction {
  let name = "status"
  let usage = "status                where it stands: place, queue, last exchange, last error"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let summary = try SyncSummary(call.desk, history)
    if call.arguments.has("json") {
      Console.out(summary.json.text)
      return ExitStatus.done
    }
    for (label, value) in summary.rows { Console.out(Text.padded(label, 16) + Text.safe(value) + "\n") }
    return ExitStatus.done
  }
}

/// What is known of the exchange here.
struct SyncSummary: Sendable {
  var place: String?
  var device: Identifier?
  var state: String
  var waitingPacks = 0
  var waitingEdits = 0
  var lapsInCloud = 0
  var conflicts = 0
  /// ms since 1970.
  var exchangedAt: Int64?
  var sentAt: Int64?
  var receivedAt: Int64?
  var failedAt: Int64?
  var lastError: String?
  private var settingsFile: String

  init(_ desk: SyncDesk, _ history: History) throws {
    settingsFile = desk.settingsFile
    guard desk.isSetUp, let identity = try history.syncIdentity() else {
      state = desk.isSetUp ? "not let in yet: tenths sync join" : "off: nothing connects anywhere"
      return
    }
    let store = try desk.store()
    place = store.address
    device = identity.device
    waitingPacks = try history.packsToUpload(provider: store.address, limit: 100_000).count
    waitingEdits = try history.unsentRecords() + history.uncollectedRows()
    lapsInCloud = try history.lapsInCloud()
    conflicts = try history.syncConflicts().count
    exchangedAt = try history.syncNumber("exchanged-at")
    sentAt = try history.syncNumber("sent-at")
    receivedAt = try history.syncNumber("received-at")
    failedAt = try history.syncNumber("failed-at")
    lastError = try history.syncText("last-error")
    let paused = try history.syncNumber("paused-until") ?? 0
    if paused > Int64(SyncDesk.wall) {
      state = paused == .max ? "paused until tenths sync pause off" : "paused until \(Self.date(paused))"
    } else if desk.settings.isAutomatic {
      let driving = desk.settings.whileDriving ? ", also on track" : ", not on track"
      state = "automatic, every \(desk.settings.interval) s in the dashboard\(driving)"
    } else {
      state = "on demand: tenths sync now"
    }
  }

  static func date(_ milliseconds: Int64?) -> String {
    milliseconds.map { Text.date(Double($0) / 1_000) } ?? "never"
  }

  var rows: [(String, String)] {
    guard let place, let device else {
      return [("state", state), ("set up with", "tenths sync init PLACE, or tenths sync join PLACE")]
    }
    var rows = [
      ("place", place), ("this device", CheckPhrase.spoken(device)), ("state", state),
      ("last exchange", Self.date(exchangedAt)), ("last upload", Self.date(sentAt)),
      ("last download", Self.date(receivedAt)),
      ("waiting", "\(SyncText.count(waitingPacks, "pack")), \(SyncText.count(waitingEdits, "edit"))"),
      (
        "in the cloud",
        lapsInCloud == 0 ? "nothing that is not here too" : "\(SyncText.count(lapsInCloud, "lap")) without samples here"
      ),
    ]
    if conflicts > 0 {
      rows.append(("edited twice", "\(SyncText.count(conflicts, "field")): tenths sync history --conflicts"))
    }
    if let lastError { rows.append(("last error", "\(Self.date(failedAt)): \(lastError)")) }
    rows.append(("settings", settingsFile))
    return rows
  }

  var json: JSON {
    func time(_ value: Int64?) -> JSON { value.map { .integer(Int($0)) } ?? .null }
    return .object([
      ("schema", .string("tenths.sync/1")), ("place", .optional(place)), ("device", .optional(device?.description)),
      ("state", .string(state)), ("exchangedAt", time(exchangedAt)), ("sentAt", time(sentAt)),
      ("receivedAt", time(receivedAt)), ("failedAt", time(failedAt)), ("lastError", .optional(lastError)),
      ("waitingPacks", .integer(waitingPacks)), ("waitingEdits", .integer(waitingEdits)),
      ("lapsInCloud", .integer(lapsInCloud)), ("conflicts", .integer(conflicts)),
    ])
  }
}
