import Cryptography
import History
import Syncing
import Vault

/// The devices of the vault.
struct SyncDevices: SyncAction {
  let name = "devices"
  let usage = "devices               the devices of the vault, and when each edited something last"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let engine = try call.engine(history)
    try engine.refreshDevices()
    let edits = try history.lastEdits()
    let devices = engine.trust.devices.values.sorted { ($0.addedAt, $0.id) < ($1.addedAt, $1.id) }
    func state(_ device: Trust.Device) -> String {
      device.isRevoked ? "put out" : device.id == engine.identity.id ? "this one" : "trusted"
    }
    if call.arguments.has("json") {
      let rows = devices.map { device in
        JSON.object([
          ("id", .string(device.id.description)), ("spoken", .string(CheckPhrase.spoken(device.id))),
          ("name", .string(device.nickname)), ("state", .string(state(device))),
          ("addedAt", .integer(Int(clamping: device.addedAt))),
          ("lastEditAt", edits[device.id].map { .integer(Int(clamping: $0)) } ?? .null),
        ])
      }
      Console.out(JSON.object([("schema", .string("tenths.devices/1")), ("devices", .array(rows))]).text)
      return ExitStatus.done
    }
    let rows = devices.map { device in
      [
        device.nickname, CheckPhrase.spoken(device.id), state(device),
        SyncSummary.date(Int64(clamping: device.addedAt)),
        edits[device.id].map { SyncSummary.date(Int64(clamping: $0)) } ?? "–",
      ].map(Text.safe)
    }
    Console.out(Text.table(["device", "identifier", "state", "since", "last edit"], rows))
    let requests = try engine.access.requests(ring: engine.keys.ring)
    if !requests.isEmpty {
      Console.out("\(SyncText.count(requests.count, "device")) asks to be let in: tenths sync approve\n")
    }
    return ExitStatus.done
  }
}

/// Lets a device in.
struct SyncApprove: SyncAction {
  let name = "approve"
  let usage = "approve [IDENTIFIER]  let a device in that asks; without one it lists those that ask"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let engine = try call.engine(history)
    try engine.refreshDevices()
    let ring = engine.keys.ring
    let requests = try engine.access.requests(ring: ring)
    guard !requests.isEmpty else {
      Console.out("no device asks to be let in; on the other computer run tenths sync join PLACE --request\n")
      return ExitStatus.done
    }
    guard let word = call.words.first else {
      for request in requests {
        Console.out("\(CheckPhrase.spoken(request.device))  \(request.phrase)\n")
      }
      Console.out(
        "Compare the six words with those on the other screen; if they are the same: tenths sync approve IDENTIFIER --name NAME\n"
      )
      return ExitStatus.done
    }
    let plain = word.replacing("-", with: "").uppercased()
    let found = requests.filter { CheckPhrase.spoken($0.device).replacing("-", with: "").hasPrefix(plain) }
    guard plain.count >= 4, found.count == 1, let request = found.first else {
      throw UsageError(message: "\(Text.safe(word)) is none of the devices that ask; tenths sync approve lists them")
    }
    try engine.access.approve(request, nickname: call.arguments.value("name") ?? "computer", ring: ring)
    Console.out("\(CheckPhrase.spoken(request.device)) is let in; run tenths sync join there\n")
    return ExitStatus.done
  }
}

/// Puts a device out.
struct SyncRevoke: SyncAction {
  let name = "revoke"
  let usage = "revoke DEVICE         put a device out: new keys, a new passphrase; it keeps what it has"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.count == 1 else { throw UsageError(message: "sync revoke takes one device") }
    let history = try call.history()
    // What the device wrote up to now counts.
    _ = try call.desk.exchange(history, options: call.options)
    Console.endProgress()
    let engine = try call.engine(history)
    try engine.refreshDevices()
    let device = try SyncEntry.device(call.words[0], in: engine.trust)
    guard device.id != engine.identity.id else {
      throw UsageError(message: "that is this device; revoke it on another one, or leave with sync disable --forget")
    }
    Console.out(
      """
      \(Text.safe(device.nickname)) keeps the laps that it has and can read what was stored up to now. Whoever knows the
      passphrase could come back with it: the vault gets a new one.

      """)
    let passphrase = try Passphrase.askNew(call.arguments)
    let accepted = try history.logEnds().mapValues { $0.sequence + 1 }
    let revoked = try engine.access.revoke(
      device.id, trust: engine.trust, accepted: accepted, ring: engine.keys.ring, passphrase: passphrase,
      cost: SyncEntry.cost(call))
    try call.desk.keepKeys(revoked.ring, in: history)
    Console.out(
      "\(Text.safe(device.nickname)) is out. Change the credentials of the storage too: it knows them.\n")
    SyncEntry.show(revoked.code)
    return ExitStatus.done
  }
}

/// Another passphrase, or another recovery code.
struct SyncPassphrase: SyncAction {
  let name = "passphrase"
  let usage = "passphrase            another passphrase; --recovery makes a new recovery code instead"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let engine = try call.engine(history)
    try engine.refreshDevices()
    if call.arguments.has("recovery") {
      SyncEntry.show(try engine.access.newRecoveryCode(ring: engine.keys.ring))
      Console.out("The old code opens nothing any more.\n")
      return ExitStatus.done
    }
    let passphrase = try Passphrase.askNew(call.arguments)
    try engine.access.change(passphrase: passphrase, cost: SyncEntry.cost(call), ring: engine.keys.ring)
    Console.out("The vault has a new passphrase; devices that are in it need nothing.\n")
    return ExitStatus.done
  }
}
