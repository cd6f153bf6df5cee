import Testing

@testable import CoachBench

@Suite struct CircuitTests {
  static let all = Circuit.tuning + Circuit.unseen

  @Test(arguments: all) func circuitClosesWithItsLengthAndItsTurns(circuit: Circuit) {
    #expect(circuit.rest < 0.01)
    #expect(circuit.x.count == circuit.count && circuit.curvature.count == circuit.count)
    let turned = circuit.curvature.reduce(0, +) / (2 * .pi)
    #expect(abs(turned - turned.rounded()) < 1e-6)
    for index in circuit.x.indices {
      let next = (index + 1) % circuit.count
      let dx = circuit.x[next] - circuit.x[index]
      let dz = circuit.z[next] - circuit.z[index]
      let step = (dx * dx + dz * dz).squareRoot()
      #expect(abs(step - 1) < 0.01, "a metre is a metre at \(index) of \(circuit.name)")
    }
  }

  @Test func circuitsHaveTheirOfficialCorners() {
    let counts = Dictionary(uniqueKeysWithValues: Self.all.map { ($0.name, $0.bends.count) })
    #expect(
      counts == [
        "Spa": 19, "Suzuka": 18, "Monza": 11, "Laguna Seca": 11, "Barcelona": 14, "Road Atlanta": 12, "Goodwood": 9,
        "Brands Hatch Indy": 6, "Watkins Glen": 11,
      ])
  }

  @Test(arguments: all) func bendsAreInOrderAndTurnTheirWay(circuit: Circuit) {
    for bend in circuit.bends {
      #expect(bend.start < bend.apex && bend.apex < bend.end)
      #expect((circuit.curvature[Int(bend.apex)] > 0) == bend.isLeft)
    }
    #expect(zip(circuit.bends, circuit.bends.dropFirst()).allSatisfy { $0.end < $1.start })
    #expect(circuit.curvature[0].magnitude < 0.001, "the line lies on a straight")
  }

  @Test func setsShareNothing() {
    #expect(Set(Circuit.tuning.map(\.name)).isDisjoint(with: Circuit.unseen.map(\.name)))
  }
}
