internal import Cryptography
internal import Glibc

private let help = """
  tenths-hub: keeps sealed objects for a team. It cannot read them.

  tenths-hub serve [--config FILE]
      runs until it is told to stop (SIGTERM, SIGINT)
  tenths-hub token create --vault NAME --scopes read,write,gc [--note TEXT] [--days N] [--config FILE]
      prints a new token, once
  tenths-hub token list [--config FILE]
  tenths-hub token revoke ID [--config FILE]
  tenths-hub device add KEY --vault NAME --scopes read,write [--note TEXT] [--days N] [--config FILE]
      lets a device in that signs its requests; KEY is its public key in hexadecimal. Listed and revoked like a token

  Settings stand in FILE (/etc/tenths-hub.toml where it is there) and in the environment as TENTHS_HUB_PORT and so on:
  address, port, certificate, key, allow_plain, behind_proxy, folder, database, largest_object, quota, connections,
  connections_of_an_address, idle_timeout, vault_rate, vault_burst, address_rate, address_burst.

  """

/// Runs the server's program and returns its exit status.
///
/// - Parameter arguments: what was typed, without the program's name.
public func runHub(_ arguments: [String]) -> Int32 {
  do throws(HubError) {
    return try HubProgram(arguments).run()
  } catch {
    write("tenths-hub: \(error.message)\n", to: 2)
    return error.kind == .usage ? 64 : 1
  }
}

private func write(_ text: String, to descriptor: Int32) {
  let bytes = Array(text.utf8)
  _ = Glibc.write(descriptor, bytes, bytes.count)
}

private struct HubProgram {
  private var words: [String] = []
  private var options: [String: String] = [:]

  init(_ arguments: [String]) throws(HubError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        words.append(word)
        continue
      }
      let name = String(word.dropFirst(2))
      if name == "help" {
        options[name] = ""
        continue
      }
      guard ["config", "vault", "scopes", "note", "days"].contains(name), let value = rest.popFirst() else {
        throw HubError(
          kind: .usage, message: "\(Log.quoted(word)) is no option here, or its value is missing; try --help")
      }
      options[name] = value
    }
  }

  func run() throws(HubError) -> Int32 {
    if options["help"] != nil || words == ["help"] {
      write(help, to: 1)
      return 0
    }
    switch words.first {
    case "serve" where words.count == 1: try serve()
    case "token" where words.count == 2 && words[1] == "create": try create()
    case "device" where words.count == 3 && words[1] == "add": try admit(words[2])
    case "token" where words.count == 2 && words[1] == "list": try list()
    case "token" where words.count == 3 && words[1] == "revoke": try revoke(words[2])
    default:
      write(help, to: 2)
      return 64
    }
    return 0
  }

  private func settings() throws(HubError) -> HubSettings {
    let usual = "/etc/tenths-hub.toml"
    var text = ""
    if let path = options["config"] ?? (access(usual, F_OK) == 0 ? usual : nil) {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw .system(errno, path) }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      text = String(decoding: bytes.prefix(max(0, read(file, &bytes, bytes.count))), as: UTF8.self)
    }
    return try HubSettings.read(text, file: options["config"] ?? usual) { name in
      getenv(name).map { String(cString: $0) }
    }
  }

  private func serve() throws(HubError) {
    // The signals are waited for below; every thread that is made from here on leaves them alone.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
    let server = try HubServer(try settings())
    var caught: Int32 = 0
    while sigwait(&signals, &caught) != 0 {}
    server.stop()
  }

  private func days() throws(HubError) -> Int? {
    guard let text = options["days"] else { return nil }
    guard let days = Int(text), (1...36_500).contains(days) else {
      throw HubError(kind: .usage, message: "--days needs a whole number")
    }
    return days
  }

  private func admit(_ key: String) throws(HubError) {
    guard let bytes = Hexadecimal.bytes(key.lowercased()) else {
      throw HubError(kind: .usage, message: "that is no public key of a device")
    }
    let id = try HubServer.admitDevice(
      try HubServer.keeper(try settings()), key: bytes, vault: options["vault"] ?? "",
      scopes: options["scopes"] ?? "read,write", note: options["note"] ?? "", days: try days())
    write(id + "\n", to: 1)
  }

  private func create() throws(HubError) {
    let text = try HubServer.issueToken(
      try HubServer.keeper(try settings()), vault: options["vault"] ?? "", scopes: options["scopes"] ?? "read,write",
      note: options["note"] ?? "", days: try days())
    write(text + "\n", to: 1)
  }

  private func list() throws(HubError) {
    for token in try HubServer.keeper(try settings()).tokens() {
      let state =
        token.revokedAt.map { "revoked \(Clock.text($0))" } ?? token.expiresAt.map { "until \(Clock.text($0))" }
        ?? "no end"
      write(
        "\(token.id) vault=\(token.vault) scopes=\(token.scopes.text) created=\(Clock.text(token.createdAt)) "
          + "\(state) \(token.note.isEmpty ? "" : Log.quoted(token.note))\n", to: 1)
    }
  }

  private func revoke(_ id: String) throws(HubError) {
    guard try HubServer.keeper(try settings()).revoke(id, at: Clock.now()) else {
      throw HubError(kind: .usage, message: "there is no token \(Log.quoted(id)) that still holds")
    }
  }
}
