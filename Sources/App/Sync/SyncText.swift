import Glibc
import History
import Storage
import Syncing
import Vault

/// What an exchange says, in the words of a driver.
enum SyncText {
  /// A line a failure: what happened, what to do.
  static func line(_ error: SyncError) -> String {
    switch error {
    case .storage(let error): storage(error)
    case .history(let error): ErrorText.line(error)
    case .vault(.wrongSecret, _): "the passphrase or the recovery code is wrong; nothing is changed"
    case .vault(.misspelled, _): "the recovery code has a slip of the pen; compare it with your sheet"
    case .vault(.excessive, let key):
      "\(key) asks for more memory or time than is reasonable and is refused: somebody has put it there"
    case .vault(let error, let key): "\(Text.safe(key)) \(vault(error))"
    case .noVault: "there is no vault in that place; check the place, or make one with tenths sync init"
    case .vaultExists: "there is a vault in that place already; join it with tenths sync join"
    case .otherVault: "that place holds another vault than the one of this history; choose another place"
    case .notSetUp: "sync is not set up; tenths sync init PLACE makes a vault, tenths sync join PLACE joins one"
    case .notApproved:
      "this device is not let in yet; accept it on another with tenths sync approve, or join with the passphrase"
    case .revoked:
      "this device was put out of the vault; its laps stay here, and a new tenths sync join lets it in again"
    case .wentBack(let missing):
      "the storage lacks \(missing) of the parts that it had: somebody emptied it or put an old copy back. Nothing is deleted here; tenths sync now --repair fills it again"
    case .unknownDevice: "there is no such device in the vault; tenths sync devices lists them"
    case .secretFile(let path, let message): "\(Text.safe(path)): \(message)"
    case .stopped: "stopped; it goes on with the next exchange"
    }
  }

  static func storage(_ error: StorageError) -> String {
    let detail = error.message.isEmpty ? "" : " (\(Text.safe(error.message)))"
    return switch error.kind {
    case .missing: "the storage lacks \(Text.safe(error.key ?? "an object"))\(detail)"
    case .exists: "the storage holds \(Text.safe(error.key ?? "an object")) already\(detail)"
    case .noSuchPlace: "there is no such bucket, folder or project; check the place\(detail)"
    case .denied: "the storage refuses the credentials; check identifier and secret, and what they allow\(detail)"
    case .clock(let offset):
      "the clock of this machine is \(Text.fixed(abs(offset), 0)) s \(offset > 0 ? "behind" : "ahead of") the server's; set it"
    case .busy: "the storage is busy; it is tried again\(detail)"
    case .unreachable: "no way to the storage; local work goes on, it is tried again\(detail)"
    case .timedOut: "the storage does not answer; local work goes on, it is tried again\(detail)"
    case .certificate:
      "the certificate of the storage is not trusted; set authorities to the file of its authority\(detail)"
    case .full: "the storage is full, or a quota is used up; make room there\(detail)"
    case .tooLarge: "\(Text.safe(error.key ?? "an object")) is too large for the storage\(detail)"
    case .stopped: "stopped"
    case .key: "\(Text.safe(error.key ?? "a key")) is no name that the storage takes\(detail)"
    case .settings: "the settings of the storage cannot be used\(detail)"
    case .answer: "the storage answers with something that is not understood; is the address right?\(detail)"
    case .refused(let status): "the storage refuses with status \(status)\(detail)"
    case .file(let code): "\(Text.safe(error.key ?? "a file")): \(String(cString: strerror(code)))\(detail)"
    }
  }

  private static func vault(_ error: VaultError) -> String {
    switch error {
    case .foreign: "is no object of Tenths and is not read"
    case .newer: "was written by a newer Tenths; update this one"
    case .tooLarge: "is larger than anything that Tenths writes and is not read"
    case .malformed: "is damaged and is not read"
    case .missingKey(let epoch):
      "needs the key of epoch \(epoch), which this device does not have; accept it again on another"
    case .tampered:
      "was changed or moved since it was sealed and is not read; tenths sync verify --repair writes it again"
    case .signature: "is not signed by a device of the vault and is not read"
    case .wrongSecret, .excessive, .misspelled: "cannot be opened"
    }
  }

  /// A line an alarm.
  static func line(_ alarm: SyncAlarm, trust: Trust?) -> String {
    func name(_ device: Identifier) -> String {
      let nickname = trust?.devices[device]?.nickname ?? ""
      return Text.safe(nickname.isEmpty ? CheckPhrase.spoken(device) : nickname)
    }
    return switch alarm {
    case .clockAhead(let device):
      "the clock of \(name(device)) is more than a day ahead; its edits are kept, set its clock"
    case .fork(let device):
      "there are two logs of \(name(device)): it was copied, or somebody rewrites the storage; both are kept"
    case .newIdentity(let device):
      "this history is a copy of another; it goes on as a new device, \(CheckPhrase.spoken(device))"
    case .unknownDevice(let device):
      "a log of \(CheckPhrase.spoken(device)), which nobody let in, is not read"
    case .revokedDevice(let device): "what \(name(device)) wrote after it was put out is not read"
    case .damaged(let key, let error): "\(Text.safe(key)) \(vault(error))"
    case .missing(let key): "\(Text.safe(key)) is named and not in the storage yet"
    case .refused(let key, let error): "\(Text.safe(key)) waits: \(storage(error))"
    }
  }

  /// What an exchange did, in one line.
  static func line(_ report: SyncReport) -> String {
    guard !report.isQuiet else {
      return "nothing to do: everything is the same on both sides" + inCloud(report.lapsInCloud)
    }
    var parts: [String] = []
    if report.packsSent + report.segmentsSent > 0 {
      parts.append("sent \(objects(report.packsSent, report.segmentsSent)) (\(bytes(report.bytesSent)))")
    }
    if report.packsReceived + report.segmentsReceived > 0 {
      parts.append(
        "received \(objects(report.packsReceived, report.segmentsReceived)) (\(bytes(report.bytesReceived)))")
    }
    return parts.joined(separator: " · ") + inCloud(report.lapsInCloud)
  }

  private static func objects(_ packs: Int, _ segments: Int) -> String {
    [packs > 0 ? count(packs, "pack") : "", segments > 0 ? count(segments, "part") + " of the log" : ""]
      .filter { !$0.isEmpty }.joined(separator: " and ")
  }

  private static func inCloud(_ laps: Int) -> String {
    laps == 0 ? "" : " · \(count(laps, "lap")) with samples in the cloud only"
  }

  static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1_000: "\(count) B"
    case ..<1_000_000: "\(Text.fixed(Double(count) / 1_000, 1)) kB"
    default: "\(Text.fixed(Double(count) / 1_000_000, 1)) MB"
    }
  }
}
