import Glibc

/// Drives a plan: the speed that tyres allow in the bends, backwards from each bend what the brakes allow, then forwards metre by metre with engine, drag and the pedals of the plan.
struct LapSolver: Sendable {
  let circuit: Circuit
  let car: RaceCar

  /// Time that a foot takes to change the force, s; the speed is smoothed over as much.
  private static let footTime = 0.13
  /// Time in which the throttle goes from closed to open where the tyres would allow more, s.
  private static let throttleTime = 0.3
  /// Share of the grip left for the brakes of a car that came in too fast and runs wide.
  private static let panicShare = 0.6

  /// - Parameter entrySpeed: speed at the line, m/s.
  func solve(_ plan: DrivingPlan, entrySpeed: Double) -> DrivenLap {
    let path = Path(circuit: circuit, offset: plan.offset)
    let limit = limits(plan, path)
    let ceiling = brakingCurve(plan, path, limit)
    let sharp = drive(plan, path, ceiling: ceiling, entrySpeed: entrySpeed)
    return DrivenLap(
      circuit: circuit, car: car, plan: plan, path: path, limit: limit, speed: smooth(sharp, path))
  }

  /// The first station from which the braking curve towards a bend lies below a speed that was driven; `nil` where it never does.
  func brakingStart(_ plan: DrivingPlan, below speed: [Double], in stretch: Range<Int>) -> Int? {
    let path = Path(circuit: circuit, offset: plan.offset)
    let ceiling = brakingCurve(plan, path, limits(plan, path))
    return stretch.first { ceiling[$0] < speed[$0] - 0.1 }
  }

  private func limits(_ plan: DrivingPlan, _ path: Path) -> [Double] {
    (0..<plan.count).map {
      min(
        RaceCar.fastest, car.cornerSpeed(path.curvature[$0], grip: plan.gripScale[$0]) * plan.speedScale[$0])
    }
  }

  /// Share of the grip that cornering leaves.
  private func circle(_ speed: Double, _ curvature: Double, _ scale: Double) -> Double {
    let share = speed * speed * abs(curvature) / (car.grip(speed) * scale)
    return share >= 1 ? 0 : (1 - share * share).squareRoot()
  }

  private func brakingCurve(_ plan: DrivingPlan, _ path: Path, _ limit: [Double]) -> [Double] {
    var ceiling = limit
    for index in (0..<plan.count - 1).reversed() {
      let speed = ceiling[index + 1]
      let slowing = deceleration(
        speed, plan, path, at: index, strength: plan.brakeStrength[index], least: 0)
      ceiling[index] = min(limit[index], (speed * speed + 2 * slowing * path.stretch[index]).squareRoot())
    }
    return ceiling
  }

  private func deceleration(
    _ speed: Double, _ plan: DrivingPlan, _ path: Path, at index: Int, strength: Double, least: Double
  ) -> Double {
    let grip = car.grip(speed) * plan.gripScale[index]
    let left = max(least, circle(speed, path.curvature[index], plan.gripScale[index]))
    let tyres = min(strength * grip * left, car.pedalDeceleration)
    return tyres * plan.brakeEffect[index] + car.drag(speed) + RaceCar.engineBraking
  }

  private func drive(_ plan: DrivingPlan, _ path: Path, ceiling: [Double], entrySpeed: Double) -> [Double] {
    var speeds = [Double](repeating: entrySpeed, count: plan.count)
    var throttle = 1.0
    for index in 0..<plan.count - 1 {
      let speed = speeds[index]
      let stretch = path.stretch[index]
      let gear = plan.heldGear[index] > 0 ? plan.heldGear[index] : car.gear(speed) + plan.gearOffset[index]
      let engine = car.drive(speed, gear: gear) * plan.driveEffect[index]
      let resistance = car.drag(speed) + RaceCar.engineBraking
      let left = max(0.08, circle(speed, path.curvature[index], plan.gripScale[index]))
      // Spinning wheels grip less, too.
      let traction =
        car.traction * car.grip(speed) * plan.gripScale[index] * left * plan.driveEffect[index].squareRoot()
      let foot = min(plan.throttleCap[index], throttle + stretch / max(5, speed) / Self.throttleTime)
      func reached(_ acceleration: Double) -> Double {
        max(9, speed * speed + 2 * acceleration * stretch).squareRoot()
      }
      // A closed throttle brakes with the engine, an open one does not.
      func pull(_ pedal: Double) -> Double {
        min(pedal * (engine + RaceCar.engineBraking), traction + RaceCar.engineBraking)
      }
      let fastest = reached(pull(foot) - resistance)
      let braking = deceleration(
        speed, plan, path, at: index, strength: max(plan.brakeStrength[index], 0.97), least: Self.panicShare)
      let slowest = reached(plan.brakeBan[index] ? -resistance : -braking)
      var next = plan.brakeBan[index] ? fastest : min(fastest, ceiling[index + 1])
      next = min(next, plan.speedCap[index + 1])
      if plan.brakeFloor[index] > 0 {
        next = min(next, reached(-resistance - plan.brakeFloor[index] * car.grip(speed)))
      }
      if plan.throttleFloor[index] > 0 {
        next = max(next, reached(plan.throttleFloor[index] * engine - resistance))
      }
      next = max(next, slowest)
      speeds[index + 1] = next
      let used = (next * next - speed * speed) / (2 * stretch) + resistance
      throttle = min(foot, max(0, used / max(0.1, engine + RaceCar.engineBraking)))
    }
    return speeds
  }

  /// Two running means of the square of speed: force changes as fast as a foot moves.
  private func smooth(_ speeds: [Double], _ path: Path) -> [Double] {
    var squares = speeds.map { $0 * $0 }
    for _ in 0..<2 {
      var sums = [0.0]
      sums.reserveCapacity(squares.count + 1)
      for square in squares { sums.append(sums[sums.count - 1] + square) }
      squares = squares.indices.map { index in
        let half = min(
          Int((speeds[index] * Self.footTime / 2).rounded()), min(index, squares.count - 1 - index))
        return (sums[index + half + 1] - sums[index - half]) / Double(2 * half + 1)
      }
    }
    return squares.map { $0.squareRoot() }
  }
}

/// The way that the car takes beside the line.
struct Path: Sendable {
  /// Curvature, 1/m positive left; metres driven for a metre of the line; angle to the line, rad.
  let curvature: [Double]
  let stretch: [Double]
  let angle: [Double]

  /// Share of the wander's own curvature that the tyres have to hold: the rest is the car's drift across its lane between two corrections, which nobody drives at the limit of grip.
  private static let steeredShare = 0.35

  init(circuit: Circuit, offset: [Double]) {
    let count = offset.count
    var curvature: [Double] = []
    var stretch: [Double] = []
    var angle: [Double] = []
    for index in 0..<count {
      let line = circuit.curvature[index % circuit.count]
      let before = offset[max(0, index - 4)]
      let after = offset[min(count - 1, index + 4)]
      let bend = index < 4 || index + 4 >= count ? 0 : Self.steeredShare * (before - 2 * offset[index] + after) / 16
      let slope = (after - before) / 8
      let narrow = 1 - line * offset[index]
      curvature.append(line / narrow + bend)
      stretch.append((narrow * narrow + slope * slope).squareRoot())
      angle.append(atan2(slope, narrow))
    }
    self.curvature = curvature
    self.stretch = stretch
    self.angle = angle
  }
}
