import Decoders
import Glibc
import Ingest
import Synchronization
import Telemetry

struct DoctorCommand: Command {
  let name = "doctor"
  let summary = "what is heard on which port, what the terminal can, how the history is; and what to do"
  let options = [
    CommandOption("listen", value: "SECONDS", "how long to listen for games (2)"),
    CommandOption("repair", "write what can be read of a damaged history into a new file"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.has("repair") { return try DoctorHistory.repair(arguments) }
    let seconds = try arguments.number("listen", in: 0...60) ?? 2
    Console.out("tenths \(version)\n\n")
    let terminal = terminalLines()
    let history = DoctorHistory.report(arguments)
    Console.out("terminal\n" + terminal.text + "\nhistory\n" + history.text + "\ngames\n")
    let games = gameLines(seconds)
    Console.out(games.text)
    return terminal.isWell && history.isWell && games.isWell ? ExitStatus.done : ExitStatus.failed
  }

  private typealias Section = (text: String, isWell: Bool)

  private func terminalLines() -> Section {
    let term = Folders.environment("TERM") ?? ""
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(Folders.environment).first ?? ""
    var lines = "  TERM \(Text.safe(term.isEmpty ? "(unset)" : term)), "
    let colours = Folders.environment("COLORTERM") ?? ""
    lines += ["truecolor", "24bit"].contains(colours) ? "24-bit colour" : "colours by terminfo"
    if Folders.environment("NO_COLOR") != nil { lines += ", none by NO_COLOR" }
    let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    lines += isUnicode ? ", UTF-8\n" : ", not UTF-8: letters only\n"
    var isWell = true
    if term.isEmpty || term == "dumb" {
      isWell = false
      lines += "  ! the dashboard needs a terminal: set TERM, for example to xterm-256color\n"
    }
    if !isUnicode { lines += "  ! for Braille traces set a UTF-8 locale: export LANG=C.UTF-8\n" }
    if !["truecolor", "24bit"].contains(colours) {
      lines += "  ! if your terminal has 24-bit colour, say so: export COLORTERM=truecolor\n"
    }
    return (lines, isWell)
  }

  private static let unproved = "    no real recording was available: proved against our own encoder only\n"

  private static func state(of pages: [SharedPage]) -> String {
    let names = pages.map { "/dev/shm/" + $0.name }.joined(separator: ", ")
    var reader = SharedPageReader(pages)
    do throws(SharedPageReader.Failure) {
      _ = try reader.refresh()
      return "\(names) is there"
    } catch .absent {
      return "\(names) is not there"
    } catch {
      return "\(names) cannot be read: \(error)"
    }
  }

  private func gameLines(_ seconds: Double) -> Section {
    let heard = Mutex<Set<String>>([])
    let receiver = DatagramReceiver { _ in
    } onDescription: { _, source in
      heard.withLock { _ = $0.insert(source.gameName) }
    }
    receiver.start()
    usleep(UInt32(seconds * 1e6))
    receiver.stop()
    var text = ""
    var isWell = true
    for decoder in allDecoders {
      for port in decoder.ports {
        text += "  \(decoder.gameName), UDP port \(port): "
        if case .blocked(_, let code)? = receiver.ports.first(where: { $0.isBlocked(port) }) {
          isWell = false
          text += "blocked, \(String(cString: strerror(code)))\n  ! \(LiveFeed.remedy(code))\n"
        } else {
          text += "free\n"
        }
      }
      text += "    \(decoder.setup)\n"
      if !decoder.isProvedOnRecordings { text += Self.unproved }
    }
    for decoder in allPageDecoders {
      text += "  \(decoder.gameName): \(Self.state(of: decoder.pages))\n    \(decoder.setup)\n"
      if !decoder.isProvedOnRecordings { text += Self.unproved }
    }
    let counters = receiver.counters
    text += "  heard in \(Text.plain(seconds)) s: \(counters.received) datagrams, \(counters.frames) frames"
    text +=
      counters.received == 0
      ? "; nothing is sending here now\n"
      : heard.withLock { $0.isEmpty ? "" : " of \($0.sorted().joined(separator: ", "))" }
        + ", \(counters.undecodable + counters.foreign) not understood\n"
    return (text, isWell)
  }
}

extension PortState {
  fileprivate func isBlocked(_ port: UInt16) -> Bool {
    if case .blocked(port, _) = self { return true }
    return false
  }
}
