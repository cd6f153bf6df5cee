internal import Drawing
internal import Telemetry

/// One car of the field in detail, measured against the own one.
enum CarDetailPanel {
  /// Rows inside the frame.
  static let rows = 10

  static func draw(_ state: DashboardState, _ field: RaceField, in area: Area, on canvas: inout Canvas) {
    let tower = Tower(field, order: state.team.order)
    guard let index = tower.index(of: state.team.selected) else { return }
    let row = tower.rows[index]
    let car = row.car
    let inner = canvas.frame(area, title: car.name, titleRole: car.isOwn ? .accent : .text)
    if let place = car.place {
      canvas.frameNote("P\(place)", of: area, role: .bright, after: area.x + 4 + cellWidth(of: car.name))
    }
    let own = car.isOwn ? nil : field.ownCar
    var y = inner.y
    func line(_ label: String, _ value: Figure, _ difference: Double?, decimals: Int = 3) {
      guard y < inner.endY else { return }
      canvas.write(label, inner.x + 2, y, .muted, limit: 12)
      canvas.writeRight(value, endX: inner.x + 24, y, value.count > 1 ? .text : .muted)
      if let difference, difference.isFinite, inner.width >= 36 {
        canvas.writeRight(
          .decimal(difference, decimals, sign: .always), endX: inner.x + 34, y, Words.role(ofDelta: -difference))
      }
      y += 1
    }
    func text(_ label: String, _ value: String, _ role: Role = .text) {
      guard y < inner.endY, !value.isEmpty else { return }
      canvas.write(label, inner.x + 2, y, .muted, limit: 12)
      canvas.write(value, inner.x + 16, y, role, limit: inner.width - 17)
      y += 1
    }
    func difference(_ value: KeyPath<FieldCar, Double?>) -> Double? {
      guard let mine = own?[keyPath: value], let theirs = car[keyPath: value] else { return nil }
      return theirs - mine
    }
    text("car", [car.number.map { "#\($0)" }, car.team, car.category].compactMap { $0 }.joined(separator: "  "))
    if let toOwn = row.toOwn, own != nil {
      let distance = Figure.decimal(abs(toOwn), 1).text
      text("from you", toOwn < 0 ? "\(distance) s ahead" : "\(distance) s behind", .bright)
      if let pace = difference(\.lastLapTime), abs(pace) < 20 { text("closing", closing(toOwn, pace)) }
    }
    line("last", state.lapTime(car.lastLapTime), difference(\.lastLapTime))
    line("best", state.lapTime(car.bestLapTime), difference(\.bestLapTime))
    for (number, time) in car.sectors.prefix(3).enumerated() {
      let mine = own.flatMap { number < $0.sectors.count ? $0.sectors[number] : nil }
      line("sector \(number + 1)", .time(time, 3, short: true), mine.map { time - $0 })
    }
    let age = car.tyreAge.map { "\($0) laps" } ?? ""
    let wear = car.tyreWear.map { "\(Figure.decimal($0 * 100, 0).text) % worn" } ?? ""
    text("tyres", [car.tyre ?? "", age, wear].filter { !$0.isEmpty }.joined(separator: " · "))
    if let stops = car.pitStops { text("stops", String(stops)) }
    if let penalty = car.penalty, penalty > 0 { text("penalty", "\(Figure.decimal(penalty, 0).text) s", .loss) }
    if let note = TowerPanel.note(car) { text("now", note.text, note.role) }
  }

  // What the last lap says of the laps to come, without promising it.
  private static func closing(_ toOwn: Double, _ pace: Double) -> String {
    let perLap = "\(Figure.decimal(abs(pace), 2).text) s a lap"
    // Ahead and slower, or behind and faster: the gap shrinks.
    guard toOwn * pace < 0, abs(pace) >= 0.05 else { return abs(pace) < 0.05 ? "same pace" : "no, \(perLap) apart" }
    let laps = (abs(toOwn) / abs(pace)).rounded(.up)
    return laps < 100 ? "\(perLap), \(Int(laps)) laps" : perLap
  }
}
