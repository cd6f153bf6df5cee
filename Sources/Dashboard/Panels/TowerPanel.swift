internal import Drawing
internal import Telemetry

/// The timing tower: every car with its place, gap, interval, laps and tyres, the own one always in sight.
enum TowerPanel {
  /// The columns of the tower.
  enum Column: CaseIterable {
    case place, number, name, team, lap, gap, interval, last, best, firstSector, secondSector, tyre, stops, note

    var heading: String {
      switch self {
      case .place: ""
      case .number: "no"
      case .name: "driver"
      case .team: "car"
      case .lap: "lap"
      case .gap: "gap"
      case .interval: "interval"
      case .last: "last"
      case .best: "best"
      case .firstSector: "S1"
      case .secondSector: "S2"
      case .tyre: "tyre"
      case .stops: "pit"
      case .note: ""
      }
    }

    var width: Int {
      switch self {
      case .place, .stops, .number: 3
      case .name: 14
      case .team: 16
      case .lap: 3
      case .gap: 8
      case .interval, .last, .best: 8
      case .firstSector, .secondSector: 6
      case .tyre: 5
      case .note: 4
      }
    }

    var isRight: Bool { self != .name && self != .team && self != .tyre && self != .note }
  }

  /// In this order they give way where the room is short.
  private static let dispensable: [Column] = [
    .number, .secondSector, .firstSector, .team, .lap, .stops, .interval, .tyre, .best, .last, .note, .gap,
  ]

  static func draw(_ state: DashboardState, _ field: RaceField, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Timing", titleRole: Words.role(ofFlag: field.flag) ?? .muted)
    let tower = Tower(field, order: state.team.order)
    canvas.frameNote("\(field.cars.count) cars · by \(state.team.order.rawValue)", of: area, after: area.x + 10)
    let columns = columns(for: inner.width - 2, field)
    let table = Table(
      inner.inset(1, 0), columns.map { TableColumn($0.column.heading, $0.width, right: $0.column.isRight) }, gap: 2)
    table.header(inner.y, on: &canvas)
    let selected = tower.index(of: state.team.selected)
    for (line, index) in visible(tower, state, rows: inner.height - 1).enumerated() {
      let y = inner.y + 1 + line
      if index == selected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      for (place, column) in columns.enumerated() {
        cell(column.column, tower.rows[index], tower, state, table, place, y, &canvas)
      }
    }
  }

  /// The rows of the tower that fit, around the selected one; the own car's takes the last line where it would be out of sight.
  static func visible(_ tower: Tower, _ state: DashboardState, rows: Int) -> [Int] {
    guard rows > 0 else { return [] }
    let selected = tower.index(of: state.team.selected) ?? 0
    let first = max(0, min(selected - rows / 2, tower.rows.count - rows))
    var shown = Array(first..<min(tower.rows.count, first + rows))
    if rows >= 3, let own = tower.rows.firstIndex(where: { $0.car.isOwn }), !shown.contains(own) {
      if own < first { shown[0] = own } else { shown[shown.count - 1] = own }
    }
    return shown
  }

  private static func columns(for room: Int, _ field: RaceField) -> [(column: Column, width: Int)] {
    var columns = Column.allCases.filter { isFilled($0, field) }
    func width(_ columns: [Column]) -> Int { columns.reduce(-2) { $0 + $1.width + 2 } }
    for column in dispensable where width(columns) > room { columns.removeAll { $0 == column } }
    let spare = max(0, room - width(columns))
    return columns.map { column in
      let isOnly = !columns.contains(.team)
      let extra =
        column == .name ? min(10, isOnly ? spare : spare / 2) : column == .team ? min(14, spare - spare / 2) : 0
      return (column, column.width + extra)
    }
  }

