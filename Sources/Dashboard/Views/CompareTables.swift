internal import Analysis
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The values under the cursor, the map, and where the time went.
enum CompareTables {
  /// The corner in whose segment the cursor is.
  static func corner(_ pair: ComparedPair, _ state: DashboardState) -> Corner? {
    let cursor = state.compare.cursor
    return pair.corners.last { $0.segmentStart <= cursor } ?? pair.corners.last
  }

  static func values(_ pair: ComparedPair, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var heading = Figure.decimal(state.units.distance(state.compare.cursor), 0)
    heading.append(" ")
    let inner = canvas.frame(area, title: "At \(heading.text)\(state.units.distanceSymbol)")
    if let corner = corner(pair, state) { canvas.frameNote(corner.name, of: area, role: .accent, after: area.x + 14) }
    let laps = pair.laps
    let isWide = inner.width >= 52
    let width = laps.count > 2 ? 7 : 8
    let table = Table(
      inner.inset(isWide && laps.count == 2 ? 2 : 1, 0),
      [TableColumn("", laps.count > 2 ? max(10, inner.width - 2 - (laps.count + 1) * (width + 1)) : 12, right: false)]
        + laps.map { _ in TableColumn("", width) } + [TableColumn("A − B", width)],
      gap: isWide && laps.count == 2 ? 3 : 1)
    for index in laps.indices {
      table.text(
        CompareChannels.letter(ofLap: index), index + 1, inner.y, on: &canvas,
        role: CompareChannels.role(ofLap: index), attributes: .bold)
    }
    let last = laps.count + 1
    table.text("A − B", last, inner.y, on: &canvas, role: .muted)
    var y = inner.y + 1
    let present = pair.channels
    let channels = state.compare.channels?.filter { present.contains($0) } ?? CompareChannels.usual(present)
    for channel in channels where y < inner.endY - 1 {
      let shown = CompareChannels.shown(channel, state.units)
      let values = laps.map { $0.lap.trace?.value(channel, at: state.compare.cursor) }
      table.text(
        Words.lowercased(CompareChannels.title(channel, state.units)), 0, y, on: &canvas, role: .muted)
      for (index, value) in values.enumerated() {
        table.figure(.decimal(value.map(shown.value), shown.decimals), index + 1, y, on: &canvas)
      }
      if let a = values[0], let b = values[1] {
        table.figure(
          .decimal((a - b) * shown.scale, shown.decimals, sign: .always), last, y, on: &canvas, role: .bright)
      }
      y += 1
    }
    guard let comparison = pair.comparison, y < inner.endY else { return }
    let delta = comparison.delta(at: state.compare.cursor)
    table.text("delta s", 0, y, on: &canvas, role: .muted)
    table.figure(
      .decimal(delta, 3, sign: .always), last, y, on: &canvas, role: Words.role(ofDelta: delta), attributes: .bold)
    for (index, extra) in pair.extras.enumerated() {
      guard let delta = extra.comparison?.delta(at: state.compare.cursor) else { continue }
      table.figure(.decimal(delta, 3, sign: .always), index + 3, y, on: &canvas, role: Words.role(ofDelta: delta))
    }
  }

  static func map(_ pair: ComparedPair, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Track")
    guard let line = pair.track?.line else {
      return canvas.writeCentred("no positions", in: inner, inner.y + inner.height / 2, .muted)
    }
    let role: (Int) -> Role = { index in
      guard let comparison = pair.comparison else { return .reference }
      let station = line.grid.station(index)
      return Traces.role(
        of: comparison.delta, grid: comparison.grid, at: comparison.grid.index(at: station), even: .reference)
    }
    TrackMap(
      line: line, corners: pair.corners, focus: corner(pair, state)?.number, car: line.point(at: state.compare.cursor),
      carRole: .bright, role: role
    ).draw(in: inner, on: &canvas)
  }

  /// The corners of a comparison with their losses and the sum that closes.
  static func corners(
    _ pair: ComparedPair, _ state: DashboardState, title: String = "Where it went", highlighted: Int? = nil,
    in area: Area, on canvas: inout Canvas
  ) {
    let inner = canvas.frame(area, title: title)
    canvas.frameNote(
      state.compare.isInLapOrder ? "s, in lap order" : "s, by loss", of: area,
      after: area.x + 4 + cellWidth(of: title))
    guard let comparison = pair.comparison, !comparison.corners.isEmpty else {
      return canvas.writeCentred("no corners are known here", in: inner, inner.y + inner.height / 2, .muted)
    }
    let width = inner.width >= 54 ? 8 : 7
    let table = Table(
      inner.inset(1, 0),
      [TableColumn("corner", max(6, inner.width - 2 - 5 * width), right: false)]
        + ["entry", "mid", "exit", "run", "sum"].map { TableColumn($0, width - 1) }, gap: 1)
    table.header(inner.y, on: &canvas)
    let rows =
      state.compare.isInLapOrder ? comparison.corners : comparison.corners.sorted { abs($0.loss) > abs($1.loss) }
    let room = max(0, inner.height - 3)
    let here = highlighted ?? corner(pair, state)?.number
    let shown = rows.count <= room ? rows.count : max(0, room - 1)
    var y = inner.y + 1
    for loss in rows.prefix(shown) {
      let isHere = loss.corner.number == here
      if isHere { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      table.text(loss.corner.name, 0, y, on: &canvas, role: isHere ? .accent : .text, attributes: isHere ? .bold : [])
      row(table, [loss.entry, loss.mid, loss.exit, loss.run, loss.loss], y, &canvas)
      y += 1
    }
    if shown < rows.count, room > 0 {
      table.text("\(rows.count - shown) more", 0, y, on: &canvas, role: .muted)
      row(table, sums(rows.dropFirst(shown)), y, &canvas)
    }
    guard inner.height >= 4 else { return }
    canvas.rule(inner.x + 1, inner.endY - 2, width: inner.width - 2)
    table.text("lap", 0, inner.endY - 1, on: &canvas, role: .bright, attributes: .bold)
    var total = sums(rows[...])
    // The lap's own difference, so that the sum is seen to close.
    total[4] = comparison.total
    row(table, total, inner.endY - 1, &canvas)
  }

  private static func sums(_ rows: ArraySlice<CornerLoss>) -> [Double] {
    var sums = [0.0, 0, 0, 0, 0]
    for loss in rows {
      for (index, value) in [loss.entry, loss.mid, loss.exit, loss.run, loss.loss].enumerated() { sums[index] += value }
    }
    return sums
  }

  private static func row(_ table: Table, _ values: [Double], _ y: Int, _ canvas: inout Canvas) {
    for (index, value) in values.enumerated() {
      let isSum = index == 4
      if abs(value) < 0.0005 {
        table.text("·", index + 1, y, on: &canvas, role: .faint)
        continue
      }
      let role: Role = abs(value) < 0.02 ? .muted : value > 0 ? .loss : .gain
      table.figure(
        .decimal(value, 3, sign: .always), index + 1, y, on: &canvas, role: role, attributes: isSum ? .bold : [])
    }
  }
}
