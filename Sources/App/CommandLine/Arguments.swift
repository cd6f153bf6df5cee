/// What was typed after a command's name.
struct Arguments: Sendable {
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Options that every command takes.
  static let common: [CommandOption] = [
    CommandOption("data", value: "FOLDER", "keep the history here instead of the usual place"),
    CommandOption("config", value: "FILE", "read these settings instead of the usual file"),
    CommandOption("passphrase-fd", value: "N", "read the passphrase of a locked history from this open file"),
    CommandOption("help", "show this help"),
  ]

  /// - Throws: `UsageError` for an option that the command does not have, or one without its value.
  init(_ words: some Sequence<String>, for command: any Command) throws {
    let options = command.options + Self.common
    var rest = Array(words).makeIterator()
    while let word = rest.next() {
      if word == "--" {
        while let operand = rest.next() { operands.append(operand) }
      } else if word == "-o" {
        guard let value = rest.next() else { throw UsageError(message: "-o needs a file") }
        values["output", default: []].append(value)
      } else if word == "-h" {
        values["help", default: []].append("")
      } else if word.hasPrefix("--") {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = options.first(where: { $0.name == name }) else {
          throw UsageError(message: "\(command.name) has no option --\(name)" + Self.suggestion(for: name, in: options))
        }
        guard option.value != nil else {
          guard parts.count == 1 else { throw UsageError(message: "--\(name) takes no value") }
          values[name, default: []].append("")
          continue
        }
        if parts.count == 2 {
          values[name, default: []].append(String(parts[1]))
        } else if let value = rest.next() {
          values[name, default: []].append(value)
        } else {
          throw UsageError(message: "--\(name) needs \(option.value ?? "a value")")
        }
      } else if word.hasPrefix("-"), word.count > 1, Double(word) == nil {
        throw UsageError(message: "\(command.name) has no option \(word)")
      } else {
        operands.append(word)
      }
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func value(_ name: String) -> String? { values[name]?.last }

  /// Every value of an option that may be given more than once.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// A number within a range, or `nil` where the option is not given.
  func number(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let text = value(name) else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError(
        message:
          "--\(name) takes a number from \(Text.plain(range.lowerBound)) to \(Text.plain(range.upperBound)), not \(Text.safe(text))"
      )
    }
    return number
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        message:
          "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not \(Text.safe(text))")
    }
    return number
  }

  private static func suggestion(for name: String, in options: [CommandOption]) -> String {
    let near = options.map(\.name).min { Text.distance($0, name) < Text.distance($1, name) }
    guard let near, Text.distance(near, name) <= 2 else { return "" }
    return "; did you mean --\(near)?"
  }
}
