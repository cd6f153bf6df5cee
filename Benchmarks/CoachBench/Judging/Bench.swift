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
    _ set: CircuitSet, purposes: [DriveScript.Purpose] = [.single, .habit, .habit, .natural],
    sending: Sending = Sending()
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
    let all = tasks
    return Scores(drives: await Self.sideBySide(all.count) { all[$0].run() })
  }

  /// What changes of the stream do to the findings of some drivers on each circuit.
  func metamorphic(_ set: CircuitSet) async -> [(change: Metamorphic, outcomes: [Metamorphic.Outcome])] {
    let changes: [Metamorphic?] = [nil] + Metamorphic.allCases
    let circuits = set.circuits
    let drives = circuits.count * min(drivers, Self.changedDrivers)
    let found = await Self.sideBySide(drives * changes.count) { index in
      let drive = index / changes.count
      let place = drive % circuits.count
      return Metamorphic.found(
        circuit: circuits[place], car: RaceCar.all[drive % RaceCar.all.count],
        seed: seed * 1_000_000 + set.seedShift + place * 1_000 + drive, change: changes[index % changes.count])
    }
    return Metamorphic.allCases.enumerated().map { position, change in
      let outcomes = (0..<drives).map { drive in
        Metamorphic.Outcome(
          plain: found[drive * changes.count], changed: found[drive * changes.count + position + 1])
      }
      return (change, outcomes)
    }
  }

  /// Runs as many jobs at a time as there are cores to spare; the answers come in the order of the jobs, whoever ends first.
  private static func sideBySide<Answer: Sendable>(
    _ count: Int, _ job: @escaping @Sendable (Int) -> Answer
  ) async -> [Answer] {
    await withTaskGroup(of: (Int, Answer).self) { group in
      var answers = [Answer?](repeating: nil, count: count)
      var next = 0
      func start() {
        guard next < count else { return }
        let index = next
        group.addTask { (index, job(index)) }
        next += 1
      }
      for _ in 0..<threads { start() }
      for await (index, answer) in group {
        answers[index] = answer
        start()
      }
      return answers.compactMap { $0 }
    }
  }

  private static let threads = 2
  private static let changedDrivers = 3
}
