import Glibc
import Telemetry

/// How a game sends what was driven.
public struct Sending: Sendable, Hashable {
  /// Frames a second.
  public var rate = 60.0
  /// Share of the frames that never arrive.
  public var lostShare = 0.008
  /// Deviation of each coordinate, m; step of the speed, m/s.
  public var positionNoise = 0.0
  public var speedStep = 0.0
  /// Where the line lies on the circuit, m.
  public var line = 0.0
  /// Everything lies this far to the left, m.
  public var sideways = 0.0
  /// Left is right.
  public var isMirrored = false

  public init() {}
}

/// What was really so at the moment of a frame.
struct Truth {
  /// Index of the driven lap, and metres since the start of the circuit's description.
  var lap: Int
  var station: Double
  /// Lap by the line that is sent, 0 before the first crossing, and s since its start.
  var number: Int
  var lapTime: Double
}

/// Sends the laps of a driver as frames.
struct FrameSender {
  let laps: [DrivenLap]
  let sending: Sending
  let seed: Int
  /// When each lap begins, s.
  let starts: [Double]
  /// What the game says of each complete lap, to the millisecond, s, and the best until then.
  private let officialTimes: [Double]
  private let bestTimes: [Double]

  /// Metres before the first line at which the sending starts, and time for which it goes on after the last lap, s.
  private static let runUp = 500
  private static let after = 3.0

  /// - Parameter laps: a run-up lap, the laps, and one more that is only begun.
  init(laps: [DrivenLap], sending: Sending, seed: Int) {
    self.laps = laps
    self.sending = sending
    self.seed = seed
    var starts = [0.0]
    for lap in laps { starts.append(starts[starts.count - 1] + lap.lapTime) }
    self.starts = starts
    let lines = laps.indices.map { starts[$0] + laps[$0].value(laps[$0].time, sending.line) }
    officialTimes = zip(lines, lines.dropFirst()).map { (($1 - $0) * 1000).rounded() / 1000 }
    // The run-up is no lap.
    var best = Double.infinity
    bestTimes = officialTimes.enumerated().map { number, time in
      if number > 0 { best = min(best, time) }
      return best
    }
  }

  private var circuit: Circuit { laps[0].circuit }
  private var car: RaceCar { laps[0].car }

  /// What a game says of itself that sends positions, but neither track nor lap distance.
  var source: SourceDescription {
    var source = SourceDescription(
      game: "gt7", gameName: "GT7", sampleRate: sending.rate,
      capabilities: [.position, .steering, .analogBrake, .fuel, .tyreTemperature, .wheelSlip, .pause])
    source.car = car.name
    return source
  }

  /// Time at which a lap crosses the line that is sent, s.
  private func crossing(_ lap: Int) -> Double { starts[lap] + laps[lap].value(laps[lap].time, sending.line) }

  /// Official time of a lap, s.
  func officialTime(_ number: Int) -> Double { officialTimes[number] }

  /// Time of a lap at a station of the circuit, s since the line that is sent.
  func time(ofLap number: Int, at station: Double) -> Double {
    let lap = station >= sending.line ? number : number + 1
    return starts[lap] + laps[lap].value(laps[lap].time, station) - crossing(number)
  }

  func send(_ receive: (TelemetryFrame, Truth) -> Void) {
    var random = SeededGenerator(seed, 11)
    let step = 1 / sending.rate
    var lap = 0
    var index = laps[0].circuit.count - Self.runUp
    var clock = starts[0] + laps[0].time[index] + random.value(in: 0...step)
    let end = starts[laps.count - 1] + Self.after + laps[laps.count - 1].value(laps[laps.count - 1].time, sending.line)
    var fuel = 0.7 * car.tank
    var tyres = 75.0
    let origin = clock
    while clock < end {
      while laps[lap].circuit.count <= index || starts[lap] + laps[lap].time[index + 1] <= clock {
        index += 1
        if index >= circuit.count {
          index = 0
          lap += 1
        }
      }
      let driven = laps[lap]
      let passed = clock - starts[lap] - driven.time[index]
      let station = Double(index) + passed / (driven.time[index + 1] - driven.time[index])
      let number = max(0, station >= sending.line ? lap : lap - 1)
      let truth = Truth(
        lap: lap, station: station, number: number, lapTime: number > 0 ? clock - crossing(number) : 0)
      fuel = max(0, fuel - driven.throttle[index] * car.thirst * step)
      let load = driven.speed[index] * driven.speed[index] * abs(driven.path.curvature[index]) / car.grip
      tyres += (62 + 30 * load + 8 * driven.brake[index] - tyres) * step / 20
      if random.value(in: 0...1) >= sending.lostShare {
        receive(frame(truth, time: clock - origin, fuel: fuel, tyres: tyres, random: &random), truth)
      }
      clock += step
    }
  }

