/// Lays the official times of a car on the laps that its own distance gave. The two number laps differently, by up to a few.
enum GrCupMatch {
  /// s; the car's own crossings are good to tenths.
  private static let near = 1.5
  private static let offsets = -3...3

  /// The marks with the official times where most of them agree, else as they are.
  static func official(_ official: [TimedSession.Lap], on laps: LapMarks) -> LapMarks {
    let measured = zip(laps.marks.dropFirst(), laps.marks).map { (number: Int($1.number), time: $0.time - $1.time) }
    let times = Dictionary(official.map { ($0.number, $0.time) }, uniquingKeysWith: { first, _ in first })
    var best: (offset: Int, count: Int)?
    for offset in offsets {
      let count = measured.count { lap in times[lap.number + offset].map { abs($0 - lap.time) < near } ?? false }
      if count > best?.count ?? 0 { best = (offset, count) }
    }
    guard let best, best.count * 2 > measured.count else { return laps }
    return laps.withTimes { number, time in
      times[Int(number) + best.offset].flatMap { abs($0 - time) < near ? $0 : nil }
    }
  }
}
