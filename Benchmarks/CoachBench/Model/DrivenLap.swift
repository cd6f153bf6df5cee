import Glibc

/// A lap that was driven, metre by metre; it goes on into the next lap so that its end is known.
struct DrivenLap: Sendable {
  let circuit: Circuit
  let car: RaceCar
  let plan: DrivingPlan
  let path: Path
  /// Speed that the tyres would allow, m/s.
  let limit: [Double]
  /// m/s.
  let speed: [Double]
  /// s since the line.
  let time: [Double]
  /// m/s².
  let acceleration: [Double]
  let throttle: [Double]
  let brake: [Double]

  init(circuit: Circuit, car: RaceCar, plan: DrivingPlan, path: Path, limit: [Double], speed: [Double]) {
    self.circuit = circuit
    self.car = car
    self.plan = plan
    self.path = path
    self.limit = limit
    self.speed = speed
    let count = speed.count
    var time = [0.0]
    time.reserveCapacity(count)
    for index in 1..<count {
      time.append(time[index - 1] + 2 * path.stretch[index - 1] / (speed[index] + speed[index - 1]))
    }
    self.time = time
    let acceleration = (0..<count).map { index -> Double in
      let next = min(count - 1, index + 1)
      let before = max(0, index - 1)
      let stretch = path.stretch[before] * Double(next - before)
      return (speed[next] * speed[next] - speed[before] * speed[before]) / (2 * stretch)
    }
    self.acceleration = acceleration
    var throttle: [Double] = []
    var brake: [Double] = []
    for index in 0..<count {
      let pedals = Self.pedals(car, plan, at: index, speed: speed[index], acceleration: acceleration[index])
      throttle.append(pedals.throttle)
      brake.append(pedals.brake)
    }
    self.throttle = throttle
    self.brake = brake
  }

  /// The pedals that give an acceleration: the car's equation of motion read backwards.
  static func pedals(
    _ car: RaceCar, _ plan: DrivingPlan, at index: Int, speed: Double, acceleration: Double
  ) -> (throttle: Double, brake: Double) {
    let rolling = acceleration + car.drag(speed) + RaceCar.engineBraking
    if rolling < 0 {
      let brake = min(1, -rolling / (car.pedalDeceleration * plan.brakeEffect[index]))
      return (0, brake < 0.01 ? 0 : brake)
    }
    if plan.heldGear[index] > 0 { return (1, 0) }
    let gear = car.gear(speed) + plan.gearOffset[index]
    let most = car.drive(speed, gear: gear) * plan.driveEffect[index] + RaceCar.engineBraking
    let throttle = rolling / most
    // The last percents of a pedal are not held by anybody.
    return (throttle > 0.96 ? 1 : throttle < 0.02 ? 0 : throttle, 0)
  }

  /// Lap time, s.
  var lapTime: Double { time[circuit.count] }

  func value(_ values: [Double], _ station: Double) -> Double {
    let index = min(values.count - 2, max(0, Int(station)))
    return values[index] + (values[index + 1] - values[index]) * (station - Double(index))
  }
}
