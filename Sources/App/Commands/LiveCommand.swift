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
      CommandOption(
        "from", value: "HOST", "ask the game at this address for telemetry; auto finds a PlayStation in the network"),
      CommandOption(
        "password", value: "TEXT", "connectionPassword of Assetto Corsa Competizione's broadcasting.json (asd)"),
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
    configuration.greeters = try greeters(
      game: game, host: arguments.value("from"), console: settings.playstation,
      password: arguments.value("password"))
    configuration.pageFolder = "/dev/shm"
    if let path = arguments.value("record") { configuration.recorder = try DatagramRecorder(path: path) }
    let feed = LiveFeed(configuration)
    return try DashboardOptions.run(arguments, feed: feed)
  }

  /// Games that have to be asked are asked at the address given, else on this computer; a PlayStation only where one is named.
  private func greeters(game: String?, host: String?, console: String?, password: String?) throws -> [Greeter] {
    let known: [any GameGreeting] = allGreetings.map { greeting in
      guard let password, greeting is CompetizioneGreeting else { return greeting }
      return CompetizioneGreeting(password: password)
    }
    return try known.filter { game == nil || $0.game == game }.compactMap { greeting -> Greeter? in
      let isConsole = greeting.game == GranTurismo7Decoder.game
      guard let place = host ?? (isConsole ? console : Self.thisComputer) else { return nil }
      let isAnywhere = place == "auto"
      guard isConsole || !isAnywhere else { return nil }
      do throws(Greeter.UnknownHost) {
        return try Greeter(greeting, host: isAnywhere ? Greeter.broadcastAddress : place)
      } catch {
        throw SettingsProblem(
          message: "no address is known for \(Text.safe(error.host)): check the name, or give the number")
      }
    }
  }

  private static let thisComputer = "127.0.0.1"
}
