import Foundation
import Testing

/// The arrows of Package.swift against the `import` lines of every source file.
@Suite struct LayerTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Modules of the toolchain that any library may use; what performs I/O or reads a clock is kept apart below.
  private static let toolchain: Set<String> = ["Swift", "Synchronization"]

  /// Libraries that do no I/O, read no clock and start no thread. Glibc is theirs for mathematics alone.
  private static let pure: Set<String> = [
    "Telemetry", "Decoders", "Timing", "Analysis", "Coaching", "Engine", "Drawing", "Dashboard", "Simulation",
    "Cryptography", "Compression", "Vault",
  ]

  /// Calls that a pure library must not make.
  private static let forbidden = [
    "fopen(", "socket(", "clock_gettime(", "time(nil)", "pthread_create(", "usleep(", "ContinuousClock",
    "getenv(", "printf(",
  ]

  private struct Layers {
    var uses: [String: Set<String>] = [:]
    var cLibraries: Set<String> = []
  }

  /// Reads the table of Package.swift.
  private static func layers() throws -> Layers {
    let text = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    var layers = Layers()
    let table = try #require(text.firstRange(of: "let layers"))
    let end = try #require(text[table.upperBound...].firstRange(of: "\n]\n"))
    let rows = text[table.upperBound..<end.lowerBound].matches(of: /"([A-Za-z]+)",\s*\[([^\]]*)\]/)
    for row in rows {
      layers.uses[String(row.1)] = Set(row.2.matches(of: /"([A-Za-z]+)"/).map { String($0.1) })
    }
    layers.cLibraries = Set(layers.uses.values.flatMap { $0 }.filter { $0.first == "C" && layers.uses[$0] == nil })
    return layers
  }

  private static func sources(of module: String) throws -> [URL] {
    let folder = root.appending(path: "Sources/\(module)")
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
  }

  private static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      guard let match = line.firstMatch(of: /^(?:@preconcurrency )?(?:public |internal |private )?import (\w+)/) else {
        return nil
      }
      return String(match.1)
    }
  }

  @Test func theTableIsRead() throws {
    let layers = try Self.layers()
    #expect(layers.uses.count >= 19)
    #expect(layers.uses["Timing"] == ["Telemetry"])
  }

  @Test func everyImportIsAnArrowOfTheTable() throws {
    let layers = try Self.layers()
    for (module, uses) in layers.uses {
      for file in try Self.sources(of: module) {
        for name in try Self.imports(of: file) where !Self.toolchain.contains(name) && name != "Glibc" {
          #expect(uses.contains(name), "\(file.lastPathComponent) of \(module) imports \(name)")
        }
      }
    }
  }

  @Test func aCLibraryIsImportedByOneModule() throws {
    let layers = try Self.layers()
    for library in layers.cLibraries {
      let users = layers.uses.filter { $0.value.contains(library) }.keys.sorted()
      #expect(users.count == 1, "\(library) is imported by \(users)")
    }
  }

  @Test func arrowsRunOneWay() throws {
    let uses = try Self.layers().uses
    func reaches(_ from: String, _ to: String, _ seen: Set<String> = []) -> Bool {
      (uses[from] ?? []).contains { next in
        next == to || (!seen.contains(next) && reaches(next, to, seen.union([next])))
      }
    }
    for module in uses.keys { #expect(!reaches(module, module), "\(module) depends on itself") }
  }

  @Test func pureLibrariesTouchNothingOutside() throws {
    for module in Self.pure {
      for file in try Self.sources(of: module) {
        #expect(!(try Self.imports(of: file)).contains("Foundation"), "\(file.lastPathComponent) imports Foundation")
        let text = try String(contentsOf: file, encoding: .utf8)
        for call in Self.forbidden {
          let calls = text.matches(of: /(^|[^A-Za-z.])([A-Za-z]+\(|[A-Za-z_]+\(nil\)|ContinuousClock)/).map {
            String($0.2)
          }
          #expect(!calls.contains(call), "\(file.lastPathComponent) of \(module) calls \(call)")
        }
      }
    }
  }
}
