import Analysis
import Coaching
import Dashboard
import Drawing
@testable import Engine
import Glibc
import Telemetry
import Timing

/// A made-up lap on a made-up track: the same numbers on every machine, so that screens can be compared with golden ones.
enum Fixture {
  static let grid = DistanceGrid(length: 4563)

  /// Points of a closed curve with fast and slow corners.
  static let points: [Position] = {
    let raw = (0...2400).map { step -> Position in
      let angle = Double(step) / 2400 * 2 * .pi
      let radius =
        1 + 0.22 * sin(2 * angle + 0.4) + 0.17 * cos(3 * angle) + 0.11 * sin(5 * angle + 1) + 0.055 * cos(9 * angle)
      return Position(x: 1.9 * radius * cos(angle), y: 0, z: radius * sin(angle))
    }
    var along = [0.0]
    for index in 1..<raw.count {
      along.append(along[index - 1] + hypot(raw[index].x - raw[index - 1].x, raw[index].z - raw[index - 1].z))
    }
    let scale = grid.length / along[raw.count - 1]
    var place = 0
    return (0..<grid.count).map { index in
      let wanted = grid.station(index) / scale
      while place + 2 < raw.count, along[place + 1] < wanted { place += 1 }
      let share = (wanted - along[place]) / (along[place + 1] - along[place])
      return Position(
        x: (raw[place].x + (raw[place + 1].x - raw[place].x) * share) * scale, y: 0,
        z: (raw[place].z + (raw[place + 1].z - raw[place].z) * share) * scale)
    }
  }()

  static let curvature: [Double] = (0..<grid.count).map { index in
    let a = points[(index + grid.count - 8) % grid.count]
    let b = points[index]
    let c = points[(index + 8) % grid.count]
    let turn = atan2(
      (b.x - a.x) * (c.z - b.z) - (b.z - a.z) * (c.x - b.x), (b.x - a.x) * (c.x - b.x) + (b.z - a.z) * (c.z - b.z))
    return -turn / 16
  }

  static let corners: [Corner] = {
    var found: [Corner] = []
    var index = 0
    while index < grid.count {
      guard abs(curvature[index]) > 0.006 else {
        index += 1
        continue
      }
      let start = index
      while index < grid.count, abs(curvature[index]) > 0.006 { index += 1 }
      guard index - start > 12 else { continue }
      let apex = (start..<index).max { abs(curvature[$0]) < abs(curvature[$1]) } ?? start
      found.append(
        Corner(
          number: found.count + 1, name: "T\(found.count + 1)", direction: curvature[apex] > 0 ? .left : .right,
          cornerClass: .medium, start: grid.station(start), apex: grid.station(apex), end: grid.station(index),
          segmentStart: max(0, grid.station(start) - 120), complex: found.count + 1))
    }
    return found
  }()

  /// A lap with that grip in each corner, by number.
  static func trace(grip: [Int: Double] = [:]) -> LapTrace {
    var speed = (0..<grid.count).map { index -> Double in
      let corner = corners.last { $0.segmentStart <= grid.station(index) }
      let share = corner.flatMap { grip[$0.number] } ?? 1
      return min(76, (15 * share / max(0.0001, abs(curvature[index]))).squareRoot())
    }
    for _ in 0..<2 {
      for index in (0..<grid.count).reversed() {
        let next = speed[(index + 1) % grid.count]
        speed[index] = min(speed[index], (next * next + 2 * 13 * grid.spacing).squareRoot())
      }
      for index in 0..<grid.count {
        let before = speed[(index + grid.count - 1) % grid.count]
        let push = max(0.4, 7.5 * (1 - before / 80))
        speed[index] = min(speed[index], (before * before + 2 * push * grid.spacing).squareRoot())
      }
    }
    var time = [0.0]
    for index in 1..<grid.count { time.append(time[index - 1] + 2 * grid.spacing / (speed[index] + speed[index - 1])) }
    let lapTime = time[grid.count - 1] + grid.spacing / speed[grid.count - 1]
    let change = (0..<grid.count).map { index in
      (speed[(index + 3) % grid.count] - speed[(index + grid.count - 3) % grid.count]) / (6 * grid.spacing)
        * speed[index]
    }
    let columns: [Channel: [Float]] = [
      .speed: speed.map(Float.init),
      .throttle: change.map { Float($0 > 0.3 ? 1 : $0 > -0.5 ? 0.45 : 0) },
      .brake: change.map { Float($0 < -2 ? min(1, -$0 / 13) : 0) },
      .gear: speed.map { Float(Int($0 / 13) + 1) },
      .steering: curvature.map { Float($0 * 60) },
      .engineSpeed: speed.map { Float(4500 + ($0.truncatingRemainder(dividingBy: 13)) * 260) },
    ]
    return LapTrace(grid: grid, lapTime: lapTime, time: time, columns: columns)
  }

