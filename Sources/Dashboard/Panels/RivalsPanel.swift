internal import Drawing
internal import Engine
internal import Telemetry

/// The cars around the own one: who, how far, how fast, on which tyres. In qualifying by best lap, else by place.
enum RivalsPanel: Panel {
  static let title = "Around you"
  static let minimumSize = (width: 26, height: 5)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let isByTime = state.shownLayout == .qualifying
    let inner = canvas.frame(
      area, title: isByTime ? "Best laps" : title, titleRole: Words.role(ofFlag: state.field?.flag) ?? .muted)
    guard let field = state.field, !field.cars.isEmpty else {
      return canvas.writeCentred("this game sends no other cars", in: inner, inner.y + inner.height / 2, .muted)
    }
    let tower = Tower(field, order: isByTime ? .bestLap : .place)
    let rows = Array(tower.around(reach: max(1, (inner.height - 1) / 2)).prefix(inner.height))
    let hasTyre = inner.width >= 40 && field.cars.contains { $0.tyre != nil || $0.tyreAge != nil }
    let fixed = 3 + 1 + 9 + 9 + (hasTyre ? 6 : 0)
    let nameWidth = max(6, inner.width - 2 - fixed)
    let ownBest = field.ownCar?.bestLapTime
    for (line, row) in rows.enumerated() {
      let car = row.car
      let y = inner.y + line
      if car.isOwn { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let role: Role = car.isOwn ? .accent : car.status == .running ? .text : .muted
      if let place = car.place {
        canvas.writeRight(.integer(place), endX: inner.x + 3, y, car.isOwn ? .accent : .muted)
      }
      var x = inner.x + 4
      canvas.write(car.name, x, y, role, attributes: car.isOwn ? .bold : [], limit: nameWidth)
      x += nameWidth
      if let note = TowerPanel.note(car), !car.isOwn {
        canvas.writeRight(note.text, endX: x + 8, y, note.role, attributes: .bold)
      } else if isByTime {
        if !car.isOwn, let best = car.bestLapTime, let ownBest {
          canvas.writeRight(
            .decimal(best - ownBest, 3, sign: .always), endX: x + 8, y, Words.role(ofDelta: ownBest - best))
        }
      } else if !car.isOwn, let gap = row.toOwn {
        canvas.writeRight(.decimal(gap, 2, sign: .always), endX: x + 8, y, abs(gap) < 1 ? .bright : .text)
      } else if car.isOwn {
        canvas.writeRight("you", endX: x + 8, y, .accent)
      }
      x += 9
      let time = isByTime ? car.bestLapTime : car.lastLapTime
      canvas.writeRight(
        state.lapTime(time), endX: x + 8, y, time != nil && time == tower.fastest ? .sessionBest : .text)
      x += 9
      if hasTyre { canvas.write(TowerPanel.tyre(car), x + 1, y, .muted, limit: 5) }
    }
  }
}
