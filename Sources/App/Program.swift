/// Runs the program and returns its exit status.
///
/// - Parameter arguments: what was typed, without the program's name.
public func runTenths(_ arguments: [String]) -> Int32 {
  var words = arguments[...]
  guard let first = words.first, !first.hasPrefix("-") || ["--help", "-h", "--version"].contains(first) else {
    return run(LiveCommand(), words)
  }
  words = words.dropFirst()
  switch first {
  case "--help", "-h", "help":
    guard let name = words.first, let command = allCommands.first(where: { $0.name == name }) else {
      Console.out(HelpText.program(allCommands))
      return ExitStatus.done
    }
    Console.out(HelpText.command(command))
    return ExitStatus.done
  case "--version":
    Console.out("tenths \(version)\n")
    return ExitStatus.done
  default: break
  }
  guard let command = allCommands.first(where: { $0.name == first }) else {
    let near = allCommands.map(\.name).min { Text.distance($0, first) < Text.distance($1, first) }
    let hint = near.flatMap { Text.distance($0, first) <= 2 ? "; did you mean \($0)?" : nil } ?? ""
    let isPath = first.contains(".") || first.contains("/")
    let advice = isPath ? "tenths replay \(Text.safe(first))" : "tenths --help"
    Console.error("tenths: there is no command \(Text.safe(first))\(hint)\nTry: \(advice)\n")
    return ExitStatus.usage
  }
  return run(command, words)
}

/// Version of the program.
let version = "0.1.0"

private func run(_ command: any Command, _ words: ArraySlice<String>) -> Int32 {
  do {
    let arguments = try Arguments(words, for: command)
    guard !arguments.has("help") else {
      Console.out(HelpText.command(command))
      return ExitStatus.done
    }
    return try command.run(arguments)
  } catch let error as UsageError {
    Console.error("tenths: \(error.message)\nTry: tenths \(command.name) --help\n")
    return ExitStatus.usage
  } catch {
    Console.error("tenths: \(ErrorText.line(error))\n")
    return ExitStatus.failed
  }
}
