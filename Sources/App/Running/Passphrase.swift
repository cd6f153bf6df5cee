import Cryptography
import Glibc
import History
import Synchronization

/// The passphrase of a locked history: from the terminal, without showing it, or from a file descriptor; never from the command line,
/// where every program of the machine reads it.
enum Passphrase {
  /// Longest passphrase, bytes.
  private static let longest = 1_024
  /// A shorter one is guessed, whatever is done to slow the guessing down.
  private static let shortest = 8

  /// The one that was given last, so that it is asked for once.
  private static let given = Mutex<SecretBytes?>(nil)

  /// Opens a history where it is locked. Asks once.
  static func unlock(_ path: String, _ arguments: Arguments) throws {
    guard HistoryLock.needsPassphrase(path) else { return }
    if let known = given.withLock({ $0 }), (try? HistoryLock.open(path, passphrase: known)) != nil { return }
    let passphrase = try ask("Passphrase of \(Text.safe(path)): ", arguments)
    try HistoryLock.open(path, passphrase: passphrase)
    given.withLock { $0 = passphrase }
  }

  /// Asks for the passphrase that a history has.
  static func ask(_ prompt: String, _ arguments: Arguments) throws -> SecretBytes {
    var bytes = try read(prompt, arguments)
    defer { bytes.wipe() }
    guard !bytes.isEmpty else { throw SettingsProblem(message: "no passphrase was given; nothing is changed") }
    return SecretBytes(bytes)
  }

  /// Asks for a new passphrase, on a terminal twice.
  static func askNew(_ arguments: Arguments) throws -> SecretBytes {
    let first = try ask("New passphrase: ", arguments)
    guard first.count >= shortest else {
      throw SettingsProblem(
        message: "a passphrase of fewer than \(shortest) characters protects nothing; take a few words")
    }
    if try descriptor(arguments) == nil {
      guard try ask("Once more: ", arguments).isEqual(to: first) else {
        throw SettingsProblem(message: "the two are not the same; nothing is changed")
      }
    }
    return first
  }

  /// Asks for a text that is shown nowhere; whoever gets it wipes it.
  static func askText(_ prompt: String, _ arguments: Arguments) throws -> [UInt8] { try read(prompt, arguments) }

  /// One line of an open file.
  static func line(of file: Int32, what: String) throws -> String {
    var bytes = try line(of: file)
    defer { bytes.wipe() }
    guard !bytes.isEmpty else { throw SettingsProblem(message: "file \(file) does not hold \(what)") }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func descriptor(_ arguments: Arguments) throws -> Int32? {
    if let number = try arguments.integer("passphrase-fd", in: 0...Int(Int32.max)) { return Int32(number) }
    guard let text = Folders.environment("TENTHS_PASSPHRASE_FD") else { return nil }
    guard let number = Int32(text), number >= 0 else {
      throw UsageError(message: "TENTHS_PASSPHRASE_FD is the number of an open file, not \(Text.safe(text))")
    }
    return number
  }

  private static func read(_ prompt: String, _ arguments: Arguments) throws -> [UInt8] {
    if let file = try descriptor(arguments) { return try line(of: file) }
    // Standard input may be a file that a command reads, with a terminal behind it all the same.
    let terminal = isatty(STDIN_FILENO) == 1 ? dup(STDIN_FILENO) : open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw SettingsProblem(
        message: "a passphrase is needed and there is no terminal to ask on; give it with --passphrase-fd N")
    }
    defer { close(terminal) }
    return try typed(prompt, terminal)
  }

  /// One line of a file, byte by byte: what comes after it is somebody else's.
  private static func line(of file: Int32) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < longest {
      var byte: UInt8 = 0
      let count = Glibc.read(file, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw SettingsProblem(
          message: "the passphrase cannot be read from file \(file): \(String(cString: strerror(errno)))")
      }
      guard count > 0, byte != UInt8(ascii: "\n") else { break }
      bytes.append(byte)
    }
    return bytes
  }

  /// What is typed up to Return, unseen.
  private static func typed(_ prompt: String, _ terminal: Int32) throws -> [UInt8] {
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else {
      throw SettingsProblem(message: "the terminal cannot be asked for a passphrase; give it with --passphrase-fd N")
    }
    var hidden = before
    // Signals too: one that ended the program here would leave the terminal silent.
    hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    tcsetattr(terminal, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(terminal, TCSAFLUSH, &before)
      _ = write(terminal, "\n", 1)
    }
    _ = prompt.withCString { write(terminal, $0, strlen($0)) }
    var bytes: [UInt8] = []
    while bytes.count < longest {
      var byte: UInt8 = 0
      let count = Glibc.read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0, byte != 3, byte != 4 else {
        bytes.wipe()
        throw SettingsProblem(message: "no passphrase was given; nothing is changed")
      }
      switch byte {
      case 10, 13: return bytes
      case 8, 127:
        // A character may be several bytes.
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
      case 21: bytes.removeAll()
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
