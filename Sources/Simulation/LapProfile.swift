/// When a car that makes no mistake is where on a lap: the clock that every opponent's lap is a stretched copy of.
struct LapProfile: Sendable {
  /// s from the line, at each metre and at the end.
  private let times: [Double]
  /// m/s at each metre.
  private let speeds: [Double]

  /// A flying lap with some fuel and tyres that are neither new nor old.
  init(circuit: Circuit, car: Car) {
    var driver = Driver(seed: 0)
    driver.speedScatter = 0
    driver.lineScatter = 0
    let plan = LapPlan(
      circuit: circuit, car: car, driver: driver, lap: 0, fuel: 0.4 * car.tankSize, wear: 0.1, entrySpeed: nil)
    var time = 0.0
    var times = [0.0]
    for index in plan.speed.indices {
      let following = plan.speed[(index + 1) % plan.speed.count]
      time += 2 / max(2, plan.speed[index] + following)
      times.append(time)
    }
    self.times = times
    speeds = plan.speed
  }

  /// Time of the lap, s.
  var lapTime: Double { times[times.count - 1] }

  /// s from the line to a station, m.
  func time(at station: Double) -> Double {
    let place = max(0, min(station, Double(times.count - 1)))
    let index = min(Int(place), times.count - 2)
    return times[index] + (times[index + 1] - times[index]) * (place - Double(index))
  }

  /// Station, m, at some seconds after the line.
  func station(at time: Double) -> Double {
    var low = 0
    var high = times.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    let stretch = times[high] - times[low]
    return Double(low) + max(0, min(1, stretch > 0 ? (time - times[low]) / stretch : 0))
  }

  /// m/s at a station.
  func speed(at station: Double) -> Double { speeds[max(0, min(speeds.count - 1, Int(station)))] }
}
