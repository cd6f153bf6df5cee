import Storage
import Settings
import Glibc
import History
import Syncing
import Vault

/// Makes a vault.
struct SyncInit: SyncAction {
  let name = "init"
  let usage =
    "init PLACE            a new vault: a folder, s3://bucket/prefix, gs://…, firestore://project, https://hub"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.count == 1 else {
      throw UsageError(message: "sync init takes one place, as in sync init /mnt/nas/laps")
    }
    var desk = call.desk
    let history = try call.history()
    guard try history.syncIdentity() == nil else {
      throw SettingsProblem(
        message:
          "this history belongs to a vault already; tenths sync move changes its place, tenths sync disable --forget leaves it"
      )
    }
    let values = try SyncEntry.settings(call, place: call.words[0])
    for (name, value) in values where !value.isEmpty { _ = desk.settings.set(name, value) }
    let store = try desk.store()
    let identity = try desk.identity()
    let access = VaultAccess(store: store, identity: identity, wall: SyncDesk.wall)
    // Looked at before the passphrase is asked for.
    guard try access.vault() == nil else { throw SyncError.vaultExists }
    let passphrase = try Passphrase.askNew(call.arguments)
    let made = try access.create(
      passphrase: passphrase, cost: SyncEntry.cost(call), nickname: SyncEntry.nickname(call))
    try desk.set(values)
    try desk.keep(made.ring, identity, in: history)
    Console.out("A vault was made in \(Text.safe(store.address)).\n")
    SyncEntry.show(made.code)
    let report = try desk.exchange(history, options: call.options)
    Console.endProgress()
    Console.out(SyncText.line(report) + "\n")
    return ExitStatus.done
  }
}
