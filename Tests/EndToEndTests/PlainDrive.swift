import Foundation
import Glibc
import Testing

/// The program driving in lines, which the test reads while it goes on.
final class PlainDrive {
  let process: Process
  private let output: String
  private let errors: String

  /// - Parameters:
  ///   - folder: where its history lies, and what it writes.
  ///   - environment: what is added to the usual one.
  init(_ arguments: [String], folder: String, environment: [String: String] = [:]) throws {
    let name = folder + "/output-\(UUID().uuidString)"
    output = name + ".txt"
    errors = name + "-errors.txt"
    process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.environment = Program.environment(data: nil).merging(environment) { $1 }
    for (path, isOutput) in [(output, true), (errors, false)] {
      try Data().write(to: URL(filePath: path))
      let file = try #require(FileHandle(forWritingAtPath: path))
      if isOutput { process.standardOutput = file } else { process.standardError = file }
    }
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  /// The demo at full speed.
  ///
  /// - Parameter output: folder for what it writes; that of the history without it.
  convenience init(
    demo folder: String, seed: Int = 1, output: String? = nil, environment: [String: String] = [:]
  ) throws {
    try self.init(
      ["demo", "--speed", "64", "--track", "harbour", "--seed", "\(seed)", "--plain", "--data", folder],
      folder: output ?? folder, environment: environment)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What was said on standard output, but the line under way.
  var lines: [Substring] {
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  /// What was said on standard error.
  var problems: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

  /// Numbers of the laps that it said are stored.
  var announced: [Int] {
    lines.filter { $0.hasPrefix("Stored: lap ") }.compactMap { Int($0.dropFirst(12).dropLast()) }
  }

  /// Numbers of the laps that it said were driven.
  var driven: [Int] {
    lines.filter { $0.hasPrefix("Lap ") }.compactMap { line in Int(line.dropFirst(4).prefix { $0 != ":" }) }
  }

  /// Waits for a condition, at most `seconds`.
  @discardableResult
  func wait(_ seconds: Double = 60, until done: (PlainDrive) -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      if done(self) { return true }
      usleep(5_000)
    }
    return done(self)
  }

  /// Ends the program as the user does; its exit status.
  @discardableResult
  func end() -> Int32 {
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    return process.terminationStatus
  }
}
