import Glibc
import Ingest
import Recordings

struct SendCommand: Command {
  let name = "send"
  let summary = "plays the packets of a recording to a port, as the game would send them"
  let operands = "FILE"
  let options = [
    CommandOption("port", value: "N", "UDP port on this machine (33740)"),
    CommandOption("speed", value: "X", "factor of real time, 0.125 to 64"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 1, let path = arguments.operands.first else {
      throw UsageError(message: "send takes one file")
    }
    let port = try arguments.integer("port", in: 1...65_535) ?? 33_740
    let speed = try arguments.number("speed", in: 0.125...64) ?? 1
    let recording = try RecordingAnalysis.open(path)
    guard let log = recording.datagrams, !log.entries.isEmpty else {
      throw SettingsProblem(
        message: "\(Text.safe(path)) holds samples, not packets; tenths replay shows it")
    }
    guard let sender = LoopbackSender(port: UInt16(port)) else {
      throw SettingsProblem(message: "the system gives no socket")
    }
    let start = SystemClock.monotonic()
    for entry in log.entries {
      let left = start + entry.time / speed - SystemClock.monotonic()
      if left > 0 { usleep(UInt32(min(left, 4_000) * 1e6)) }
      log.withBytes(of: entry) { sender.send($0) }
    }
    let seconds = Text.fixed(SystemClock.monotonic() - start, 1)
    Console.out("\(log.entries.count) packets sent to port \(port) in \(seconds) s\n")
    return ExitStatus.done
  }
}
