internal import Telemetry

/// Turns the rows of a `.vbo` file into a recording.
struct VboReader {
  private let head: VboHead
  private var requests: [NumberTable.Request] = []
  private var timeSlot: Int?
  private var latitudeSlot: Int?
  private var longitudeSlot: Int?
  private var satellitesSlot: Int?
  private var channels: [(channel: Channel, conversion: UnitConversion, slot: Int, rank: Int)] = []

  /// The lower six bits are a number of satellites; those above are flags of the logger.
  private static let satelliteBits = 63
  /// s; a time of day that falls by more is of the next day.
  private static let halfDay = 43_200.0

  init(_ head: VboHead) {
    self.head = head
    var wide = 0
    var narrow = 0
    func wanted(_ name: String) -> Int? { head.columns.firstIndex { $0.lowercased() == name } }
    func request(_ column: Int?, isWide: Bool, _ requests: inout [NumberTable.Request]) -> Int? {
      guard let column else { return nil }
      requests.append(NumberTable.Request(column: column, isWide: isWide))
      defer { if isWide { wide += 1 } else { narrow += 1 } }
      return isWide ? wide : narrow
    }
    timeSlot = request(wanted("time"), isWide: true, &requests)
    latitudeSlot = request(wanted("lat") ?? wanted("latitude"), isWide: true, &requests)
    longitudeSlot = request(wanted("long") ?? wanted("lng") ?? wanted("longitude"), isWide: true, &requests)
    satellitesSlot = request(wanted("sats") ?? wanted("satellites"), isWide: false, &requests)
    for (column, name) in head.columns.enumerated() {
      guard let (channel, conversion, rank) = Self.meaning(name, head.unit(of: column)),
        let slot = request(column, isWide: false, &requests)
      else { continue }
      channels.append((channel, conversion, slot, rank))
    }
  }

  /// What a column stands for, where its unit is one of the channel.
  private static func meaning(_ name: String, _ units: [String]) -> (Channel, UnitConversion, Int)? {
    // What an application worked out itself is preferred to what it fills a standard column with.
    let isWorkedOut = name.hasSuffix("-calc")
    let plain = isWorkedOut ? String(name.dropLast(5)) : name
    guard let match = ChannelNames.match(plain), case .channel(let channel) = match.quantity else { return nil }
    let known = units.lazy.compactMap { UnitConversion.from($0, to: channel) }.first
    let usual: UnitConversion? =
      switch (ChannelNames.key(plain), channel) {
      case ("velocity", _): UnitConversion.from("km/h", to: .speed)
      case (_, .lateralAcceleration), (_, .longitudinalAcceleration): UnitConversion.from("g", to: channel)
      case ("height", _): UnitConversion()
      default: nil
      }
    guard let conversion = known ?? usual ?? UnitConversion.from("", to: channel) else { return nil }
    return (channel, conversion, match.rank * 2 + (isWorkedOut && channel != .speed ? 0 : 1))
  }

