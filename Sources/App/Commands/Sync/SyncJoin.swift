import Storage
import Settings
import Cryptography
import History
import Syncing
import Vault

/// Joins a vault that there is.
struct SyncJoin: SyncAction {
  let name = "join"
  let usage = "join [PLACE]          this computer into the vault: by passphrase, --recovery code, or --request"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.count < 2 else { throw UsageError(message: "sync join takes one place") }
    var desk = call.desk
    let history = try call.history()
    guard try history.syncIdentity() == nil else {
      throw SettingsProblem(message: "this history belongs to a vault already; tenths sync now exchanges with it")
    }
    if let place = call.words.first {
      let values = try SyncEntry.settings(call, place: place)
      for (name, value) in values where !value.isEmpty { _ = desk.settings.set(name, value) }
      _ = try desk.store()
      try desk.set(values)
    }
    let store = try desk.store()
    let identity = try desk.identity()
    let access = VaultAccess(store: store, identity: identity, wall: SyncDesk.wall)
    guard let ring = try keys(call, access) else { return ExitStatus.done }
    try desk.keep(ring, identity, in: history)
    let report = try desk.exchange(history, options: call.options)
    Console.endProgress()
    Console.out("This computer belongs to the vault in \(Text.safe(store.address)).\n\(SyncText.line(report))\n")
    try SyncNow.measure(desk, report)
    return ExitStatus.done
  }

  /// The keys; `nil` where it was asked for them and nobody has answered yet.
  private func keys(_ call: SyncCall, _ access: VaultAccess) throws -> Keyring? {
    if let offered = try access.ownKeys() { return offered.ring }
    if call.arguments.has("request") {
      let phrase = try access.request()
      Console.out(
        """
        This computer asks to be let in: \(CheckPhrase.spoken(access.identity.id))
        On another computer of yours, run   tenths sync approve
        It has to show the same six words:  \(phrase)
        Then run here once more             tenths sync join

        """)
      return nil
    }
    guard try access.vault() != nil else { throw SyncError.noVault }
    if call.arguments.has("recovery") {
      var text = try Passphrase.askText("Recovery code: ", call.arguments)
      defer { text.wipe() }
      let code: RecoveryCode
      do {
        code = try RecoveryCode(String(decoding: text, as: UTF8.self))
      } catch {
        throw SyncError.vault(error, key: ObjectKey.keys)
      }
      return try access.join(recovery: code, nickname: SyncEntry.nickname(call))
    }
    let passphrase = try Passphrase.ask("Passphrase of the vault: ", call.arguments)
    return try access.join(passphrase: passphrase, nickname: SyncEntry.nickname(call))
  }
}
