/// What a driver does lap by lap.
struct DriveScript: Sendable {
  enum Purpose: Sendable {
    /// Each lap has mistakes of its own.
    case single
    /// The same mistakes on every lap, until the end.
    case habit
    /// None.
    case natural
  }

  /// Laps without a mistake at the start of every drive, and laps after them.
  static let cleanLaps = 3
  static let singleLaps = 6
  static let habitLaps = 6
  static let naturalLaps = 6
  /// A habit is looked at after this many laps.
  static let repeats = 3

  /// Distance between two mistakes of a lap, m.
  private static let spacing = 350.0
  /// What a mistake may cost, s: the rest is either none or a wreck.
  private static let cost = 0.01...0.6
  /// A mistake made this close to the end of the lap would be paid for in the next one, m.
  private static let tail = 250.0

  let circuit: Circuit
  let car: RaceCar
  let seed: Int
  let purpose: Purpose
  /// Faults of each lap, from lap 1.
  let laps: [[Fault]]

  init(circuit: Circuit, car: RaceCar, seed: Int, purpose: Purpose, maker: LapMaker) {
    self.circuit = circuit
    self.car = car
    self.seed = seed
    self.purpose = purpose
    var random = SeededGenerator(seed, 21, purpose == .single ? 0 : 1)
    var deck: [Fault.Kind] = []
    let sample = maker.cleanLap(2, entrySpeed: maker.idealSpeed[0])
    func draw(_ count: Int) -> [Fault] {
      var faults: [Fault] = []
      var tries = 0
      while faults.count < count, tries < 40 {
        tries += 1
        if deck.isEmpty { deck = Fault.Kind.allCases.shuffled(using: &random) }
        let kind = deck.removeLast()
        guard let fault = Self.place(kind, among: faults, on: sample, random: &random) else { continue }
        faults.append(fault)
      }
      return faults
    }
    var laps = Array(repeating: [Fault](), count: Self.cleanLaps)
    switch purpose {
    case .natural: laps += Array(repeating: [], count: Self.naturalLaps)
    case .single: laps += (0..<Self.singleLaps).map { _ in draw(Int.random(in: 1...3, using: &random)) }
    case .habit:
      let habits = draw(3)
      laps += (0..<Self.habitLaps).map { _ in
        habits.map { Fault(kind: $0.kind, bend: $0.bend, size: $0.size * random.value(in: 0.92...1.08)) }
      }
    }
    self.laps = laps
  }

  /// A place for a kind of mistake where it costs something, away from the others.
  private static func place(
    _ kind: Fault.Kind, among others: [Fault], on sample: CleanLap, random: inout SeededGenerator
  ) -> Fault? {
    let circuit = sample.driven.circuit
    for bend in circuit.bends.indices.shuffled(using: &random).prefix(7) {
      let apex = circuit.bends[bend].apex
      guard apex < circuit.length - tail,
        others.allSatisfy({ abs(circuit.bends[$0.bend].apex - apex) >= spacing })
      else { continue }
      let fault = Fault(kind: kind, bend: bend, size: random.value(in: kind.sizes))
      guard let loss = sample.with([fault]).losses.first?.loss, cost.contains(loss) else { continue }
      return fault
    }
    return nil
  }

  /// Drives it: a run-up lap, the laps, and one more.
  func drive(with maker: LapMaker) -> [CleanLap.Result] {
    var results: [CleanLap.Result] = []
    var speed = maker.idealSpeed[0]
    for (number, faults) in ([[]] + laps + [[]]).enumerated() {
      let result = maker.cleanLap(number, entrySpeed: speed).with(faults)
      speed = result.driven.speed[circuit.count]
      results.append(result)
    }
    return results
  }
}
