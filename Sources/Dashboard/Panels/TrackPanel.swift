internal import Analysis
internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The track from above, coloured where time was gained or lost, with the car on it.
enum TrackPanel: Panel {
  static let title = "Track"
  static let minimumSize = (width: 18, height: 6)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let heading = state.model.track?.name ?? title
    let inner = canvas.frame(area, title: area.width >= 40 ? heading : title)
    let titleEnd = area.x + 4 + cellWidth(of: heading)
    if state.trace != nil, state.model.reference != nil {
      let start = canvas.frameNote("▼ gain  ▲ loss", of: area, after: titleEnd)
      if start < area.endX {
        canvas.tint(start, area.y, foreground: .gain)
        canvas.tint(start + 8, area.y, foreground: .loss)
      }
    }
    guard let line = state.model.track?.line else {
      if state.showsDriven, DrivenPathPlots.map(state, in: inner, on: &canvas) {
        canvas.frameNote("so far", of: area, after: titleEnd)
        return
      }
      let text = state.model.track == nil ? "drawn after the first lap" : "this game sends no positions"
      return canvas.writeCentred(text, in: inner, inner.y + inner.height / 2, .muted)
    }
    let live = state.trace
    let driven = live?.count ?? 0
    let sameGrid = live?.grid == line.grid
    let role: (Int) -> Role = { index in
      guard let live, sameGrid, index < driven else { return .reference }
      return Traces.role(of: live, at: index, even: .text)
    }
    let car = state.sample.station.map { line.point(at: $0) }
    TrackMap(
      line: line, corners: state.model.corners, focus: state.model.focus?.corner, car: car,
      others: others(state, line), role: role
    ).draw(in: inner, on: &canvas)
  }

  // Where the other cars are: by their own position, else by their distance along the lap.
  static func others(_ state: DashboardState, _ line: ReferenceLine) -> [TrackMap.OtherCar] {
    (state.field?.cars ?? []).compactMap { car in
      guard !car.isOwn, car.status == .running, car.pit != .box else { return nil }
      let place =
        car.position ?? car.lapDistance.flatMap { $0 >= 0 && $0 <= line.grid.length ? line.point(at: $0) : nil }
      return place.map { TrackMap.OtherCar(position: $0, place: car.place) }
    }
  }
}

/// A track's line with its corners and one car.
struct TrackMap {
  /// Another car, with its place in the race.
  struct OtherCar {
    var position: Position
    var place: Int?
  }

  let line: ReferenceLine
  let corners: [Corner]
  let focus: Int?
  let car: Position?
  var carRole = Role.accent
  var others: [OtherCar] = []
  /// How much larger than the whole track, around `centre`.
  var zoom = 1
  var centre: Position?
  let role: (Int) -> Role

  func draw(in area: Area, on canvas: inout Canvas) {
    var minX = Double.infinity
    var maxX = -Double.infinity
    var minZ = Double.infinity
    var maxZ = -Double.infinity
    for point in line.points {
      minX = min(minX, point.x)
      maxX = max(maxX, point.x)
      minZ = min(minZ, point.z)
      maxZ = max(maxZ, point.z)
    }
    if zoom > 1, let centre {
      // The shape of the part is that of the whole, so that the map does not turn.
      let half = (x: (maxX - minX) / Double(zoom) / 2, z: (maxZ - minZ) / Double(zoom) / 2)
      (minX, maxX) = (centre.x - half.x, centre.x + half.x)
      (minZ, maxZ) = (centre.z - half.z, centre.z + half.z)
    }
    let margin = (x: area.width >= 40 ? 6 : 3, y: area.height >= 12 ? 2 : 1)
    guard
      let plot = TrackPlot(area: area, minX: minX, maxX: maxX, minY: minZ, maxY: maxZ, margin: margin)
    else { return canvas.writeCentred("no shape", in: area, area.y + area.height / 2, .muted) }
    let count = line.points.count
    let step = max(1, count / (700 * max(1, zoom)))
    let isBold = area.height >= 24 && area.width >= 70 || zoom > 2
    var previous: (x: Int, y: Int)?
    for index in stride(from: 0, through: count, by: step) {
      let place = index < count ? index : 0
      let point = line.points[place]
      guard let dot = plot.dot(point.x, point.z) else {
        previous = nil
        continue
      }
      if let last = previous { stroke(from: last, to: dot, role(place), isBold, &canvas) }
      previous = dot
    }
    if count > 0, let last = previous, let first = plot.dot(line.points[0].x, line.points[0].z), count % step != 0 {
      stroke(from: last, to: first, role(0), isBold, &canvas)
    }
    let centre = (x: area.x * 2 + area.width, y: area.y * 4 + area.height * 2)
    for other in others {
      guard let dot = plot.dot(other.position.x, other.position.z), area.contains(x: dot.x >> 1, y: dot.y >> 2) else {
        continue
      }
      canvas.put("○", dot.x >> 1, dot.y >> 2, .text)
      // The place beside the mark where the map is large enough for it to be read.
      if area.width >= 60, let place = other.place {
        canvas.write(.integer(place), (dot.x >> 1) + 1, dot.y >> 2, .muted)
      }
    }
    if let car, let dot = plot.dot(car.x, car.z) {
      canvas.put("●", dot.x >> 1, dot.y >> 2, carRole, attributes: .bold)
    }
    for corner in corners {
      let point = line.point(at: corner.apex)
      guard let dot = plot.dot(point.x, point.z), zoom == 1 || area.contains(x: dot.x >> 1, y: dot.y >> 2) else {
        continue
      }
      let isFocus = corner.number == focus
      canvas.label(
        corner.name, near: dot, awayFrom: centre, in: area, role: isFocus ? .accent : .muted,
        attributes: isFocus ? .bold : [])
    }
  }

  // On a large map the line is two dots wide; where time is lost it is wider than elsewhere, so that colour is not alone.
  private func stroke(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ role: Role, _ isBold: Bool, _ canvas: inout Canvas
  ) {
    canvas.line(start.x, start.y, end.x, end.y, role, layer: Traces.Layer.line)
    for offset in 0..<(isBold ? 1 : 0) + (role == .loss ? 1 : 0) {
      canvas.line(start.x + 1 + offset, start.y, end.x + 1 + offset, end.y, role, layer: Traces.Layer.line)
      canvas.line(start.x, start.y + 1 + offset, end.x, end.y + 1 + offset, role, layer: Traces.Layer.line)
    }
  }
}
