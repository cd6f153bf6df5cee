import Glibc

/// Standard output and error, written whole.
enum Console {
  static func out(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Whether standard error is a terminal: only then are there progress lines.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// A line that the next one replaces, where somebody looks at it.
  static func progress(_ done: Int, of count: Int, _ what: String = "laps") {
    if showsProgress { error("\r\u{1B}[K\(done)/\(count) \(what)") }
  }

  /// Takes the progress line away.
  static func endProgress() { if showsProgress { error("\r\u{1B}[K") } }

  private static func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
