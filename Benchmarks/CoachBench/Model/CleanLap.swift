/// A lap as the driver would drive it, on which mistakes can be made.
struct CleanLap: Sendable {
  let solver: LapSolver
  let plan: DrivingPlan
  let driven: DrivenLap
  let bends: [LapMaker.PlacedBend]
  let entrySpeed: Double

  /// The same lap with mistakes.
  struct Result: Sendable {
    var driven: DrivenLap
    /// Mistakes that the lap has room for, where they are made, and what each cost, s.
    var losses: [(fault: Fault, loss: Double, station: Double)]
  }

  private func planner(_ fault: Fault) -> FaultPlanner {
    let bend = bends[fault.bend]
    return FaultPlanner(solver: solver, clean: driven, bend: bend, features: bend.features(driven))
  }

  private func drive(_ faults: [Fault]) -> DrivenLap {
    var faulted = plan
    for fault in faults { planner(fault).apply(fault, to: &faulted) }
    return solver.solve(faulted, entrySpeed: entrySpeed)
  }

  func with(_ faults: [Fault]) -> Result {
    let fitting = faults.compactMap { fault in planner(fault).station(of: fault).map { (fault, $0) } }
    guard !fitting.isEmpty else { return Result(driven: driven, losses: []) }
    let faulted = drive(fitting.map(\.0))
    let losses = fitting.indices.map { left -> (fault: Fault, loss: Double, station: Double) in
      let others = fitting.indices.filter { $0 != left }.map { fitting[$0].0 }
      let without = others.isEmpty ? driven : drive(others)
      return (fitting[left].0, faulted.lapTime - without.lapTime, fitting[left].1)
    }
    return Result(driven: faulted, losses: losses)
  }
}
