import Foundation
import Testing

/// Faults of disk and clock for a program that is run: what `Tests/Faults/faults.c` puts between it and the system.
struct Faults {
  /// The library, built for this run of the tests.
  private static let library: Result<String, any Error> = Result {
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Faults/faults.c").path
    let library = FileManager.default.temporaryDirectory.appending(path: "tenths-faults-\(UUID().uuidString).so").path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "the library of faults cannot be built: is there a C compiler?")
    return library
  }

  enum Kind: String, CaseIterable {
    case full = "enospc"
    case broken = "eio"
    case short
    case unkept = "eiofsync"
    case slow
    case readOnly = "readonly"
  }

  private let switchFile: String
  private let log: String
  private let clock: String
  private(set) var environment: [String: String]

  /// - Parameters:
  ///   - folder: of the history; what concerns the faults lies there too.
  ///   - file: part of the path of the files that are concerned.
  ///   - every: every n-th call goes wrong.
  ///   - system: number of a kind of file system that the folder seems to lie on.
  init(
    _ kind: Kind? = nil, folder: String, file: String = "demo.sqlite", every: Int = 1, delay: Int = 0,
    system: UInt32? = nil
  ) throws {
    switchFile = folder + "/fault-switch"
    log = folder + "/fault-log"
    clock = folder + "/fault-clock"
    environment = [
      "LD_PRELOAD": try Self.library.get(), "TENTHS_FAULT_PATH": file, "TENTHS_FAULT_EVERY": "\(every)",
      "TENTHS_FAULT_SWITCH": switchFile, "TENTHS_FAULT_LOG": log, "TENTHS_FAULT_DELAY": "\(delay)",
      "TENTHS_FAULT_CLOCK": clock,
    ]
    if let kind { environment["TENTHS_FAULT_KIND"] = kind.rawValue }
    if let system { environment["TENTHS_FAULT_SYSTEM"] = String(system, radix: 16) }
  }

  /// Faults happen from now on.
  func begin() throws { try Data().write(to: URL(filePath: switchFile)) }

  /// All is well from now on.
  func end() throws { try FileManager.default.removeItem(atPath: switchFile) }

  /// Sets the clock of the day wrong.
  func shiftClock(by seconds: Int) throws { try Data("\(seconds)".utf8).write(to: URL(filePath: clock)) }

  /// Faults that have happened.
  var count: Int {
    (try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int) ?? 0
  }
}
