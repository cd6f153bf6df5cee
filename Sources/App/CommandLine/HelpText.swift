/// Help made from the command table.
enum HelpText {
  /// The page of the whole program.
  static func program(_ commands: [any Command]) -> String {
    let width = commands.map { $0.name.count }.max() ?? 0
    let rows = commands.map { "  " + Text.padded($0.name, width + 2) + $0.summary }.joined(separator: "\n")
    return """
      tenths: live racing telemetry in the terminal, the delta to your best lap and what to do about it

      usage: tenths [COMMAND] [OPTIONS]
      Without a command it opens the dashboard and listens for every known game.

      commands:
      \(rows)

      tenths COMMAND --help shows the options of a command.

      """
  }

  /// The page of one command.
  static func command(_ command: any Command) -> String {
    let options = command.options + Arguments.common
    func label(_ option: CommandOption) -> String { "--" + option.name + (option.value.map { " " + $0 } ?? "") }
    let width = options.map { label($0).count }.max() ?? 0
    let rows = options.map { "  " + Text.padded(label($0), width + 2) + $0.help }.joined(separator: "\n")
    let operands = command.operands.isEmpty ? "" : " " + command.operands
    return """
      tenths \(command.name): \(command.summary)

      usage: tenths \(command.name)\(operands) [OPTIONS]

      options:
      \(rows)

      """
  }
}
