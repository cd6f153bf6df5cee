internal import Telemetry

/// The columns of a plan, read.
struct PlannedTable {
  let plan: ColumnPlan
  let table: NumberTable
  /// The line of the first row.
  private let firstLine: Int
  private var slots: [ChannelNames.Quantity: (index: Int, isWide: Bool)] = [:]

  private static let wideQuantities: Set<ChannelNames.Quantity> = [
    .time, .latitude, .longitude, .distance, .runningLapTime, .lapTime,
  ]

  /// - Parameter key: the quantity without whose number a line is no row.
  init(
    _ source: CsvSource, _ head: TableHead, plan: ColumnPlan, key: ChannelNames.Quantity = .time
  ) {
    self.plan = plan
    firstLine = head.firstLine
    var requests: [NumberTable.Request] = []
    var counts = (wide: 0, narrow: 0)
    let quantities = plan.choices.sorted { a, b in
      (a.key == key ? -1 : a.value.column) < (b.key == key ? -1 : b.value.column)
    }
    for (quantity, choice) in quantities {
      let isWide = Self.wideQuantities.contains(quantity)
      slots[quantity] = (isWide ? counts.wide : counts.narrow, isWide)
      if isWide { counts.wide += 1 } else { counts.narrow += 1 }
      requests.append(NumberTable.Request(column: choice.column, isWide: isWide))
    }
    table = NumberTable(source.bytes, head.rows..<source.bytes.count, requests, head.dialect)
  }

  func has(_ quantity: ChannelNames.Quantity) -> Bool { slots[quantity] != nil }

  /// A column as it stands, with its unit taken off where the table says one.
  func wide(_ quantity: ChannelNames.Quantity) -> [Double]? {
    guard let slot = slots[quantity] else { return nil }
    let values = slot.isWide ? table.wideColumn(slot.index) : table.narrowColumn(slot.index).map(Double.init)
    guard let conversion = plan.choices[quantity]?.conversion, conversion != UnitConversion() else { return values }
    return values.map { $0 * conversion.scale + conversion.addend }
  }

  /// A column in 32 bits, as it stands.
  func narrow(_ quantity: ChannelNames.Quantity) -> [Float]? {
    guard let slot = slots[quantity] else { return nil }
    return slot.isWide ? table.wideColumn(slot.index).map { Float($0) } : table.narrowColumn(slot.index)
  }

  /// Puts every channel into an assembly of as many samples, in its own unit; where the table says none, the values tell.
  func fill(_ assembly: inout SampleAssembly) {
    for (quantity, choice) in plan.choices {
      guard case .channel(let channel) = quantity, let values = narrow(quantity) else { continue }
      let conversion: UnitConversion
      if let known = choice.conversion {
        conversion = known
      } else if let guess = UnitGuess.unit(of: channel, values) {
        conversion = guess.conversion
        assembly.notes.append(.unitAssumed(column: choice.name, unit: guess.unit))
      } else {
        continue
      }
      let isRatio = LdMapping.isRatio(channel)
      assembly.series[channel] = values.map { value in
        let number = Float(Double(value) * conversion.scale + conversion.addend)
        return isRatio && number.isFinite ? min(max(number, 0), 1) : number
      }
    }
    if assembly.series[.brake] == nil, let values = narrow(.brakePressure) {
      let highest = values.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
      if highest > 0 {
        assembly.series[.brake] = values.map { $0.isFinite ? min(max($0 / highest, 0), 1) : .nan }
        let scale = plan.choices[.brakePressure]?.conversion?.scale ?? 100
        assembly.notes.append(.brakeFromPressure(highest: Double(highest) * scale))
      }
    }
    if let latitude = wide(.latitude), let longitude = wide(.longitude) {
      assembly.latitude = latitude
      assembly.longitude = longitude
    }
    if let pit = narrow(.inPit) { assembly.inPit = pit.map { $0 > 0 } }
    if table.damagedCount > 0 {
      assembly.notes.append(.damagedRows(count: table.damagedCount, firstLine: firstLine + (table.firstDamaged ?? 0)))
    }
    if table.isCut { assembly.notes.append(.truncated) }
  }
}
