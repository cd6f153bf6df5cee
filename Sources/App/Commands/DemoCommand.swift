import Decoders
import Simulation

struct DemoCommand: Command {
  let name = "demo"
  let summary = "a simulated drive, through real packets and sockets; kept apart from your laps"
  let options =
    [
      CommandOption("track", value: "NAME", "circuit: \(Circuit.all.map(\.identifier).joined(separator: ", "))"),
      CommandOption("game", value: "GAME", "whose packets are sent: \(Self.games)"),
      CommandOption("seed", value: "N", "another driver with other faults"),
      CommandOption("speed", value: "X", "factor of real time, 0.1 to 64"),
    ] + DashboardOptions.options

  private static var games: String { allEncoders.map(\.game).joined(separator: ", ") }

  func run(_ arguments: Arguments) throws -> Int32 {
    let wanted = arguments.value("track") ?? Circuit.fuji.identifier
    guard let circuit = Circuit.all.first(where: { $0.identifier == wanted }) else {
      throw UsageError(
        message:
          "there is no circuit \(Text.safe(wanted)); there are \(Circuit.all.map(\.identifier).joined(separator: ", "))"
      )
    }
    let seed = try arguments.integer("seed", in: 0...Int(Int32.max)) ?? 1
    let speed = try arguments.number("speed", in: 0.1...64) ?? 1
    let game = arguments.value("game") ?? GranTurismo7Decoder.game
    guard let encoder = allEncoders.first(where: { $0.game == game }) else {
      throw UsageError(message: "there is no game \(Text.safe(game)); there are \(Self.games)")
    }
    let feed = DemoFeed(circuit: circuit, game: encoder, seed: UInt64(seed), speed: speed)
    return try DashboardOptions.run(arguments, feed: feed)
  }
}
