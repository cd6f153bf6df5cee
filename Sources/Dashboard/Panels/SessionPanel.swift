internal import Drawing
internal import Telemetry

/// What holds for all cars: the flag, what is left of the session, the weather now and to come.
enum SessionPanel {
  /// Rows that there is something to say in.
  static func rows(_ field: RaceField) -> Int { max(1, lines(field).count) }

  static func draw(_ field: RaceField, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Session")
    for (index, line) in lines(field).prefix(inner.height).enumerated() {
      let y = inner.y + index
      canvas.write(line.label, inner.x + 2, y, .muted)
      canvas.write(line.text, inner.x + 13, y, line.role, attributes: line.isBold ? .bold : [], limit: inner.width - 15)
    }
  }

  private struct Line {
    var label: String
    var text: String
    var role = Role.text
    var isBold = false
  }

  private static func lines(_ field: RaceField) -> [Line] {
    var lines: [Line] = []
    if let flag = field.flag {
      lines.append(
        Line(label: "track", text: Words.flag(flag), role: Words.role(ofFlag: flag) ?? .text, isBold: flag != .green))
    }
    var left: [String] = []
    if let time = field.timeLeft, time > 0 { left.append(Figure.time(time, 0).text) }
    if let laps = field.lapCount, laps > 0 {
      let leader = field.cars.first { $0.place == 1 }?.lapNumber ?? field.ownCar?.lapNumber
      left.append(leader.map { "lap \($0) of \(laps)" } ?? "\(laps) laps")
    }
    if !left.isEmpty { lines.append(Line(label: "left", text: left.joined(separator: " · "))) }
    if let weather = field.weather { lines.append(Line(label: "weather", text: weather)) }
    for forecast in field.forecast.prefix(3) {
      let rain = forecast.rain.map { ", rain \(Figure.decimal($0 * 100, 0).text) %" } ?? ""
      lines.append(
        Line(
          label: "in \(Figure.decimal(forecast.after / 60, 0).text) min", text: forecast.weather + rain,
          role: (forecast.rain ?? 0) >= 0.5 ? .warning : .muted))
    }
    return lines
  }
}
