import Foundation
import Synchronization
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

  /// A server that runs, and what it logged until it listened.
  private final class Serving {
    let process = Process()
    let log = Pipe()
    var text = ""

    init(folder: String) throws {
      process.executableURL = URL(filePath: HubProgramTests.path)
      process.arguments = ["serve"]
      process.environment = Program.environment(data: nil).merging(
        ["TENTHS_HUB_FOLDER": folder, "TENTHS_HUB_PORT": "0"]) { $1 }
      process.standardError = log
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      while !text.contains("event=started"), process.isRunning {
        text += String(decoding: log.fileHandleForReading.availableData, as: UTF8.self)
      }
    }

    var address: String {
      get throws { "http://127.0.0.1:" + (try #require(text.firstMatch(of: /port=(\d+)/)).1) }
    }

    /// Ends it, reads the rest of its log and returns its status.
    func end(_ signal: Int32) -> Int32 {
      kill(process.processIdentifier, signal)
      text += String(decoding: log.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return process.terminationStatus
    }
  }

  @Test func itEndsInOrderWhenItIsToldTo() throws {
    let scratch = try Scratch()
    let serving = try Serving(folder: scratch.path)
    let health = try WebClient().send(WebRequest(.get, try serving.address + "/v1/health"))
    #expect(health.status == 200)
    #expect(serving.end(SIGTERM) == 0)
    #expect(serving.text.contains("event=request method=GET path=/v1/health status=200"))
    #expect(serving.text.contains("event=stopped"))
  }

  @Test func whatItAcknowledgedOutlivesItsSuddenEnd() throws {
    let scratch = try Scratch()
    let made = try Self.run(["token", "create", "--vault", "team"], folder: scratch.path)
    let headers = [(name: "Authorization", value: "Bearer " + made.out.trimmingCharacters(in: .newlines))]
    func bytes(_ number: Int) -> [UInt8] {
      [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 3_000 + number)
    }
    var acknowledged: [Int] = []
    for round in 0..<3 {
      let serving = try Serving(folder: scratch.path)
      let address = try serving.address
      let known = Mutex<[Int]>([])
      let isDone = Atomic(false)
      let writers = DispatchGroup()
      for thread in 0..<3 {
        writers.enter()
        Thread.detachNewThread {
          let client = WebClient()
          var number = round * 30_000 + thread * 10_000
          while !isDone.load(ordering: .relaxed) {
            let body = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 3_000 + number)
            let answer = try? client.send(
              WebRequest(.post, address + "/v1/objects/k/\(number)", headers: headers, body: .bytes(body)))
            if answer?.status == 201 { known.withLock { $0.append(number) } }
            number += 1
          }
          writers.leave()
        }
      }
      while known.withLock({ $0.count }) < 20 { usleep(2_000) }
      _ = serving.end(SIGKILL)
      isDone.store(true, ordering: .relaxed)
      writers.wait()
      acknowledged += known.withLock { $0 }
    }
    let serving = try Serving(folder: scratch.path)
    defer { _ = serving.end(SIGTERM) }
    let client = WebClient()
    for number in acknowledged {
      let answer = try client.send(
        WebRequest(.get, try serving.address + "/v1/objects/k/\(number)", headers: headers), limit: 1 << 20)
      #expect(answer.body == bytes(number), "object \(number)")
    }
    #expect(acknowledged.count >= 60)
  }
}
