internal import Drawing
internal import Telemetry
internal import Timing

/// The accelerations of the laps against each other: how much of the tyres each of them uses, and where.
enum AccelerationPlot {
  private static let gravity = 9.806_65

  static func draw(_ pair: ComparedPair, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Accelerations g")
    let laps = pair.laps.map(\.lap.trace)
    func columns(_ trace: LapTrace?) -> (lateral: [Float], longitudinal: [Float])? {
      guard let lateral = trace?.columns[.lateralAcceleration], let along = trace?.columns[.longitudinalAcceleration]
      else { return nil }
      return (lateral, along)
    }
    let all = laps.map(columns)
    guard all.contains(where: { $0 != nil }), inner.width >= 12, inner.height >= 6 else {
      return canvas.writeCentred("no accelerations", in: inner, inner.y + inner.height / 2, .muted)
    }
    let extent = CompareChannels.extent(all.flatMap { [$0?.lateral, $0?.longitudinal] }) ?? (0, 1)
    let reach = CompareChannels.rounded(max(abs(extent.0), abs(extent.1)) / gravity)
    // A dot is as wide as it is high: a cell has two by four.
    let radius = Double(min(inner.width * 2, inner.height * 4) / 2 - 3)
    let centre = (x: inner.x * 2 + inner.width, y: inner.y * 4 + inner.height * 2)
    func dot(_ lateral: Double, _ along: Double) -> (x: Int, y: Int)? {
      let x = lateral / gravity / reach * radius
      let y = along / gravity / reach * radius
      guard x.isFinite, y.isFinite, abs(x) < 1e4, abs(y) < 1e4 else { return nil }
      // Positive is to the left, as seen by the driver; speeding up is up.
      return (centre.x - Int(x.rounded()), centre.y - Int(y.rounded()))
    }
    var layer: UInt8 = 2
    for index in [1] + Array(2..<max(2, all.count)).reversed() + [0] {
      guard let columns = all[index] else { continue }
      let role = CompareChannels.role(ofLap: index)
      for (lateral, along) in zip(columns.lateral, columns.longitudinal) {
        if let place = dot(Double(lateral), Double(along)), inner.contains(x: place.x >> 1, y: place.y >> 2) {
          canvas.dot(place.x, place.y, role, layer: layer)
        }
      }
      layer += 1
    }
    axes(reach, centre, Int(radius), inner, &canvas)
    for (index, trace) in laps.enumerated().reversed() {
      guard let lateral = trace?.value(.lateralAcceleration, at: state.compare.cursor),
        let along = trace?.value(.longitudinalAcceleration, at: state.compare.cursor), let place = dot(lateral, along)
      else { continue }
      canvas.put("●", place.x >> 1, place.y >> 2, CompareChannels.role(ofLap: index), attributes: .bold)
    }
  }

  private static func axes(
    _ reach: Double, _ centre: (x: Int, y: Int), _ radius: Int, _ inner: Area, _ canvas: inout Canvas
  ) {
    for offset in stride(from: -radius, through: radius, by: 4) {
      for place in [(centre.x + offset, centre.y), (centre.x, centre.y + offset)] {
        let cell = (x: place.0 >> 1, y: place.1 >> 2)
        if inner.contains(x: cell.x, y: cell.y), canvas[cell.x, cell.y].isBlank {
          canvas.dot(place.0, place.1, .faint, layer: .max)
        }
      }
    }
    let row = centre.y >> 2
    canvas.write("left", inner.x + 1, row, .muted)
    canvas.writeRight("right", endX: inner.endX - 1, row, .muted)
    canvas.writeRight(.decimal(reach, reach < 2 ? 1 : 0), endX: inner.endX - 1, inner.y, .muted)
  }
}
