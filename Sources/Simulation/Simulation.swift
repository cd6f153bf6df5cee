import Glibc
public import Telemetry

/// A car driven round a circuit, one frame at a time, as a game would send it.
public struct Simulation: Sendable {
  public let circuit: Circuit
  public let car: Car
  public let driver: Driver
  /// Frames a second.
  public let rate: Double
  /// Laps of the race; `nil` for as long as one likes.
  public let laps: Int?

  private var tick = 0
  private var lapNumber = 0
  private var station: Double
  private var plan: LapPlan
  private var lapStartTime: Double?
  private var lastLap: Double?
  private var bestLap: Double?
  private var sectors: [Double] = []
  private var fuel: Double
  private var wear = 0.0
  private var tyreTemperature = 70.0
  private var brakeTemperature = 200.0
  private var throttle = 1.0
  private var brake = 0.0
  private var lastSpeed: Double

  /// - Parameters:
  ///   - rate: frames a second; 60 as GT7 sends, up to 360.
  ///   - startBefore: m before the line at which the run-up to the first lap begins.
  public init(
    circuit: Circuit, car: Car = Car(), driver: Driver, rate: Double = 60, laps: Int? = nil, startBefore: Double = 400
  ) {
    self.circuit = circuit
    self.car = car
    self.driver = driver
    self.rate = rate
    self.laps = laps
    fuel = 0.6 * car.tankSize
    station = max(0, circuit.length - startBefore)
    plan = LapPlan(circuit: circuit, car: car, driver: driver, lap: 0, fuel: fuel, wear: 0, entrySpeed: nil)
    lastSpeed = plan.speed[Int(station)]
  }

  /// Whether the race is over.
  public var isFinished: Bool { laps.map { lapNumber > $0 } ?? false }

  /// What a game would say of itself.
  public func description(game: String, gameName: String) -> SourceDescription {
    var description = SourceDescription(
      game: game, gameName: gameName, sampleRate: rate,
      capabilities: [
        .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .fuel, .tyreTemperature, .tyreWear, .pause,
        .sectors,
      ])
    description.track = circuit.name
    description.trackLength = circuit.length
    description.sectorStarts = circuit.sectorStarts
    description.car = car.name
    return description
  }

  /// Drives on by one frame.
  public mutating func next() -> TelemetryFrame {
    let step = 1 / rate
    tick += 1
    let time = Double(tick) * step
    let speed = interpolate(plan.speed, station)
    advance(by: speed * step, time: time, step: step)
    let now = interpolate(plan.speed, station)
    pedals(from: lastSpeed, to: now, step: step)
    wearOut(speed: now, step: step)
    defer { lastSpeed = now }
    return frame(time: time, speed: now, acceleration: (now - lastSpeed) * rate)
  }

  private mutating func advance(by distance: Double, time: Double, step: Double) {
    let before = station
    station += distance
    let length = circuit.length
    if sectors.count < 2, let start = lapStartTime, station >= circuit.sectorStarts[sectors.count] {
      let share = (circuit.sectorStarts[sectors.count] - before) / max(1e-9, distance)
      let moment = time - step + share * step
      sectors.append(milliseconds(moment - start - sectors.reduce(0, +)))
    }
    guard station >= length else { return }
    let moment = time - step + (length - before) / max(1e-9, distance) * step
    if let start = lapStartTime {
      let lap = milliseconds(moment - start)
      lastLap = lap
      bestLap = min(bestLap ?? lap, lap)
    }
    station -= length
    lapStartTime = moment
    sectors = []
    lapNumber += 1
    plan = LapPlan(
      circuit: circuit, car: car, driver: driver, lap: lapNumber, fuel: fuel, wear: wear,
      entrySpeed: plan.speed[plan.speed.count - 1])
  }

  private func milliseconds(_ time: Double) -> Double { (time * 1000).rounded() / 1000 }

  /// Feet do not move at once: about a tenth of a second from end to end.
  private mutating func pedals(from before: Double, to now: Double, step: Double) {
    let total = car.mass + 0.75 * fuel
    let wanted = (now - before) / step
    let resistance = car.drag * now * now / total
    var gas = 0.0
    var stop = 0.0
    if wanted > -resistance * 1.02 {
      let most = car.fullThrottle(speed: now, fuel: fuel) + resistance
      gas = min(1, max(0, (wanted + resistance) / max(0.1, most)))
      if gas > 0.93, plan.throttleLimit[Int(station) % plan.throttleLimit.count] == 1 { gas = 1 }
    } else {
      stop = min(1, max(0, (-wanted - resistance) / (0.8 * car.grip(speed: now, fuel: fuel, wear: wear))))
    }
    let most = step / 0.09
    throttle += max(-most, min(most, gas - throttle))
    brake += max(-most, min(most, stop - brake))
  }

