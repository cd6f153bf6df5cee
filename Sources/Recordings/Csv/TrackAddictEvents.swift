/// What TrackAddict writes between its rows, with the time of the row before.
struct TrackAddictEvents {
  /// The official time of a lap, s, and its number.
  private(set) var laps: [(number: Int32, time: Double)] = []
  /// Times of entering (`true`) and leaving the pit lane, s.
  private var pit: [(time: Double, isEntry: Bool)] = []

  init(_ source: CsvSource, from start: Int) {
    let number = NumberCell()
    source.bytes.withBytes { span in
      var place = start
      var row = start
      while place < span.byteCount {
        if span.byte(place) == UInt8(ascii: "#") {
          let close = TextLines.newline(span, from: place, to: min(span.byteCount, place + 200))
          var cell = row
          take(span.text(place..<close), after: number.read(span, &cell, end: span.byteCount))
        } else {
          row = place
        }
        place = TextLines.newline(span, from: place, to: span.byteCount) + 1
      }
    }
  }

  private mutating func take(_ line: String, after time: Double) {
    let words = line.split { " \r\t".contains($0) }
    guard words.count >= 3, words[0] == "#" else { return }
    if words[1] == "Lap", words.count >= 4, let number = Int32(words[2].dropLast()),
      let seconds = ClockText.seconds(words[3])
    {
      laps.append((number, (seconds * 1000).rounded() / 1000))
    } else if words[1] == "Pit", words[2] == "Lane", words.count >= 4, time.isFinite {
      pit.append((time, words[3] == "Entry"))
    }
  }

  /// Whether the car is in the pit lane at each of some times in order; empty where the log knows of none.
  func pitLane(at times: [Double]) -> [Bool] {
    guard let first = pit.first else { return [] }
    var next = 0
    // A log that tells of leaving first began in the pits.
    var isIn = !first.isEntry
    return times.map { time in
      while next < pit.count, pit[next].time < time {
        isIn = pit[next].isEntry
        next += 1
      }
      return isIn
    }
  }

  /// The universal time of the first row, s since 1970.
  func startDate(_ table: PlannedTable, _ source: CsvSource, _ head: TableHead) -> Double? {
    guard let column = head.names.firstIndex(of: "UTC Time") else { return nil }
    return source.bytes.withBytes { span in
      let line = head.rows..<TextLines.newline(span, from: head.rows, to: span.byteCount)
      let cells = TextLines.cells(span, line, head.dialect)
      return column < cells.count ? Double(cells[column]) : nil
    }
  }
}