  // A column that the game leaves empty for every car takes no room.
  private static func isFilled(_ column: Column, _ field: RaceField) -> Bool {
    let cars = field.cars
    switch column {
    case .number: return cars.contains { $0.number != nil }
    case .team: return cars.contains { $0.team != nil }
    case .lap: return cars.contains { $0.lapNumber != nil }
    case .gap: return cars.contains { $0.gapToLeader != nil || $0.lapsBehind != nil }
    case .interval: return cars.contains { $0.gapAhead != nil || $0.gapToLeader != nil }
    case .firstSector, .secondSector: return cars.contains { !$0.sectors.isEmpty }
    case .tyre: return cars.contains { $0.tyre != nil || $0.tyreAge != nil }
    case .stops: return cars.contains { $0.pitStops != nil }
    case .place, .name, .last, .best, .note: return true
    }
  }

  private static func cell(
    _ column: Column, _ row: TowerRow, _ tower: Tower, _ state: DashboardState, _ table: Table, _ index: Int, _ y: Int,
    _ canvas: inout Canvas
  ) {
    let car = row.car
    let isOut = car.status == .retired || car.status == .disqualified
    let plain: Role = isOut ? .muted : .text
    func figure(_ figure: Figure, _ role: Role, bold: Bool = false) {
      table.figure(figure, index, y, on: &canvas, role: role, attributes: bold ? .bold : [])
    }
    func text(_ text: String, _ role: Role, bold: Bool = false) {
      table.text(text, index, y, on: &canvas, role: role, attributes: bold ? .bold : [])
    }
    switch column {
    case .place:
      if let place = car.place { figure(.integer(place), car.isOwn ? .accent : .muted, bold: car.isOwn) }
    case .number: if let number = car.number { figure(.integer(number), .muted) }
    case .name: text(car.name, car.isOwn ? .accent : plain, bold: car.isOwn)
    case .team: text(car.team ?? "", .muted)
    case .lap: if let lap = car.lapNumber { figure(.integer(lap), .muted) }
    case .gap:
      if let laps = car.lapsBehind, laps > 0 {
        text("+\(laps) lap\(laps == 1 ? "" : "s")", .muted)
      } else if car.place == 1 {
        text("leader", .muted)
      } else if let gap = car.gapToLeader {
        figure(.decimal(gap, 3, sign: .always), plain)
      }
    case .interval:
      if car.place != 1, let interval = row.interval {
        figure(.decimal(interval, 3, sign: .always), interval < 1 && !isOut ? .bright : plain)
      }
    case .last:
      let isBest = car.lastLapTime != nil && car.lastLapTime == car.bestLapTime
      let isFastest = isBest && car.lastLapTime == tower.fastest
      figure(state.lapTime(car.lastLapTime), isFastest ? .sessionBest : isBest ? .gain : plain, bold: isFastest)
    case .best:
      let isFastest = car.bestLapTime != nil && car.bestLapTime == tower.fastest
      figure(state.lapTime(car.bestLapTime), isFastest ? .sessionBest : plain, bold: isFastest)
    case .firstSector: if let time = car.sectors.first { figure(.time(time, 2, short: true), .muted) }
    case .secondSector: if car.sectors.count > 1 { figure(.time(car.sectors[1], 2, short: true), .muted) }
    case .tyre: text(tyre(car), plain)
    case .stops: if let stops = car.pitStops { figure(.integer(stops), .muted) }
    case .note:
      if let note = note(car) { text(note.text, note.role, bold: true) }
    }
  }

  /// First letter of the tyre and the laps driven with it, as in `M 12`.
  static func tyre(_ car: FieldCar) -> String {
    let letter = car.tyre?.first.map { String($0).uppercased() } ?? ""
    let age = car.tyreAge.map { String($0) } ?? ""
    return letter.isEmpty || age.isEmpty
      ? letter + age : "\(letter) \(String(repeating: " ", count: max(0, 2 - age.count)))\(age)"
  }

  /// What sets a car apart just now.
  static func note(_ car: FieldCar) -> (text: String, role: Role)? {
    switch car.status {
    case .retired: return ("OUT", .muted)
    case .disqualified: return ("DSQ", .loss)
    case .finished: return ("FIN", .text)
    case .garage: return ("box", .muted)
    case .running: break
    }
    if car.pit != .none { return ("PIT", .warning) }
    if let penalty = car.penalty, penalty > 0, penalty < 1000 { return ("+\(Int(penalty.rounded()))s", .loss) }
    return nil
  }
}
