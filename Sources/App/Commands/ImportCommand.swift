import History

struct ImportCommand: Command {
  let name = "import"
  let summary = "recordings, folders or buckets of them, or what export --all wrote, into the history"
  let operands = "PATH…"
  let options = [
    CommandOption("driver", value: "NAME", "who drove, where the file does not say"),
    CommandOption("track", value: "NAME", "name of the track, where the file does not say"),
    CommandOption("car", value: "NAME", "name of the car, where the file does not say"),
    CommandOption(
      "map", value: "COLUMN=CHANNEL",
      "what a column of a table is, as in \"Tempo=speed km/h\"; remembered, may be repeated"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    let places = arguments.operands.isEmpty ? RecordingPlaces.usual.map { [$0] } ?? [] : arguments.operands
    guard !places.isEmpty else {
      throw UsageError(message: "import needs a file or a folder; or set TENTHS_RECORDINGS to a folder or a bucket")
    }
    try ColumnFile.remember(arguments.all("map"))
    let path = try DashboardOptions.history(arguments)
    if let folder = arguments.operands.first, HistoryArchive.isOne(folder) {
      guard arguments.operands.count == 1 else {
        throw UsageError(message: "import takes one export of a history at a time")
      }
      return try archive(folder, into: path)
    }
    let importer = Importer(
      history: try History(path: path), path: path, named: Set(places),
      driver: arguments.value("driver") ?? Folders.environment("TENTHS_DRIVER") ?? "guest",
      track: arguments.value("track"), car: arguments.value("car"))
    var rows: [[String]] = []
    var counts = (read: 0, laps: 0, skipped: 0, failed: 0)
    let files = try places.flatMap { try RecordingPlaces.files(under: $0) }
    for (index, file) in files.enumerated() {
      if Console.showsProgress { Console.error("\r\u{1B}[K\(index + 1)/\(files.count) \(Text.safe(file))") }
      switch importer.take(file) {
      case .read(let laps, let best, let what):
        counts.read += 1
        counts.laps += laps
        rows.append([Text.safe(file), "read", "\(laps)", Text.lapTime(best), what])
      case .skipped(let why):
        counts.skipped += 1
        rows.append([Text.safe(file), "skipped", "", "", why])
      case .failed(let why):
        counts.failed += 1
        rows.append([Text.safe(file), "failed", "", "", why])
      }
    }
    if Console.showsProgress { Console.error("\r\u{1B}[K") }
    guard !files.isEmpty else {
      Console.out("no recordings there\n")
      return ExitStatus.done
    }
    Console.out(Text.table(["file", "result", "laps", "best", ""], rows, right: [2, 3]))
    if files.count > 1 {
      Console.out(
        "\(counts.read) read with \(counts.laps) laps, \(counts.skipped) skipped, \(counts.failed) failed\n")
    }
    // In a folder what is no recording is passed over; a file that was named and cannot be read is a failure.
    return counts.failed > 0 ? ExitStatus.failed : ExitStatus.done
  }

  private func archive(_ folder: String, into path: String) throws -> Int32 {
    let contents = try HistoryArchive.read(folder, into: try History(path: path)) { Console.progress($0, of: $1) }
    Console.endProgress()
    Console.out("\(contents.sessions) sessions, \(contents.laps) laps taken from \(Text.safe(folder))\n")
    return ExitStatus.done
  }
}
