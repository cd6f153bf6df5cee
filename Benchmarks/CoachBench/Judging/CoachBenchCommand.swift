import Foundation

public enum CoachBenchCommand {
  public static func run(_ arguments: [String]) async -> Int32 {
    if arguments.first == "trace" {
      let circuit = Circuit.tuning[Int(arguments[1])!]
      let maker = LapMaker(circuit: circuit, car: RaceCar.all[Int(arguments[2])!], seed: 7)
      let speed = maker.idealSpeed[0]
      var faults: [Fault] = []
      if arguments.count > 6 {
        faults = [Fault(kind: Fault.Kind.allCases[Int(arguments[5])!], bend: Int(arguments[6])!, size: Double(arguments[7])!)]
      }
      let clean = maker.lap(2, entrySpeed: speed)
      let r = maker.lap(2, entrySpeed: speed, faults: faults)
      print(faults, r.losses)
      let d = r.driven
      for i in stride(from: Int(arguments[3])!, to: Int(arguments[4])!, by: 5) {
        print(i, String(format: "t %.2f v %.1f (%.1f) lim %.1f a %.1f thr %.2f (%.2f) brk %.2f (%.2f) k %.4f off %.2f ay %.1f", d.time[i], d.speed[i], clean.driven.speed[i], min(130, d.limit[i]), d.acceleration[i], d.throttle[i], clean.driven.throttle[i], d.brake[i], clean.driven.brake[i], d.path.curvature[i], d.plan.offset[i], d.path.curvature[i]*d.speed[i]*d.speed[i]))
      }
      return 0
    }
    var all: [Fault.Kind: [Double]] = [:]
    var small: [Fault.Kind: [Double]] = [:]
    for circuit in Circuit.tuning + Circuit.unseen {
      for car in RaceCar.all {
        let maker = LapMaker(circuit: circuit, car: car, seed: 7)
        let speed = maker.idealSpeed[0]
        for kind in Fault.Kind.allCases {
          for bend in circuit.bends.indices {
            for size in [kind.sizes.lowerBound, kind.sizes.upperBound] {
              let r = maker.lap(2, entrySpeed: speed, faults: [Fault(kind: kind, bend: bend, size: size)])
              for l in r.losses {
                if size == kind.sizes.lowerBound { small[kind, default: []].append(l.loss) } else { all[kind, default: []].append(l.loss) }
                if l.loss < -0.01 || l.loss > 0.9 { print("odd", circuit.name, car.name, kind, bend + 1, size, l.loss) }
              }
            }
          }
        }
      }
    }
    func q(_ v: [Double]) -> String {
      let s = v.sorted()
      return [0, 0.1, 0.5, 0.9, 1].map { String(format: "%.3f", s[Int($0 * Double(s.count - 1))]) }.joined(separator: " ")
    }
    for kind in Fault.Kind.allCases { print(kind, all[kind]?.count ?? 0, "small", q(small[kind] ?? [0]), "large", q(all[kind] ?? [0])) }
    return 0
  }
}
