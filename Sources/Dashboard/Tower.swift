internal import Telemetry

/// By what the cars of the timing tower are sorted.
public enum TowerOrder: String, Sendable, CaseIterable {
  case place
  case lastLap = "last lap"
  case bestLap = "best lap"
  case tyreAge = "tyre age"
}

/// What the user chose in the Team view.
public struct TeamState: Sendable {
  public internal(set) var order = TowerOrder.place
  /// The source's number of the car in detail; `nil` for the own one.
  public internal(set) var selected: Int?
}

/// A car of the timing tower with what follows from the others.
struct TowerRow: Sendable {
  var car: FieldCar
  /// s to the car ahead; taken from the gaps to the leader where the source sends none.
  var interval: Double?
  /// s behind the own car, negative ahead of it; `nil` where either has no gap.
  var toOwn: Double?
}

/// The cars of a session in order.
struct Tower: Sendable {
  let rows: [TowerRow]
  /// The best lap of all, s.
  let fastest: Double?

  init(_ field: RaceField, order: TowerOrder) {
    let placed = field.cars.sorted { Tower.key($0) < Tower.key($1) }
    let own = placed.first { $0.isOwn }
    var rows: [TowerRow] = []
    for (index, car) in placed.enumerated() {
      let ahead = index > 0 ? placed[index - 1] : nil
      let isSameLap = car.lapsBehind ?? 0 == ahead?.lapsBehind ?? 0
      let difference = Tower.difference(car.gapToLeader, ahead?.gapToLeader)
      rows.append(
        TowerRow(
          car: car, interval: car.gapAhead ?? (isSameLap ? difference : nil),
          toOwn: own.flatMap { Tower.difference(car.gapToLeader, $0.gapToLeader) }))
    }
    self.rows = Tower.sorted(rows, order)
    fastest = field.cars.compactMap(\.bestLapTime).filter { $0 > 0 }.min()
  }

  /// The row of a car; that of the own one, or the first, where it is not there.
  func index(of selected: Int?) -> Int? {
    rows.firstIndex { $0.car.id == selected } ?? rows.firstIndex { $0.car.isOwn } ?? rows.indices.first
  }

  /// The cars around the own one, `reach` before and behind, in the order of the rows.
  func around(reach: Int) -> ArraySlice<TowerRow> {
    guard let own = rows.firstIndex(where: { $0.car.isOwn }) else { return rows.prefix(2 * reach + 1) }
    let count = min(rows.count, 2 * reach + 1)
    let first = max(0, min(own - reach, rows.count - count))
    return rows[first..<first + count]
  }

  private static func sorted(_ rows: [TowerRow], _ order: TowerOrder) -> [TowerRow] {
    func by(_ value: (FieldCar) -> Double?) -> [TowerRow] {
      rows.enumerated().sorted { a, b in
        let (left, right) = (value(a.element.car) ?? .infinity, value(b.element.car) ?? .infinity)
        return left == right ? a.offset < b.offset : left < right
      }.map(\.element)
    }
    switch order {
    case .place: return rows
    case .lastLap: return by { $0.lastLapTime }
    case .bestLap: return by { $0.bestLapTime }
    case .tyreAge: return by { $0.tyreAge.map(Double.init) }
    }
  }

  // A car without a place stands behind those that have one.
  private static func key(_ car: FieldCar) -> (Int, Int) { (car.place ?? .max, car.id) }

  private static func difference(_ a: Double?, _ b: Double?) -> Double? {
    guard let a, let b, a.isFinite, b.isFinite else { return nil }
    return a - b
  }
}