  static let track = TrackModel(
    identifier: "made-up", name: "Fuji Speedway", version: 1, grid: grid,
    line: ReferenceLine(grid: grid, points: points, curvature: curvature, leftSign: 1), sectorStarts: [1520, 3010],
    sectorsAreOfficial: false, miniSectorStarts: (0..<24).map { Double($0) * grid.length / 24 })

  static let best = lap(serial: 3, number: 3, trace: trace())
  static let last = lap(serial: 6, number: 6, trace: trace(grip: [2: 0.95, 4: 0.86, 5: 0.97, 6: 1.05]))
  static let now = trace(grip: [1: 0.97, 2: 0.9, 3: 1.04, 4: 0.82, 6: 1.06])

  static func lap(serial: Int, number: Int, kind: LapKind = .pace, trace: LapTrace?) -> Lap {
    let time = trace?.lapTime ?? 0
    return Lap(
      serial: serial, number: number, kind: kind, time: trace == nil ? nil : time,
      sectors: trace == nil ? [] : [time * 0.31, time * 0.36, time * 0.33], topSpeed: 76, minimumSpeed: 22,
      fuelUsed: 2.81,
      trace: trace)
  }

  /// A lap against the best one.
  static func comparison(_ trace: LapTrace) -> LapComparison {
    let reference = best.trace!
    let delta = zip(trace.time, reference.time).map { $0 - $1 }
    let total = trace.lapTime - reference.lapTime
    let ends = corners.dropFirst().map(\.segmentStart) + [grid.length]
    var before = 0.0
    let rows = zip(corners, ends).enumerated().map { index, pair -> CornerLoss in
      let here = index == corners.count - 1 ? total : delta[grid.index(at: pair.1)]
      let loss = here - before
      before = here
      var metrics = CornerMetrics()
      metrics.brakeStart = pair.0.start - 60
      metrics.fullThrottle = pair.0.apex + 70
      var better = CornerMetrics()
      better.brakeStart = pair.0.start - 48
      better.fullThrottle = pair.0.apex + 55
      return CornerLoss(
        corner: pair.0, loss: loss, entry: loss * 0.3, mid: loss * 0.45, exit: loss * 0.15, run: loss * 0.1,
        metrics: metrics,
        reference: better)
    }
    return LapComparison(delta: delta, grid: grid, total: total, corners: rows)
  }

  static func finding(_ corner: Int, _ rule: String, _ action: String, loss: Double, state: Finding.State = .repeated)
    -> Finding
  {
    Finding(
      rule: rule, corner: corner, cornerName: "T\(corner)", lapSerial: 6, lapNumber: 6, referenceLapNumber: 3,
      loss: loss,
      action: action, text: "T\(corner): \(action.lowercased()) — \(loss) s on entry (lap 6)",
      evidence: [
        Evidence(name: "brake point", value: 312, reference: 324, unit: "m"),
        Evidence(name: "apex speed", value: 31.2, reference: 32.5, unit: "m/s"),
        Evidence(name: "time on entry", value: 2.31, reference: 2.13, unit: "s"),
      ], seenOnLaps: [4, 5, 6], confidence: 0.8, state: state)
  }

