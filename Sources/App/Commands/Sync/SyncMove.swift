import Settings
import History
import Storage
import Syncing

/// Takes the vault to another place.
struct SyncMove: SyncAction {
  let name = "move"
  let usage = "move PLACE            copy the vault to another place and go on there; the old one stays as it is"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.count == 1 else { throw UsageError(message: "sync move takes one place") }
    var desk = call.desk
    let history = try call.history()
    let source = try desk.store()
    let values = try SyncEntry.settings(call, place: call.words[0])
    var next = desk
    next.settings = .init()
    for (name, value) in values where !value.isEmpty { _ = next.settings.set(name, value) }
    let target = try next.store()
    let report = try StoreMove(source: source, target: target, patience: desk.options.patience).run {
      if $0 % 16 == 0 { Console.progress($0, of: $1, "objects") }
    }
    Console.endProgress()
    try desk.set(values + (call.arguments.value("secret-fd") == nil ? [("secret", ""), ("secret-file", "")] : []))
    Console.out(
      """
      \(SyncText.count(report.copied, "object")) copied to \(Text.safe(target.address)) and read back, \(report.alreadyThere) were there.
      This device goes on there; run the same on the others. What lies in \(Text.safe(source.address)) stays until you
      delete it.

      """)
    let exchanged = try desk.exchange(history, options: call.options)
    Console.endProgress()
    Console.out(SyncText.line(exchanged) + "\n")
    return ExitStatus.done
  }
}

/// Reads every object.
struct SyncVerify: SyncAction {
  let name = "verify"
  let usage = "verify                read every object and check it; --repair writes again what is damaged"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let engine = try call.engine(history)
    let check = try engine.check(repairs: call.arguments.has("repair"))
    Console.endProgress()
    Console.out("\(SyncText.count(check.sound, "object")) sound, \(SyncText.bytes(check.bytes))\n")
    for alarm in check.alarms.map({ SyncText.line($0, trust: engine.trust) }).sorted() { Console.out(alarm + "\n") }
    if call.arguments.has("repair") { Console.out("\(SyncText.count(check.repaired, "object")) written again\n") }
    return check.alarms.isEmpty || call.arguments.has("repair") ? ExitStatus.done : ExitStatus.failed
  }
}
