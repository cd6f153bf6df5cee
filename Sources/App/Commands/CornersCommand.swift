import Analysis
import History
import Settings
import Timing

struct CornersCommand: Command {
  let name = "corners"
  let summary = "what corners cost, over sessions, cars and drivers; and the corners themselves, to be edited"
  let operands = "[rename CORNER NAME | split CORNER --at METRES | merge CORNER CORNER | renumber]"
  let options =
    [
      CommandOption("track", value: "TRACK", "only tracks with this in their name; the track that is edited"),
      CommandOption("car", value: "TEXT", "only cars with this in their name"),
      CommandOption("driver", value: "TEXT", "only drivers with this in their name"),
      CommandOption("game", value: "GAME", "only this game"),
      CommandOption("class", value: "CLASS", "only slow, medium, fast or flat corners"),
      CommandOption("since", value: "DATE", "only laps since this day, as in 2026-11-24"),
      CommandOption("by", value: "WHAT", "tell apart by driver, car or session"),
      CommandOption("at", value: "METRES", "where a corner is split, from the line"),
      CommandOption("units", value: "UNITS", "metric or imperial"),
    ] + ListFilter.paging(Self.sorts)

  private static let sorts: [ListSort.Key] = [.best, .corner, .laps, .loss, .speed, .time, .track]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else { return try CornerEdit.run(arguments) }
    guard !arguments.has("at") else { throw UsageError(message: "--at belongs to tenths corners split CORNER") }
    let filter = try filter(arguments)
    let cornerClass = try choice("class", Corner.Class.self, arguments)
    let grouping = try choice("by", CornerReport.Grouping.self, arguments) ?? .none
    let units = try DashboardOptions.settings(arguments).units
    var reports = try ListFilter.open(arguments).cornerReports(filter, cornerClass: cornerClass, by: grouping)
    reports.corners = page(reports.corners, filter)
    if arguments.has("json") {
      Console.out(
        JSON.object([
          ("schema", .string("tenths.corners/1")), ("corners", .array(reports.corners.map(json))),
          ("classes", .array(reports.classes.map(json))),
        ]).text)
      return ExitStatus.done
    }
    guard !reports.corners.isEmpty else {
      Console.out("no passages of corners that match: drive with tenths, or tenths import FILE\n")
      return ExitStatus.done
    }
    Console.out(table(reports.corners, grouping, units) + "\n" + classTable(reports.classes, grouping, units))
    return ExitStatus.done
  }

  private func filter(_ arguments: Arguments) throws -> HistoryFilter {
    var filter = try ListFilter.make(arguments, sorts: Self.sorts)
    if !arguments.has("limit") { filter.limit = 1_000_000 }
    return filter
  }

  /// The corners that are asked for, in the order that is asked for.
  private func page(_ corners: [CornerReport], _ filter: HistoryFilter) -> [CornerReport] {
    var sorted = corners
    if let sort = filter.sort {
      func number(_ report: CornerReport) -> Double? {
        switch sort.key {
        case .best: report.bestTime
        case .laps: Double(report.passages)
        case .loss: report.loss
        case .speed: report.minimumSpeed
        case .time: report.segmentTime
        default: nil
        }
      }
      // Equal ones stay in the order of the lap; those without a number come last.
      sorted = corners.enumerated().sorted { a, b in
        if [.track, .corner].contains(sort.key) {
          let names = sort.key == .track ? (a.element.track, b.element.track) : (a.element.name, b.element.name)
          return names.0 == names.1 ? a.offset < b.offset : (names.0 < names.1) != sort.isDescending
        }
        let numbers = (number(a.element), number(b.element))
        guard let first = numbers.0, let second = numbers.1, first != second else {
          return (numbers.0 == nil ? 1 : 0, a.offset) < (numbers.1 == nil ? 1 : 0, b.offset)
        }
        return (first < second) != sort.isDescending
      }.map(\.element)
    }
    return Array(sorted.dropFirst(filter.offset).prefix(filter.limit))
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ type: Choice.Type, _ arguments: Arguments
  ) throws -> Choice? {
    guard let text = arguments.value(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(message: "--\(name) is one of \(all), not \(Text.safe(text))")
    }
    return choice
  }

  private func table(
    _ reports: [CornerReport], _ grouping: CornerReport.Grouping, _ units: UserSettings.Units
  ) -> String {
    let group = grouping == .none ? [] : [grouping.rawValue]
    let speed = UnitText.speedName(units)
    let rows = reports.map { report -> [String] in
      [report.track, report.name] + (grouping == .none ? [] : [report.group]) + [
        report.cornerClass.rawValue, UnitText.distance(report.apex, units), "\(report.passages)",
        UnitText.speed(report.entrySpeed, units),
        UnitText.speed(report.minimumSpeed, units), UnitText.speed(report.exitSpeed, units),
        UnitText.distance(report.brakeStart, units), report.peakBrake.map { Text.fixed($0 * 100, 0) } ?? "–",
        report.segmentTime.map { Text.fixed($0, 3) } ?? "–", report.bestTime.map { Text.fixed($0, 3) } ?? "–",
        report.deviation.map { Text.fixed($0, 3) } ?? "–", Text.delta(report.loss),
      ]
    }
    let header =
      ["track", "corner"] + group + [
        "class", "at \(UnitText.distanceName(units))", "n", "entry \(speed)", "apex", "exit",
        "brake \(UnitText.distanceName(units))", "brake %", "time s",
        "best", "spread", "loss s",
      ]
    let first = 3 + group.count
    return Text.table(header, rows.map { $0.map(Text.safe) }, right: Set(first..<header.count))
  }

  private func classTable(
    _ reports: [CornerReport], _ grouping: CornerReport.Grouping, _ units: UserSettings.Units
  ) -> String {
    let group = grouping == .none ? [] : [grouping.rawValue]
    let rows = reports.map { report -> [String] in
      [report.name] + (grouping == .none ? [] : [report.group]) + [
        "\(report.passages)", UnitText.speed(report.entrySpeed, units), UnitText.speed(report.minimumSpeed, units),
        UnitText.speed(report.exitSpeed, units), report.peakBrake.map { Text.fixed($0 * 100, 0) } ?? "–",
        Text.delta(report.loss),
      ]
    }
    let header =
      ["class"] + group + ["n", "entry \(UnitText.speedName(units))", "apex", "exit", "brake %", "loss s"]
    return Text.table(header, rows.map { $0.map(Text.safe) }, right: Set((1 + group.count)..<header.count))
  }

  private func json(_ report: CornerReport) -> JSON {
    let isClass = report.corner == 0
    var pairs: [(String, JSON)] =
      isClass
      ? []
      : [
        ("track", .string(report.track)), ("corner", .integer(report.corner)), ("name", .string(report.name)),
      ]
    pairs += [("class", .string(report.cornerClass.rawValue))]
    if !report.group.isEmpty { pairs.append(("group", .string(report.group))) }
    pairs += [
      ("passages", .integer(report.passages)), ("entrySpeed", .optional(report.entrySpeed)),
      ("apexSpeed", .optional(report.minimumSpeed)), ("exitSpeed", .optional(report.exitSpeed)),
      ("peakBrake", .optional(report.peakBrake)), ("loss", .optional(report.loss, decimals: 4)),
    ]
    if !isClass {
      pairs += [
        ("station", .optional(report.apex, decimals: 1)), ("brakePoint", .optional(report.brakeStart, decimals: 1)),
        ("time", .optional(report.segmentTime)),
        ("bestTime", .optional(report.bestTime)), ("spread", .optional(report.deviation)),
      ]
    }
    return .object(pairs)
  }
}
