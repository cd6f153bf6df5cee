/// Where the laps of a `.ld` file begin: by the beacons of the `.ldx` file beside it, else by the logger's own lap channels. The log
/// of Assetto Corsa Competizione has neither within itself, and then no lap is invented.
enum LdLaps {
  static let endings = [".ldx", ".LDX", ".Ldx", ".ldx.gz"]
  /// s; a second lap within this of the one before is the same crossing.
  private static let shortestLap = 1.0

  static func find(
    _ mapping: LdMapping, _ bytes: RawSpan, _ surroundings: RecordingSurroundings, times: ClosedRange<Double>,
    interval: Double
  ) -> (laps: LapMarks, notes: [RecordingNote]) {
    var notes: [RecordingNote] = []
    if let companion = surroundings.companion(endings: endings) {
      do throws(LdxError) {
        let beacons = try LdxBeacons(companion.bytes)
        if !beacons.times.isEmpty {
          if let coarse = beacons.coarseFrom { notes.append(.coarseLapTimes(from: coarse, resolution: 0.01)) }
          let first = firstNumber(mapping, bytes, at: beacons.times[0])
          return (
            LapMarks(crossings: beacons.times, firstNumber: first, times: times, interval: interval), notes
          )
        }
        notes.append(.noLaps)
      } catch {
        notes.append(.damagedLapFile(name: companion.name, line: error.line))
      }
    } else {
      notes.append(.noLapFile(name: surroundings.stem + endings[0]))
    }
    let own = byChannels(mapping, bytes)
    guard !own.isEmpty else { return (LapMarks(), notes) }
    return (
      LapMarks(own, firstNumber: 0, times: times, interval: interval), notes.filter { $0 != .noLaps && !isMissing($0) }
    )
  }

  /// The number of the lap that begins at a beacon, by the logger's own counter where it counts in every sample.
  private static func firstNumber(_ mapping: LdMapping, _ bytes: RawSpan, at time: Double) -> Int32 {
    guard mapping.flags != nil, let counter = mapping.others[.lapNumber],
      let number = counter.value(bytes, at: (time * Double(counter.rate) + 0.999).rounded(.down) / Double(counter.rate))
    else { return 1 }
    return Int32(exactly: number.rounded()) ?? 1
  }

  private static func isMissing(_ note: RecordingNote) -> Bool {
    if case .noLapFile = note { true } else { false }
  }

  /// The lap number steps some samples late; the running lap time then tells when the line was.
  private static func byChannels(_ mapping: LdMapping, _ bytes: RawSpan) -> [LapMarks.Mark] {
    guard let number = mapping.others[.lapNumber], number.count > 1 else { return [] }
    let running = mapping.others[.runningLapTime]
    let official = mapping.others[.lapTime]
    var marks: [LapMarks.Mark] = []
    for index in 1..<number.count where number.value(bytes, index) > number.value(bytes, index - 1) {
      let step = Double(index) / Double(number.rate)
      let line = step - (running?.value(bytes, at: step) ?? 0)
      let lapTime = official?.value(bytes, at: step).flatMap { $0 > shortestLap ? $0 : nil }
      if marks.isEmpty, let lapTime, line - lapTime >= 0 {
        // The first lap that the logger timed began at the line too.
        marks.append(LapMarks.Mark(time: line - lapTime, number: 1, lapTime: nil))
      }
      guard line - (marks.last?.time ?? -.infinity) > shortestLap else { continue }
      let measured = marks.last.map { ((line - $0.time) * 1000).rounded() / 1000 }
      marks.append(
        LapMarks.Mark(
          time: line, number: Int32(clamping: marks.count + 1),
          lapTime: marks.isEmpty ? nil : lapTime.map { ($0 * 1000).rounded() / 1000 } ?? measured))
    }
    return marks
  }
}
