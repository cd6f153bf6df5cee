/// One option of a command.
struct CommandOption: Sendable {
  /// Long name without dashes.
  let name: String
  /// What its value is called in the help, `nil` for a switch.
  let value: String?
  let help: String

  init(_ name: String, value: String? = nil, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }
}

/// A command of the program. Help, completion and the manual are made from these.
protocol Command: Sendable {
  var name: String { get }
  /// One line.
  var summary: String { get }
  /// What stands after the name, as in `FILE…`; empty for nothing.
  var operands: String { get }
  var options: [CommandOption] { get }
  /// - Returns: the exit status.
  func run(_ arguments: Arguments) throws -> Int32
}

extension Command {
  var operands: String { "" }
  var options: [CommandOption] { [] }
}

/// Exit statuses of the program.
enum ExitStatus {
  static let done: Int32 = 0
  static let failed: Int32 = 1
  /// Wrong usage, as `sysexits.h` has it.
  static let usage: Int32 = 64
}

/// A call that cannot be understood: said on standard error, with exit status 64.
struct UsageError: Error, Equatable {
  var message: String
}
