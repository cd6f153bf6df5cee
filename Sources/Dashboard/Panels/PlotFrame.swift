internal import Analysis
internal import Drawing
internal import Timing

/// The stretch of a lap under the columns of a plot.
struct Stretch {
  let start: Double
  let end: Double
  /// Columns of dots.
  let columns: Int

  /// Station at the left edge of a column of dots, m.
  func station(_ column: Int) -> Double { start + (end - start) * Double(column) / Double(max(1, columns)) }

  /// Column of dots of a station, or `nil` outside the plot.
  func column(_ station: Double) -> Int? {
    guard station.isFinite, station >= start, station <= end, end > start else { return nil }
    return min(columns - 1, Int((station - start) / (end - start) * Double(columns)))
  }

  /// What values at the stations of a grid cover under a column; at most a few of them are looked at.
  func cover(_ grid: DistanceGrid, _ column: Int, _ value: (Int) -> Double) -> TraceColumn? {
    let from = station(column)
    let first = grid.index(at: from)
    let last = max(first, grid.index(at: station(column + 1)) - 1)
    if last == first {
      let here = value(first)
      let next = first + 1 < grid.count ? value(first + 1) : here
      let share = min(1, max(0, (from - grid.station(first)) / grid.spacing))
      let between = next.isFinite ? here + (next - here) * share : here
      return between.isFinite ? TraceColumn(low: between, high: between) : nil
    }
    let step = max(1, (last - first) / 4)
    var low = Double.infinity
    var high = -Double.infinity
    var index = first
    while index <= last {
      let number = value(index)
      if number.isFinite {
        low = min(low, number)
        high = max(high, number)
      }
      index += step
    }
    return low <= high ? TraceColumn(low: low, high: high) : nil
  }
}

/// A frame with an axis at its left and the names of the corners in its lower edge.
struct PlotFrame {
  static let axisWidth = 5

  let plot: Area
  let stretch: Stretch

  init(_ area: Area, inner: Area, from start: Double, to end: Double) {
    var room = inner
    _ = room.takeLeft(min(Self.axisWidth, room.width))
    _ = room.takeRight(min(1, room.width))
    plot = room
    stretch = Stretch(start: start, end: end, columns: room.width * 2)
  }

  /// Writes values at the upper and lower edge of the axis.
  func axis(_ top: Figure, _ bottom: Figure, on canvas: inout Canvas) {
    canvas.writeRight(top, endX: plot.x - 1, plot.y, .muted)
    if plot.height > 1 { canvas.writeRight(bottom, endX: plot.x - 1, plot.endY - 1, .muted) }
  }

  /// Writes the corners' names under their apexes as far as there is room, and a tick where there is none.
  func corners(_ corners: [Corner], frame: Area, highlighted: Int? = nil, on canvas: inout Canvas) {
    let y = frame.endY - 1
    var free = plot.x
    for corner in corners {
      guard let column = stretch.column(corner.apex) else { continue }
      let x = plot.x + column / 2
      let wide = cellWidth(of: corner.name)
      // A name may stand one cell beside its corner.
      let start = x - wide / 2 == free - 1 ? free : x - wide / 2
      let isFocus = corner.number == highlighted
      if start >= free, start + wide < frame.endX - 1 {
        canvas.write(corner.name, start, y, isFocus ? .accent : .muted, attributes: isFocus ? .bold : [])
        free = start + wide + 1
      } else if x >= free - 1, x < frame.endX - 1 {
        canvas.put("┴", x, y, .muted)
        free = max(free, x + 1)
      }
    }
  }
}
