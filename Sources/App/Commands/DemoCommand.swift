import Simulation

struct DemoCommand: Command {
  let name = "demo"
  let summary = "a simulated drive, through real packets and sockets; kept apart from your laps"
  let options =
    [
      CommandOption("track", value: "NAME", "circuit: \(Circuit.all.map(\.identifier).joined(separator: ", "))"),
      CommandOption("seed", value: "N", "another driver with other faults"),
      CommandOption("speed", value: "X", "factor of real time, 0.1 to 64"),
    ] + DashboardOptions.options

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
    let feed = DemoFeed(circuit: circuit, seed: UInt64(seed), speed: speed)
    return try DashboardRun(try DashboardOptions.setup(arguments, feed: feed)).run()
  }
}