  private func frame(
    _ truth: Truth, time: Double, fuel: Double, tyres: Double, random: inout SeededGenerator
  ) -> TelemetryFrame {
    let lap = laps[truth.lap]
    let index = Int(truth.station)
    let share = truth.station - Double(index)
    func at(_ values: [Double]) -> Double { lap.value(values, truth.station) }
    var frame = TelemetryFrame()
    frame.arrivalTime = time
    frame.gameTime = time
    frame.flags = .onTrack
    frame.lapNumber = Int32(truth.number)
    if truth.number > 1 {
      frame.lastLapTime = officialTime(truth.number - 1)
      frame.bestLapTime = bestTimes[truth.number - 1]
    }
    let here = index % circuit.count
    let next = (index + 1) % circuit.count
    let side = at(lap.plan.offset) + sending.sideways
    let heading = circuit.heading[here] + lap.path.curvature[index] * share
    // The line is described with z away from the viewer; games put it towards him.
    let mirror = sending.isMirrored ? 1.0 : -1.0
    frame.position = Position(
      x: circuit.x[here] + (circuit.x[next] - circuit.x[here]) * share - sin(heading) * side
        + sending.positionNoise * random.normal(),
      y: circuit.height[here] + (circuit.height[next] - circuit.height[here]) * share,
      z: mirror
        * (circuit.z[here] + (circuit.z[next] - circuit.z[here]) * share + cos(heading) * side)
        + sending.positionNoise * random.normal())
    let course = heading + at(lap.path.angle)
    let speed = at(lap.speed)
    frame[.velocityX] = speed * cos(course)
    frame[.velocityZ] = mirror * speed * sin(course)
    frame.speed = sending.speedStep > 0 ? (speed / sending.speedStep).rounded() * sending.speedStep : speed
    addCar(to: &frame, lap: lap, index: index, speed: speed, curvature: at(lap.path.curvature) * -mirror)
    frame.throttle = at(lap.throttle)
    frame.brake = at(lap.brake)
    frame[.longitudinalAcceleration] = at(lap.acceleration)
    frame[.fuelLevel] = fuel
    frame[.fuelCapacity] = car.tank
    for wheel in Wheel.allCases { frame[wheel.channel(from: .tyreTemperatureFrontLeft)] = tyres }
    return frame
  }

  /// What the car measures beside its place and pedals.
  private func addCar(
    to frame: inout TelemetryFrame, lap: DrivenLap, index: Int, speed: Double, curvature: Double
  ) {
    frame[.yawRate] = curvature * speed
    frame[.lateralAcceleration] = curvature * speed * speed
    frame[.verticalAcceleration] = 0
    // Beyond the grip the front slides, and the driver turns the wheel further.
    let slide = max(0, speed / max(5, lap.limit[index]) - 1)
    frame.steering =
      atan(curvature * car.wheelbase) * car.steeringRatio * (1 + car.understeer * speed * speed) * (1 + 6 * slide)
    let gear =
      lap.plan.heldGear[index] > 0
      ? lap.plan.heldGear[index] : min(car.gears.count, car.gear(speed) + lap.plan.gearOffset[index])
    frame.gear = gear
    let revolutions = car.engineSpeed(speed, gear: gear)
    frame.engineSpeed = revolutions
    if revolutions > 0.998 * car.limiter { frame.flags.insert(.revLimiter) }
    frame[.shiftLightStart] = 0.95 * car.limiter
    frame[.engineSpeedLimit] = car.limiter
    let pull = lap.throttle[index]
    let stop = lap.brake[index]
    let spin = lap.plan.driveEffect[index] < 1 && pull > 0.2 ? 0.45 * (1 - lap.plan.driveEffect[index]) : 0.02 * pull
    let lock = lap.plan.brakeEffect[index] < 1 && stop > 0.2 ? 0.6 * (1 - lap.plan.brakeEffect[index]) : 0
    for wheel in Wheel.allCases {
      let isFront = wheel == .frontLeft || wheel == .frontRight
      let isLeft = wheel == .frontLeft || wheel == .rearLeft
      let rolling = speed * (1 + (isLeft ? -0.8 : 0.8) * curvature)
      frame[wheel.channel(from: .wheelSpeedFrontLeft)] =
        rolling * (isFront ? 1 - lock - 0.03 * stop : 1 + spin - 0.02 * stop)
    }
  }
}
