import Foundation

public enum CoachBenchCommand {
  public static func run(_ arguments: [String]) async -> Int32 {
    let bench = Bench(drivers: 3, seed: 1)
    for set in Bench.CircuitSet.allCases {
      let scores = await bench.run(set)
      print(set.rawValue)
      for gate in scores.gates { print("  ", gate.name, gate.value ?? .nan, gate.isMet) }
      print("rejected", scores.drives.reduce(0) { $0 + $1.rejectedLaps }, "msgs", scores.messages.count)
      for d in scores.drives where d.purpose == .natural { print(d.circuit, d.officialCorners, d.foundCorners) }
      for kind in Fault.Kind.allCases {
        let f = scores.counted(.single).filter { $0.fault.kind == kind }
        print(kind, scores.faults(.single).count { $0.fault.kind == kind }, f.count, f.count { $0.said != nil }, f.count(where: \.isRightCause), Dictionary(grouping: f.map { $0.said?.rule ?? "-" }, by: { $0 }).mapValues(\.count))
      }
    }
    return 0
  }
}
