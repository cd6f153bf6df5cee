import History
import Syncing

/// `tenths sync …`: laps on every computer of a driver, through storage that can read nothing.
struct SyncCommand: Command {
  let name = "sync"
  let summary = "the laps on every computer of yours, encrypted, through your own cloud or folder"
  var operands: String {
    "ACTION [OPERANDS]\n\n" + Self.actions.map { "  " + $0.usage }.joined(separator: "\n") + "\n\n "
  }
  let options = [
    CommandOption("endpoint", value: "URL", "init, join, move: the server of an s3:// place; without it Amazon's"),
    CommandOption("region", value: "REGION", "init, join, move: the region of the bucket"),
    CommandOption("path-style", "init, join, move: name the bucket in the path, as most own servers want"),
    CommandOption("authorities", value: "FILE", "init, join, move: trust the certificates of this file"),
    CommandOption("allow-plain", "init, join, move: talk to another machine without TLS; the laps stay encrypted"),
    CommandOption("identifier", value: "ID", "init, join, move: the identifier of the access key, or the user"),
    CommandOption("secret-fd", value: "N", "init, join, move: read the secret of the storage from this open file"),
    CommandOption("name", value: "NAME", "init, join, approve: what the device is called"),
    CommandOption("recovery", "join: with the recovery code; passphrase: a new recovery code"),
    CommandOption("request", "join: ask another device of yours to let this one in"),
    CommandOption("small-machine", "init, revoke, passphrase: 64 MiB of memory for the passphrase instead of 256"),
    CommandOption("repair", "now, verify: write again what the storage lost, as far as it is here"),
    CommandOption("session", value: "N", "history, rollback: only this session"),
    CommandOption("conflicts", "history: what was edited on two devices at once, with all values"),
    CommandOption("take", value: "ID", "history: take the value of this edit"),
    CommandOption("yes", "rollback, disable: do it"),
    CommandOption("forget", "disable: forget the vault and the keys of this device too; the laps stay"),
    CommandOption("limit", value: "COUNT", "history: at most so many lines"),
    CommandOption("json", "status, devices, history: one JSON document on standard output"),
  ]

  /// Every action, in the order of the help.
  static let actions: [any SyncAction] = [
    SyncInit(), SyncJoin(), SyncNow(), SyncStatus(), SyncAuto(), SyncPause(), SyncDevices(), SyncApprove(),
    SyncRevoke(), SyncPast(), SyncRollback(), SyncSelect(), SyncShare(), SyncMove(), SyncVerify(), SyncPassphrase(),
    SyncKey(), SyncDisable(),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    let first = arguments.operands.first ?? "status"
    guard let action = Self.actions.first(where: { $0.name == first }) else {
      let near = Self.actions.map(\.name).min { Text.distance($0, first) < Text.distance($1, first) } ?? "status"
      throw UsageError(message: "sync has no action \(Text.safe(first)); did you mean \(near)?")
    }
    let path = try DashboardOptions.history(arguments)
    let call = SyncCall(
      arguments: arguments, words: Array(arguments.operands.dropFirst()), desk: try SyncDesk(history: path))
    return try action.run(call)
  }
}

/// What an action is called with.
struct SyncCall {
  var arguments: Arguments
  /// What stands behind the action's name.
  var words: [String]
  var desk: SyncDesk

  func history() throws -> History { try History(path: desk.history) }

  /// An engine that stops on Ctrl-C in good order and says how far it is.
  func engine(_ history: History) throws -> SyncEngine { try desk.engine(history, options: options) }

  var options: SyncEngine.Options {
    var options = desk.options
    options.progress = { progress in
      guard progress.done % 16 == 0 else { return }
      Console.progress(progress.done, of: progress.total ?? progress.done, progress.stage.rawValue)
    }
    return options
  }
}

/// One action of `tenths sync`.
protocol SyncAction: Sendable {
  var name: String { get }
  /// The action with its operands and what it does, for the help.
  var usage: String { get }
  func run(_ call: SyncCall) throws -> Int32
}
