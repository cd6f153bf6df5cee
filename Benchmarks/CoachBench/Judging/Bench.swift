/// The whole measurement: drivers on circuits, one after the other or side by side.
struct Bench: Sendable {
  enum CircuitSet: String, Sendable, CaseIterable {
    case tuning
    case unseen

    var circuits: [Circuit] { self == .tuning ? Circuit.tuning : Circuit.unseen }
    /// Drivers of one set never meet the other.
    var seedShift: Int { self == .tuning ? 0 : 100_000 }
  }

  var drivers = 12
  var seed = 1

  /// One drive to be done.
  private struct Task: Sendable {
    var circuit: Circuit
    var car: RaceCar
    var seed: Int
    var purpose: DriveScript.Purpose
    var sending: Sending

    func run() -> DriveOutcome {
      let maker = LapMaker(circuit: circuit, car: car, seed: seed)
      let script = DriveScript(circuit: circuit, car: car, seed: seed, purpose: purpose, maker: maker)
      return DriveRun(script: script, maker: maker, sending: sending).run()
    }
  }

  /// Every driver drives once for each purpose.
  func run(
    _ set: CircuitSet, purposes: [DriveScript.Purpose] = [.single, .habit, .habit, .natural], sending: Sending = Sending()
  ) async -> Scores {
    var tasks: [Task] = []
    for (place, circuit) in set.circuits.enumerated() {
      for driver in 0..<drivers {
        let seed = seed * 1_000_000 + set.seedShift + place * 1_000 + driver
        for (drive, purpose) in purposes.enumerated() {
          tasks.append(
            Task(
              circuit: circuit, car: RaceCar.all[driver % RaceCar.all.count], seed: seed + 50 * drive, purpose: purpose,
              sending: sending))
        }
      }
    }
    return Scores(drives: await Self.runAll(tasks))
  }

  /// The outcomes in the order of the tasks, whoever ends first.
  private static func runAll(_ tasks: [Task]) async -> [DriveOutcome] {
    await withTaskGroup(of: (Int, DriveOutcome).self) { group in
      var outcomes = [DriveOutcome?](repeating: nil, count: tasks.count)
      var next = 0
      while next < min(2, tasks.count) {
        let index = next
        group.addTask { (index, tasks[index].run()) }
        next += 1
      }
      for await (done, outcome) in group {
        outcomes[done] = outcome
        guard next < tasks.count else { continue }
        let index = next
        group.addTask { (index, tasks[index].run()) }
        next += 1
      }
      return outcomes.compactMap { $0 }
    }
  }
}