  static let model: SessionModel = {
    var model = SessionModel()
    var source = SourceDescription(game: "gt7", gameName: "Gran Turismo 7")
    source.car = "BMW M4 GT3"
    source.track = "Fuji Speedway"
    model.source = source
    model.track = track
    model.corners = corners
    model.reference = ReferenceLap(choice: .sessionBest, label: "best", lap: best)
    model.laps = [
      lap(serial: 1, number: 1, kind: .out, trace: nil),
      lap(serial: 2, number: 2, trace: trace(grip: [1: 0.8, 4: 0.9])),
      best, lap(serial: 4, number: 4, trace: trace(grip: [3: 0.9])),
      lap(serial: 5, number: 5, trace: trace(grip: [5: 0.85])), last,
    ]
    model.bestLapSerial = 3
    model.lastComparison = comparison(last.trace!)
    let time = best.time ?? 0
    model.theoretical = TheoreticalBest(ideal: time - 0.6, cornerIdeal: time - 0.22, rollingBest: time - 0.05)
    model.bestSectors = [time * 0.31 - 0.02, time * 0.36, time * 0.33]
    model.currentSectors = [time * 0.31 - 0.05, time * 0.36 + 0.31]
    model.miniSectors = (0..<24).map { $0 > 15 ? .notDriven : [.slower, .faster, .best, .faster, .slower][$0 * 7 % 5] }
    model.learntLaps = 2
    model.findings = [
      finding(4, "brake-early", "Brake 12 m later", loss: 0.18),
      finding(2, "carry-more-speed", "Carry 5 km/h more", loss: 0.16),
      finding(1, "throttle-late", "Full throttle 10 m sooner", loss: 0.11),
      finding(3, "coast", "Do not coast", loss: 0.18, state: .fixed),
    ]
    model.focus = model.findings.first
    return model
  }()

  /// The instant at that share of the lap under way, with its trace.
  static func sample(at share: Double = 0.72) -> (LiveSample, LiveTrace) {
    let trace = LiveTrace(grid: grid)
    let reference = best.trace!
    let last = Int(share * Double(grid.count - 1))
    var frame = TelemetryFrame()
    for index in 0...last {
      for channel in LiveTrace.channels { frame[channel] = Double(now.columns[channel]![index]) }
      trace.fill(upTo: index, frame: frame, delta: now.time[index] - reference.time[index])
    }
    frame[.engineSpeedLimit] = 8200
    frame[.shiftLightStart] = 7600
    frame[.fuelLevel] = 32.1
    frame[.tyreTemperatureFrontLeft] = 84
    frame[.tyreTemperatureFrontRight] = 103
    frame[.tyreTemperatureRearLeft] = 81
    frame[.tyreTemperatureRearRight] = 83
    frame.lapNumber = 7
    frame.lapCount = 20
    frame.flags = [.onTrack]
    var sample = LiveSample()
    sample.frame = frame
    sample.state = .live
    sample.station = grid.station(last)
    sample.lapTime = now.time[last]
    let delta = now.time[last] - reference.time[last]
    sample.delta = delta
    sample.rawDelta = delta
    sample.deltaRate = 0.02
    sample.predictedLapTime = reference.lapTime + delta
    sample.predictionUncertainty = 0.12
    sample.fuelLaps = 11.4
    sample.fuelPerLap = 2.81
    return (sample, trace)
  }

