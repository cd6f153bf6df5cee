internal import Telemetry

/// Which columns of a table are read, and what they stand for.
struct ColumnPlan: Sendable {
  struct Choice: Sendable {
    var column: Int
    var name: String
    /// `nil` where the table does not say the unit, so that the values have to tell.
    var conversion: UnitConversion?
  }

  private(set) var choices: [ChannelNames.Quantity: Choice] = [:]

  /// - Parameters:
  ///   - units: one a column, empty where there is none.
  ///   - sources: where the columns come from, one a column, where the table says it; the one that is named first here is preferred.
  init(names: [String], units: [String], mapping: ColumnMapping = ColumnMapping(), sources: [String] = []) {
    var ranks: [ChannelNames.Quantity: Int] = [:]
    for (column, title) in names.enumerated() {
      let (name, ownUnit) = Self.split(title)
      let unit = units.indices.contains(column) && !units[column].isEmpty ? units[column] : ownUnit
      let quantity: ChannelNames.Quantity
      var rank: Int
      var said = unit
      if let mapped = mapping.meaning(of: title) ?? mapping.meaning(of: name) {
        quantity = mapped.quantity
        rank = -1
        said = mapped.unit ?? unit
      } else if let match = ChannelNames.match(name) ?? ChannelNames.match(title) {
        quantity = match.quantity
        rank = match.rank * 8 + Self.rank(of: sources.indices.contains(column) ? sources[column] : "")
      } else {
        continue
      }
      let conversion = Self.conversion(said, quantity)
      // A unit of another quantity is another quantity, as a brake in newton metres.
      if conversion == nil, !said.isEmpty { continue }
      if conversion == nil { rank += 4 }
      guard rank < ranks[quantity] ?? .max else { continue }
      ranks[quantity] = rank
      choices[quantity] = Choice(column: column, name: title, conversion: conversion)
    }
  }

  /// What was worked out is preferred to what one sensor says, a receiver's speed to that of the wheels.
  private static func rank(of source: String) -> Int {
    source.contains("calc") ? 0 : source.contains("gps") ? 1 : 2
  }

  /// A name without the unit in brackets or behind its last underscore.
  static func split(_ title: String) -> (name: String, unit: String) {
    for (open, close) in [("(", ")"), ("[", "]")] {
      guard let start = title.lastIndex(of: Character(open)), let end = title.lastIndex(of: Character(close)),
        start < end
      else { continue }
      let unit = String(title[title.index(after: start)..<end])
      guard unit.count <= 12, !unit.contains("alculated") else { continue }
      return (String(title[..<start]), unit)
    }
    if let mark = title.lastIndex(of: "_") {
      let (name, unit) = (String(title[..<mark]), String(title[title.index(after: mark)...]))
      if let match = ChannelNames.match(name), conversion(unit, match.quantity) != nil { return (name, unit) }
    }
    return (title, "")
  }

  private static func conversion(_ unit: String, _ quantity: ChannelNames.Quantity) -> UnitConversion? {
    switch quantity {
    case .channel(let channel): return UnitConversion.from(unit, to: channel)
    case .latitude, .longitude:
      return ["", "deg", "°", "degrees"].contains(UnitConversion.normalised(unit)) ? UnitConversion() : nil
    case .distance: return unit.isEmpty ? UnitConversion() : UnitConversion.from(unit, to: .lapDistance)
    case .brakePressure: return UnitConversion.from(unit, to: .tyrePressureFrontLeft)
    case .lapNumber, .inPit: return UnitConversion()
    case .lapShare: return unit == "%" ? UnitConversion() : UnitConversion()
    case .time, .runningLapTime, .lapTime:
      switch UnitConversion.normalised(unit) {
      case "", "s", "sec", "seconds", "unixtime", "h:m:s", "mm:ss": return UnitConversion()
      case "ms": return UnitConversion(scale: 0.001)
      case "us", "µs": return UnitConversion(scale: 0.000_001)
      case "min": return UnitConversion(scale: 60)
      default: return nil
      }
    }
  }
}
