import Telemetry
import Dashboard
import Decoders
import Drawing
import Ingest
import Screen
import Settings

struct LiveCommand: Command {
  let name = "live"
  let summary = "the dashboard on a game that is running; laps are stored as they finish"
  let options =
    [
      CommandOption(
        "game", value: "GAME", "take this game only (\(allDecoders.map { $0.game }.joined(separator: ", ")))"),
      CommandOption("port", value: "N", "listen on this UDP port instead of the known ones"),
      CommandOption("from", value: "HOST", "ask the PlayStation at this address for telemetry; auto finds it"),
      CommandOption("record", value: "FILE", "keep every datagram in this .pcap file"),
    ] + DashboardOptions.options

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else {
      throw UsageError(message: "live takes no file; did you mean tenths replay \(Text.safe(arguments.operands[0]))?")
    }
    let game = arguments.value("game")
    if let game, !allDecoders.contains(where: { $0.game == game }) {
      throw UsageError(
        message: "there is no game \(Text.safe(game)); there are \(allDecoders.map { $0.game }.joined(separator: ", "))"
      )
    }
    var configuration = DatagramReceiver.Configuration(game: game)
    if let port = try arguments.integer("port", in: 1...65_535) { configuration.ports = [UInt16(port)] }
    let settings = try DashboardOptions.settings(arguments)
    if let host = arguments.value("from") ?? settings.playstation {
      do {
        configuration.heartbeat = try GranTurismo7Heartbeat(
          host: host == "auto" ? GranTurismo7Heartbeat.broadcastAddress : host)
      } catch {
        throw SettingsProblem(
          message: "no address is known for \(Text.safe(error.host)): check the name, or give the number")
      }
    }
    if let path = arguments.value("record") { configuration.recorder = try DatagramRecorder(path: path) }
    let feed = LiveFeed(configuration)
    return try DashboardRun(try DashboardOptions.setup(arguments, feed: feed)).run()
  }
}