  static let sessions: [SessionSummary] = [
    SessionSummary(
      id: 3, date: "2026-11-21 20:05", game: "GT7", track: "Fuji Speedway", car: "BMW M4 GT3", driver: "Ada",
      lapCount: 6, best: 90.945, isPersonalBest: true, kind: "race", tags: ["wet", "league"],
      note: "new tyres from lap 4", driverID: 1, carID: 1, trackID: 1),
    SessionSummary(
      id: 2, date: "2026-11-10 19:12", game: "iRacing", track: "Spa-Francorchamps", car: "Porsche 911 GT3 R",
      driver: "Ada", lapCount: 14, best: 138.2, driverID: 1, carID: 2, trackID: 2),
    SessionSummary(
      id: 1, date: "2026-11-08 21:40", game: "F1 25", track: "Suzuka Circuit", car: "McLaren", driver: "Grace",
      lapCount: 9, best: 89.31, driverID: 2, carID: 3, trackID: 3),
    SessionSummary(
      id: 4, date: "2026-10-02 18:00", game: "GT7", track: "Fuji Speedway", car: "BMW M4 GT3", driver: "Ada",
      lapCount: 11, best: 91.62, driverID: 1, carID: 1, trackID: 1),
  ]

  static let laps: [Dashboard.LapSummary] = [
    Dashboard.LapSummary(id: 11, number: 1, time: nil, kind: "out"),
    Dashboard.LapSummary(id: 12, number: 2, time: 91.412, sectors: [28.3, 33.1, 30.0], kind: "pace"),
    Dashboard.LapSummary(id: 13, number: 3, time: 90.945, sectors: [28.1, 32.9, 29.9], kind: "pace", isBest: true),
    Dashboard.LapSummary(
      id: 14, number: 4, time: 93.2, sectors: [28.4, 34.6, 30.2], kind: "pace", problems: "off track"),
  ]

  static let cornerTable = CornerTable(
    key: CornerTable.Key(track: "Fuji Speedway", car: "BMW M4 GT3", driver: "Ada"),
    corners: [
      CornerTable.Row(
        name: "T1", cornerClass: "slow", passages: 17, entrySpeed: 74.2, minimumSpeed: 24.1, exitSpeed: 41.7,
        brakeDistance: 104, time: 9.418, bestTime: 9.306, loss: 0.112),
      CornerTable.Row(
        name: "Coca-Cola", cornerClass: "fast", passages: 17, entrySpeed: 55, minimumSpeed: 44.8, exitSpeed: 52.1,
        brakeDistance: nil, time: 6.204, bestTime: 6.171, loss: 0.021),
    ],
    classes: [
      CornerTable.Row(
        name: "all slow", cornerClass: "slow", passages: 17, entrySpeed: 74.2, minimumSpeed: 24.1, exitSpeed: 41.7,
        brakeDistance: nil, time: nil, bestTime: nil, loss: 0.112)
    ])

  /// A dashboard in the middle of a lap.
  static func live(at share: Double = 0.72) -> DashboardState {
    var state = DashboardState(themes: ["dark", "light"])
    let (sample, trace) = sample(at: share)
    for message: Message in [
      .model(model), .sample(sample, trace), .clock("20:14:07"),
      .source(SourceStatus(kind: .live, name: "Gran Turismo 7", rate: 60)), .counters(Counters(stored: 6)),
    ] { _ = update(&state, message) }
    return state
  }

