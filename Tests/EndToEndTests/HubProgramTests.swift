import Foundation
import TestSupport
import Testing
import Web

/// `tenths-hub` as its owner runs it.
@Suite struct HubProgramTests {
  private static let path = URL(filePath: Program.path).deletingLastPathComponent().appending(path: "tenths-hub").path

  private static func run(_ arguments: [String], folder: String) throws -> Program.Result {
    try Program.run(
      arguments, environment: ["TENTHS_HUB_FOLDER": folder, "TENTHS_HUB_PORT": "0"], program: path)
  }

  @Test func tokensAreMadeListedAndRevoked() throws {
    let scratch = try Scratch()
    let made = try Self.run(["token", "create", "--vault", "team", "--note", "pit wall"], folder: scratch.path)
    #expect(made.status == 0 && made.out.hasPrefix("tn1_"), "\(made.error)")
    let id = String(made.out.dropFirst(4).prefix(16))
    let list = try Self.run(["token", "list"], folder: scratch.path)
    #expect(list.out.hasPrefix(id + " vault=team scopes=read,write ") && list.out.contains("no end \"pit wall\""))
    #expect(!list.out.contains(made.out.suffix(44).dropLast()))
    #expect(try Self.run(["token", "revoke", id], folder: scratch.path).status == 0)
    #expect(try Self.run(["token", "revoke", id], folder: scratch.path).status == 64)
    #expect(try Self.run(["token", "list"], folder: scratch.path).out.contains("revoked 20"))
  }

  @Test func aDeviceIsLetInByItsKey() throws {
    let scratch = try Scratch()
    let key = try Program.run(["sync", "key"], data: scratch.path)
    let again = try Program.run(["sync", "key"], data: scratch.path)
    #expect(key.status == 0 && key.out == again.out && key.out.wholeMatch(of: /[0-9a-f]{64}\n/) != nil, "\(key.error)")
    let text = String(key.out.dropLast())
    let added = try Self.run(["device", "add", text, "--vault", "team"], folder: scratch.path + "/hub")
    #expect(added.status == 0 && added.out.wholeMatch(of: /[0-9a-f]{32}\n/) != nil, "\(added.error)")
    #expect(try Self.run(["device", "add", text, "--vault", "team"], folder: scratch.path + "/hub").status == 64)
    #expect(try Self.run(["device", "add", "00ff", "--vault", "team"], folder: scratch.path + "/hub").status == 64)
    #expect(
      try Self.run(["token", "list"], folder: scratch.path + "/hub").out.contains("vault=team scopes=read,write"))
  }

  @Test func usageErrorsAreSixtyFour() throws {
    let scratch = try Scratch()
    for call in [
      [], ["frob"], ["serve", "--frob", "x"], ["token"], ["token", "create"], ["token", "create", "--vault", "A b"],
      ["token", "create", "--vault", "a", "--scopes", "all"], ["token", "create", "--vault", "a", "--days", "x"],
    ] {
      #expect(try Self.run(call, folder: scratch.path).status == 64, "\(call)")
    }
    let help = try Self.run(["--help"], folder: scratch.path)
    #expect(help.status == 0 && help.out.contains("tenths-hub serve"))
    let config = try Self.run(["serve", "--config", "/nowhere"], folder: scratch.path)
    #expect(config.status == 1 && config.error.contains("/nowhere"))
  }

  @Test func itEndsInOrderWhenItIsToldTo() throws {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = ["serve"]
    process.environment = Program.environment(data: nil).merging(
      ["TENTHS_HUB_FOLDER": scratch.path, "TENTHS_HUB_PORT": "0"]) { $1 }
    let log = Pipe()
    process.standardError = log
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var text = ""
    while !text.contains("event=started"), process.isRunning {
      text += String(decoding: log.fileHandleForReading.availableData, as: UTF8.self)
    }
    let port = try #require(text.firstMatch(of: /port=(\d+)/)).1
    let health = try WebClient().send(WebRequest(.get, "http://127.0.0.1:\(port)/v1/health"))
    #expect(health.status == 200)
    process.terminate()
    text += String(decoding: log.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(text.contains("event=request method=GET path=/v1/health status=200"))
    #expect(text.contains("event=stopped"))
  }
}
