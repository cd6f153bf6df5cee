import Foundation

/// The command line of the bench.
public enum CoachBenchCommand {
  private static let usage = """
    coach-bench [--set tuning|unseen|both] [--drivers N] [--seed S] [--misses] [--markdown FILE]

      --set NAME       circuits to drive on (both)
      --drivers N      drivers on each circuit (12)
      --seed S         another seed, other drivers (1)
      --quick          without the ways of sending and the changes that must not matter
      --trails         the same, with what was measured there, and what was said without a mistake behind it
      --misses         also a line for each loss of 0.08 s or more that was missed or given a wrong cause
      --markdown FILE  rewrite the tables of FILE between its marks

    """

  private struct Options {
    var sets = Bench.CircuitSet.allCases
    var bench = Bench()
    var showsMisses = false
    var showsTrails = false
    var isQuick = false
    var file: String?
  }

  /// - Returns: the exit status: 64 for wrong usage, 1 where the file could not be rewritten.
  public static func run(_ arguments: [String]) async -> Int32 {
    guard let options = parse(arguments) else {
      FileHandle.standardError.write(Data(usage.utf8))
      return 64
    }
    var report = Report(parts: [], drivers: options.bench.drivers, seed: options.bench.seed)
    for set in options.sets {
      report.parts.append(Report.Part(name: set.rawValue, scores: await options.bench.run(set)))
    }
    if options.sets.contains(.tuning), !options.isQuick {
      report.variants = await variants(options.bench)
      report.metamorphic = await options.bench.metamorphic(.tuning)
    }
    print(report.markdown)
    if options.showsMisses {
      print("\n### Missed, or a wrong cause\n\n\(report.misses)")
      print("\n### Different after a change\n\n\(report.differences)")
      print("\n### Messages in braking zones or bends, or gone too soon\n\n\(report.badMessages)")
    }
    if options.showsTrails { print("\n### What was measured\n\n\(report.trails)") }
    guard let file = options.file else { return 0 }
    return rewrite(file, with: report.markdown) ? 0 : 1
  }

  private static func parse(_ arguments: [String]) -> Options? {
    var options = Options()
    var rest = arguments[...]
    while let name = rest.popFirst() {
      if name == "--misses" {
        options.showsMisses = true
        continue
      }
      if name == "--quick" {
        options.isQuick = true
        continue
      }
      if name == "--trails" {
        options.showsTrails = true
        continue
      }
      guard let value = rest.popFirst() else { return nil }
      switch name {
      case "--set" where value == "both": options.sets = Bench.CircuitSet.allCases
      case "--set":
        guard let set = Bench.CircuitSet(rawValue: value) else { return nil }
        options.sets = [set]
      case "--drivers":
        guard let count = Int(value), count > 0 else { return nil }
        options.bench.drivers = count
      case "--seed":
        guard let seed = Int(value) else { return nil }
        options.bench.seed = seed
      case "--markdown": options.file = value
      default: return nil
      }
    }
    return options
  }

  /// The same drivers, sent in other ways.
  private static func variants(_ bench: Bench) async -> [Report.Variant] {
    func sending(_ change: (inout Sending) -> Void) -> Sending {
      var sending = Sending()
      change(&sending)
      return sending
    }
    let ways: [(String, Sending)] = [
      ("60 Hz", Sending()),
      ("20 Hz", sending { $0.rate = 20 }),
      ("360 Hz", sending { $0.rate = 360 }),
      ("60 Hz, nothing lost", sending { $0.lostShare = 0 }),
      ("60 Hz, 3 % lost", sending { $0.lostShare = 0.03 }),
      (
        "60 Hz, 5 cm and 0.1 m/s",
        sending {
          $0.positionNoise = 0.05
          $0.speedStep = 0.1
        }
      ),
      (
        "60 Hz, 20 cm and 1 km/h",
        sending {
          $0.positionNoise = 0.2
          $0.speedStep = 1 / 3.6
        }
      ),
    ]
    var smaller = bench
    smaller.drivers = min(3, bench.drivers)
    var variants: [Report.Variant] = []
    for (name, sending) in ways {
      variants.append(
        Report.Variant(name: name, scores: await smaller.run(.tuning, purposes: [.single], sending: sending)))
    }
    return variants
  }

  private static let firstMark = "<!-- coach-bench: figures -->"
  private static let lastMark = "<!-- coach-bench: end -->"

  private static func rewrite(_ file: String, with figures: String) -> Bool {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8), let first = text.range(of: firstMark),
      let last = text.range(of: lastMark, range: first.upperBound..<text.endIndex)
    else {
      FileHandle.standardError.write(Data("coach-bench: \(file) has no marks for the figures\n".utf8))
      return false
    }
    let whole = text[..<first.upperBound] + "\n\n" + figures + "\n\n" + text[last.lowerBound...]
    do {
      try String(whole).write(toFile: file, atomically: true, encoding: .utf8)
      return true
    } catch {
      FileHandle.standardError.write(Data("coach-bench: \(file): \(error)\n".utf8))
      return false
    }
  }
}
