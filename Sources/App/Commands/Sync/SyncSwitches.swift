import Glibc
import History
import Ingest
import Settings
import Syncing

/// Whether the dashboard exchanges by itself.
struct SyncAuto: SyncAction {
  let name = "auto"
  let usage = "auto on|off|SECONDS   by itself while the dashboard runs, and how often; auto driving on|off"

  func run(_ call: SyncCall) throws -> Int32 {
    var desk = call.desk
    switch call.words {
    case ["on"]: try desk.set([("automatic", "true")])
    case ["off"]: try desk.set([("automatic", "false")])
    case ["driving", "on"]: try desk.set([("while-driving", "true")])
    case ["driving", "off"]: try desk.set([("while-driving", "false")])
    case let words where words.count == 1 && Int(words[0]) != nil:
      try desk.set([("automatic", "true"), ("interval", words[0])])
    default: throw UsageError(message: "sync auto takes on, off, a number of seconds, or driving on|off")
    }
    Console.out("\(try SyncSummary(desk, call.history()).state)\n")
    return ExitStatus.done
  }
}

/// Holds the exchange for a while.
struct SyncPause: SyncAction {
  let name = "pause"
  let usage = "pause [MINUTES|off]   no exchange by itself for a while; without a number until pause off"

  func run(_ call: SyncCall) throws -> Int32 {
    let history = try call.history()
    let until: Int64
    switch call.words {
    case []: until = .max
    case ["off"]: until = 0
    case let words where words.count == 1:
      guard let minutes = Int64(words[0]), (1...525_600).contains(minutes) else {
        throw UsageError(message: "sync pause takes a number of minutes, or off")
      }
      until = Int64(SyncDesk.wall) + minutes * 60_000
    default: throw UsageError(message: "sync pause takes a number of minutes, or off")
    }
    try history.setSyncNumber("paused-until", until)
    Console.out("\(try SyncSummary(call.desk, history).state)\n")
    return ExitStatus.done
  }
}

/// Which laps come with their samples.
struct SyncSelect: SyncAction {
  let name = "select"
  let usage = "select RULE…          laps that are fetched: all, or track=TEXT car=TEXT days=N bests summaries"

  func run(_ call: SyncCall) throws -> Int32 {
    var desk = call.desk
    var values = [("car", ""), ("track", ""), ("days", ""), ("only-bests", ""), ("only-summaries", "")]
    func set(_ name: String, _ value: String) {
      values = values.map { $0.0 == name ? (name, value) : $0 }
    }
    guard !call.words.isEmpty else {
      throw UsageError(message: "sync select takes all, or rules as in sync select track=spa bests")
    }
    for word in call.words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch (parts[0], parts.count) {
      case ("all", 1): break
      case ("bests", 1): set("only-bests", "true")
      case ("summaries", 1): set("only-summaries", "true")
      case ("car", 2), ("track", 2): set(parts[0], parts[1])
      case ("days", 2):
        guard let days = Int(parts[1]), (1...36_500).contains(days) else {
          throw UsageError(message: "days is a number, as in days=90")
        }
        set("days", parts[1])
      default:
        throw UsageError(
          message: "sync select knows all, track=, car=, days=, bests and summaries, not \(Text.safe(word))")
      }
    }
    try desk.set(values.map { (name: $0.0, value: $0.1) })
    let rules = values.filter { !$0.1.isEmpty }.map { $0.1 == "true" ? $0.0 : "\($0.0) \($0.1)" }
    Console.out(
      "fetched with samples: \(rules.isEmpty ? "all laps" : Text.safe(rules.joined(separator: ", ")))\n"
        + "Names, times and notes always come; laps that are here stay.\n")
    return ExitStatus.done
  }
}

/// Settings that are the same on every device.
struct SyncShare: SyncAction {
  let name = "share"
  let usage = "share [NAME…|none]    settings that all devices share, as in share units theme"

  func run(_ call: SyncCall) throws -> Int32 {
    var desk = call.desk
    if !call.words.isEmpty {
      let names = call.words == ["none"] ? [] : call.words
      let personal: Set<String> = ["database", "playstation", "ascii"]
      for name in names where !UserSettings.names.contains(name) || personal.contains(name) {
        throw UsageError(
          message:
            "\(Text.safe(name)) cannot be shared; these can: \(UserSettings.names.filter { !personal.contains($0) }.joined(separator: " "))"
        )
      }
      try desk.set([("shared", names.joined(separator: " "))])
      desk.settings.shared = names.joined(separator: " ")
    }
    let shared = desk.settings.shared
    Console.out(shared.isEmpty ? "no setting is shared\n" : "shared: \(Text.safe(shared))\n")
    return ExitStatus.done
  }
}

/// Switches the cloud off; everything stays here.
struct SyncDisable: SyncAction {
  let name = "disable"
  let usage = "disable               switch it off; every lap stays here. --forget leaves the vault too"

  func run(_ call: SyncCall) throws -> Int32 {
    var desk = call.desk
    let history = try call.history()
    let inCloud = try history.lapsInCloud()
    guard inCloud == 0 || call.arguments.has("yes") else {
      throw SettingsProblem(
        message:
          "\(SyncText.count(inCloud, "lap")) have their samples in the cloud only; fetch them first with tenths sync select all and tenths sync now, or say --yes"
      )
    }
    guard call.arguments.has("forget") else {
      try desk.set([("automatic", "false")])
      Console.out("off: nothing connects by itself; tenths sync auto on goes on, everything is kept\n")
      return ExitStatus.done
    }
    try history.endSync()
    for file in [desk.settingsFile, desk.identityFile] { unlink(file) }
    rmdir(desk.folder)
    Console.out("the vault is forgotten here; every lap stays, and so does what lies in the storage\n")
    return ExitStatus.done
  }
}