  /// The list of stored sessions.
  static func history() -> DashboardState {
    var state = live()
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .sessions(sessions))
    return state
  }

  /// Four laps over each other.
  static func four() -> DashboardState {
    var state = compare()
    var pair = pair
    for (letter, corner) in [(5, 4), (2, 1)] {
      let driven = lap(serial: letter, number: letter, trace: trace(grip: [corner: 0.9]))
      pair.extras.append(
        ComparedPair.Extra(
          lap: ComparedLap(key: .session(letter), label: "lap \(letter)", detail: "today 20:09", lap: driven),
          comparison: comparison(driven.trace!)))
    }
    _ = update(&state, .compared(pair))
    return state
  }

  /// The comparison of the last lap with the best one.
  static func compare() -> DashboardState {
    var state = live()
    _ = update(&state, .key(.character("2")))
    _ = update(&state, .compared(pair))
    return state
  }

  static let pair = ComparedPair(
    a: ComparedLap(key: .session(6), label: "lap 6", detail: "today 20:12", lap: last),
    b: ComparedLap(key: .session(3), label: "lap 3", detail: "today 20:05  reference", lap: best),
    comparison: comparison(last.trace!), corners: corners, track: track)

  /// Twenty cars in the middle of a race, the own one fourth.
  static let field: RaceField = {
    let names = [
      "Verhoeven", "Lindqvist", "Okafor", "Ada", "Marchetti", "Tanaka", "Dubois", "Schreiber", "Costa", "Nakamura",
      "O'Brien", "Petrov", "Yılmaz", "Kowalska", "Ferreira", "Haug", "van der Berg", "Silva", "Müller", "Ito",
    ]
    var field = RaceField()
    field.lapCount = 20
    field.timeLeft = 1_380
    field.flag = .green
    field.weather = "light cloud"
    field.forecast = [
      WeatherForecast(after: 300, weather: "overcast", rain: 0.2),
      WeatherForecast(after: 900, weather: "light rain", rain: 0.65),
    ]
    var gap = 0.0
    for (index, name) in names.enumerated() {
      var car = FieldCar(id: 40 + index, name: name)
      let step = [0, 1.842, 0.744, 2.318, 0.912, 3.205, 1.127][index % 7] + (index == 7 ? 1.5 : 0)
      gap += index == 0 ? 0 : step
      car.isOwn = index == 3
      car.number = [1, 44, 7, 23, 16, 22, 31, 5, 77, 10, 18, 63, 4, 81, 55, 3, 14, 27, 99, 24][index]
      car.team = ["Aurora GP", "Blackfield", "Corsa Nove", "Delta Works", "Eisvogel"][index / 4]
      car.place = index + 1
      car.lapNumber = index > 17 ? 6 : 7
      car.lapDistance = max(0, 3285 - gap * 52)
      if index > 0 { car.gapAhead = step }
      car.gapToLeader = gap
      car.lapsBehind = index > 17 ? 1 : 0
      car.lastLapTime = 91.1 + Double((index * 37) % 11) * 0.083
      car.bestLapTime = 90.8 + Double((index * 53) % 13) * 0.071
      car.sectors = [26.1 + Double(index % 5) * 0.06]
      car.tyre = index % 3 == 0 ? "soft" : "medium"
      car.tyreAge = 3 + index % 6
      car.tyreWear = 0.12 + Double(index % 6) * 0.03
      car.pitStops = index % 4 == 0 ? 1 : 0
      if index == 8 { car.pit = .lane }
      if index == 12 { car.penalty = 5 }
      if index == 19 { car.status = .retired }
      field.cars.append(car)
    }
    return field
  }()

  /// A dashboard in the middle of a race among other cars.
  static func race(at share: Double = 0.72) -> DashboardState {
    var state = live(at: share)
    var model = model
    model.source?.session = "race"
    var (sample, trace) = sample(at: share)
    sample.frame.racePosition = 4
    sample.frame.carCount = 20
    sample.frame[.gapAhead] = 2.318
    _ = update(&state, .model(model))
    _ = update(&state, .field(field))
    _ = update(&state, .sample(sample, trace))
    return state
  }

  static let ports: [ListeningPort] = [
    ListeningPort(
      gameName: "Gran Turismo 7", port: 33740, setup: "nothing to switch on: console and computer in one network"),
    ListeningPort(gameName: "F1", port: 20777, setup: "Settings, Telemetry: UDP on, this computer's address, 60 Hz"),
    ListeningPort(
      gameName: "Forza", port: 5300, setup: "Settings, HUD: Data Out on, this computer's address, port 5300"),
    ListeningPort(
      gameName: "Assetto Corsa", port: 9996, setup: "",
      problem: "another program holds this port: close it, or use --port"),
  ]
}

/// A state as it is drawn on a screen of that size.
func screen(_ state: DashboardState, _ width: Int, _ height: Int) -> Canvas {
  var canvas = Canvas(width: width, height: height)
  draw(state, on: &canvas)
  return canvas
}