  func read(_ bytes: ByteStore, startLines: [StartLine]) throws(RecordingError) -> any Recording {
    guard let timeSlot else { throw missing("time") }
    let table = NumberTable(
      bytes, head.rows..<bytes.count, requests, TextDialect(delimiter: UInt8(ascii: " "), joinsDelimiters: true))
    guard table.rowCount > 0 else { throw .noSamples }
    var assembly = SampleAssembly(description, times: Self.clock(table.wideColumn(timeSlot)))
    if table.damagedCount > 0, let line = table.firstDamaged {
      assembly.notes.append(.damagedRows(count: table.damagedCount, firstLine: head.firstRowLine + line))
    }
    if table.isCut { assembly.notes.append(.truncated) }
    for entry in channels.sorted(by: { $0.rank < $1.rank }) {
      let values = table.narrowColumn(entry.slot)
      // A column that is zero throughout is there for its form only.
      let isKnown = assembly.series[entry.channel].map { $0.contains { $0 != 0 } } ?? false
      guard !isKnown, values.contains(where: { $0 != 0 }) || assembly.series[entry.channel] == nil else { continue }
      assembly.series[entry.channel] = values.map {
        $0 * Float(entry.conversion.scale) + Float(entry.conversion.addend)
      }
    }
    var isDegrees = false
    if let latitudeSlot, let longitudeSlot {
      var latitude = table.wideColumn(latitudeSlot)
      var longitude = table.wideColumn(longitudeSlot)
      // Minutes of arc beyond this are no degrees; a circuit within two degrees of the zero lines is at sea.
      isDegrees = latitude.allSatisfy { !(abs($0) > 90) } && longitude.allSatisfy { !(abs($0) > 180) }
      let satellites = satellitesSlot.map { table.narrowColumn($0) }
      for index in latitude.indices {
        let fix =
          satellites.map { $0[index].isFinite && Int(max(0, min($0[index], 1e6))) & Self.satelliteBits > 0 } ?? true
        latitude[index] = fix ? latitude[index] / (isDegrees ? 1 : 60) : .nan
        longitude[index] = fix ? -longitude[index] / (isDegrees ? 1 : 60) : .nan
      }
      assembly.latitude = latitude
      assembly.longitude = longitude
    }
    assembly.putInOrder()
    assembly.placeOnPlane()
    addLaps(&assembly, isDegrees: isDegrees)
    assembly.addLapsByPasses(startLines)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  private func missing(_ what: String) -> RecordingError {
    .malformed(format: VboFormat.name, line: nil, problem: .missingColumn(what))
  }

  private var description: SourceDescription {
    let isRaceChrono = head.comments.contains { $0.contains("RaceChrono") }
    var result = SourceDescription(game: "vbo", gameName: isRaceChrono ? "RaceChrono (VBOX log)" : "VBOX log")
    result.track = head.sessionName
    result.startDate = head.day.flatMap { LocalDate.seconds(day: $0, time: "") }
    return result
  }

  /// Seconds of the day from HHMMSS.sss.
  private static func clock(_ numbers: [Double]) -> [Double] {
    var days = 0.0
    var last: Double?
    return numbers.map { number in
      guard number >= 0, number < 1_000_000 else { return .nan }
      let hours = (number / 10_000).rounded(.down)
      let minutes = ((number - hours * 10_000) / 100).rounded(.down)
      let seconds = hours * 3600 + minutes * 60 + (number - hours * 10_000 - minutes * 100)
      if let last, seconds < last - halfDay { days += 2 * halfDay }
      last = seconds
      return ((seconds + days) * 1000).rounded() / 1000
    }
  }

  private func addLaps(_ assembly: inout SampleAssembly, isDegrees: Bool) {
    guard let plane = assembly.plane, let east = assembly.series[.positionX], let south = assembly.series[.positionZ]
    else { return }
    let gates = VboGates(plane, east: east, south: south, isDegrees: isDegrees)
    guard let start = head.gates.first(where: \.isStart), let found = gates.find(start) else {
      assembly.notes.append(.noLaps)
      return
    }
    switch found {
    case .elsewhere(let distance): assembly.notes.append(.startLineElsewhere(distance: distance))
    case .gate(let gate):
      let crossings = gate.crossings(x: east, z: south, times: assembly.times)
      guard !crossings.isEmpty else {
        assembly.notes.append(.noLaps)
        return
      }
      let splits = head.gates.filter { !$0.isStart }.compactMap { split -> [Double]? in
        guard case .gate(let gate)? = gates.find(split) else { return nil }
        return gate.crossings(x: east, z: south, times: assembly.times)
      }
      assembly.laps = LapMarks(crossings: crossings, times: assembly.range, interval: assembly.interval)
      if splits.count == 2 { assembly.laps.addSectors(splits[0], splits[1]) }
    }
  }
}
