import Foundation
import Testing

/// The built program, run as a user runs it.
enum Program {
  /// Beside the test bundle, in the same build folder, or the one that `TENTHS_PROGRAM` names.
  static let path: String = {
    if let chosen = ProcessInfo.processInfo.environment["TENTHS_PROGRAM"] { return chosen }
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "tenths").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return "tenths"
  }()

  /// Folder of the recordings that the project makes.
  static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples").path

  struct Result {
    var status: Int32
    var out: String
    var error: String

    /// The JSON document on standard output.
    var json: [String: Any] {
      get throws {
        try #require(try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [String: Any])
      }
    }
  }

  /// Runs a command to its end, away from the user's own settings and history.
  static func run(
    _ arguments: [String], data: String? = nil, environment added: [String: String] = [:], input: String? = nil,
    program: String = path
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = environment(data: data).merging(added) { $1 }
    let out = Pipe()
    let error = Pipe()
    process.standardOutput = out
    process.standardError = error
    let typed = Pipe()
    if let input {
      process.standardInput = typed
      try typed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try typed.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    let problem = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, out: String(decoding: text, as: UTF8.self),
      error: String(decoding: problem, as: UTF8.self))
  }

  static func environment(data: String?) -> [String: String] {
    var values = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TERM": "xterm-256color", "LANG": "C.UTF-8"]
    values["COLORTERM"] = "truecolor"
    values["XDG_DATA_HOME"] = data ?? NSTemporaryDirectory() + "tenths-none"
    values["XDG_CONFIG_HOME"] = data ?? NSTemporaryDirectory() + "tenths-none"
    values["XDG_CACHE_HOME"] = data ?? NSTemporaryDirectory() + "tenths-none"
    values["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return values
  }
}

/// A folder that goes away with the test.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tenths-e2e-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
