internal import Telemetry

/// Where laps begin in a recording that tells it by times instead of a counter in every sample.
struct LapMarks: Sendable {
  /// The car at the line.
  struct Mark: Sendable, Equatable {
    /// The recording's own clock at the line, s.
    var time: Double
    /// Number of the lap that begins here.
    var number: Int32
    /// Time of the lap that ends here, s; `nil` where that lap did not begin at the line.
    var lapTime: Double?
    /// The clock at the ends of the first two sectors of the lap that begins here, s; empty where they are not known.
    var sectorEnds: [Double] = []
  }

  /// In the order of their times.
  private(set) var marks: [Mark] = []
  /// Number of the lap under way before the first mark; `nil` where the recording knows nothing of laps.
  private(set) var firstNumber: Int32?
  /// Times of laps that the file tells of and of which it holds no samples to the end, s.
  private(set) var timesWithoutSamples: [Double] = []

  /// Nothing is known of laps.
  init() {}

  /// - Parameters:
  ///   - marks: crossings in order; those outside the samples give no lap, only their times.
  ///   - times: clock of the first and the last sample, s.
  ///   - interval: s between two samples. A log may stop right at the line, so that its last sample counts for a crossing just after it.
  init(_ marks: [Mark], firstNumber: Int32, times: ClosedRange<Double>, interval: Double) {
    self.firstNumber = firstNumber
    for mark in marks where mark.time.isFinite {
      if mark.time > times.upperBound + 1.5 * interval {
        if let time = mark.lapTime { timesWithoutSamples.append(time) }
        continue
      }
      guard mark.time > times.lowerBound - 1.5 * interval else {
        self.firstNumber = mark.number
        continue
      }
      self.marks.append(mark)
    }
    for index in self.marks.indices { self.marks[index].time = min(self.marks[index].time, times.upperBound) }
    var best: Double?
    bestTimes = self.marks.map { mark in
      best = [best, mark.lapTime].compactMap(\.self).min()
      return best
    }
  }

  /// Laps between successive crossings, with times in whole milliseconds; what lies before the first crossing is the lap before.
  init(crossings: [Double], firstNumber: Int32 = 1, times: ClosedRange<Double>, interval: Double) {
    var marks: [Mark] = []
    for (index, time) in crossings.enumerated() {
      let lap = index > 0 ? ((time - crossings[index - 1]) * 1000).rounded() / 1000 : nil
      marks.append(Mark(time: time, number: Int32(clamping: Int(firstNumber) + index), lapTime: lap))
    }
    self.init(marks, firstNumber: firstNumber - 1, times: times, interval: interval)
  }

  var isEmpty: Bool { marks.isEmpty }

  var hasSectors: Bool { marks.contains { $0.sectorEnds.count == 2 } }

  /// The best lap time up to each mark.
  private var bestTimes: [Double?] = []

  /// Takes in when the ends of the first and the second sector were passed, s, in order.
  mutating func addSectors(_ first: [Double], _ second: [Double]) {
    for index in marks.indices {
      let end = index + 1 < marks.count ? marks[index + 1].time : .infinity
      let lap = marks[index].time..<end
      guard let one = first.first(where: { lap.contains($0) }), let two = second.first(where: { lap.contains($0) }),
        one < two
      else { continue }
      marks[index].sectorEnds = [one, two]
    }
  }

  /// The marks with other lap times: `time` is given the number of a lap and what lies between its crossings, s.
  func withTimes(_ time: (Int32, Double) -> Double?) -> LapMarks {
    var copy = self
    for index in copy.marks.indices.dropFirst() {
      let start = marks[index - 1]
      copy.marks[index].lapTime = time(start.number, marks[index].time - start.time)
    }
    var best: Double?
    copy.bestTimes = copy.marks.map { mark in
      best = [best, mark.lapTime].compactMap(\.self).min()
      return best
    }
    return copy
  }

  /// Marks up to a time.
  func count(upTo time: Double) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Fills in what the marks say of laps at a time, of which `passed` are behind.
  func read(into frame: inout TelemetryFrame, time: Double, passed: Int) {
    guard let firstNumber else { return }
    guard passed > 0 else {
      frame.lapNumber = firstNumber
      return
    }
    let mark = marks[passed - 1]
    frame.lapNumber = mark.number
    frame.currentLapTime = max(0, time - mark.time)
    frame.lastLapTime = mark.lapTime
    frame.bestLapTime = bestTimes[passed - 1]
    guard mark.sectorEnds.count == 2, mark.sectorEnds[0] <= time else { return }
    frame.firstSectorTime = mark.sectorEnds[0] - mark.time
    guard mark.sectorEnds[1] <= time else { return }
    frame.secondSectorTime = mark.sectorEnds[1] - mark.sectorEnds[0]
  }
}