  private mutating func wearOut(speed: Double, step: Double) {
    let work = throttle * car.power * min(1, speed / 30)
    fuel = max(0, fuel - work * step * car.fuelPerJoule)
    let sideways = speed * speed * abs(interpolate(circuit.curvature, station))
    let load = (sideways + brake * 12) / 20
    tyreTemperature += (60 + 55 * load - tyreTemperature) * step / 14
    brakeTemperature += (180 + 900 * brake - brakeTemperature) * step / 3
    wear = min(1, wear + load * step / 9_000)
  }

  private func interpolate(_ values: [Double], _ place: Double) -> Double {
    let count = values.count
    let index = Int(place) % count
    let share = place - Double(Int(place))
    return values[index] + (values[(index + 1) % count] - values[index]) * share
  }

  private func frame(time: Double, speed: Double, acceleration: Double) -> TelemetryFrame {
    var frame = TelemetryFrame()
    frame.arrivalTime = time
    frame.gameTime = time
    frame.flags = .onTrack
    frame.lapNumber = Int32(lapNumber)
    frame.lapCount = laps.map { Int32($0) }
    frame.currentLapTime = lapStartTime.map { milliseconds(time - $0) }
    frame.lastLapTime = lastLap
    frame.bestLapTime = bestLap
    frame.sector = UInt8(sectors.count)
    frame.firstSectorTime = sectors.first
    frame.secondSectorTime = sectors.count > 1 ? sectors[1] : nil
    let index = Int(station) % circuit.x.count
    let following = (index + 1) % circuit.x.count
    let share = station - Double(Int(station))
    let angle = circuit.heading[index]
    let curvature = interpolate(circuit.curvature, station)
    let offset = interpolate(plan.offset, station)
    let dx = circuit.x[following] - circuit.x[index]
    let dz = circuit.z[following] - circuit.z[index]
    // Games put z towards the reader of a map; the circuit is described with z away from him.
    frame.position = Position(
      x: circuit.x[index] + dx * share - sin(angle) * offset, y: interpolate(circuit.height, station),
      z: -(circuit.z[index] + dz * share + cos(angle) * offset))
    frame[.velocityX] = speed * cos(angle)
    frame[.velocityZ] = -speed * sin(angle)
    frame.speed = speed
    frame.throttle = throttle
    frame.brake = brake
    frame[.clutch] = 0
    frame.steering = curvature * 2.7 * 14 * (1 + 0.0012 * speed * speed)
    let gear = car.gear(speed: speed)
    frame.gear = gear
    frame.engineSpeed = car.engineSpeed(speed: speed, gear: gear)
    frame[.yawRate] = curvature * speed
    frame[.lateralAcceleration] = curvature * speed * speed
    frame[.longitudinalAcceleration] = acceleration
    frame[.verticalAcceleration] = 0
    frame[.lapDistance] = station
    frame[.fuelLevel] = fuel
    frame[.fuelCapacity] = car.tankSize
    frame[.shiftLightStart] = car.shiftLight
    frame[.engineSpeedLimit] = car.limiter
    let lean = curvature * speed * speed * 0.9
    for wheel in Wheel.allCases {
      let side = wheel == .frontLeft || wheel == .rearLeft ? -lean : lean
      let axle = wheel == .frontLeft || wheel == .frontRight ? 4.0 : 0
      frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = tyreTemperature + side * 0.25 + axle
      frame[wheel.channel(from: .tyrePressureFrontLeft)] = 180 + (tyreTemperature - 80) * 0.4
      frame[wheel.channel(from: .tyreWearFrontLeft)] = wear
      frame[wheel.channel(from: .wheelSpeedFrontLeft)] = speed
      frame[wheel.channel(from: .brakeTemperatureFrontLeft)] = brakeTemperature
      frame[wheel.channel(from: .suspensionFrontLeft)] = 0.08 + side * 0.001
    }
    return frame
  }
}
