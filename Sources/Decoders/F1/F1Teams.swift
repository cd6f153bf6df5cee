/// The teams of the championship by the game's numbers, which the names of their drivers in real packets confirm.
enum F1Teams {
  /// The team of a number, or `nil` for one that is no team of the year's championship.
  static func name(_ number: Int, year: UInt16) -> String? {
    if year >= 2026 { return of2026.indices.contains(number - first2026) ? of2026[number - first2026] : nil }
    guard classic.indices.contains(number) else { return nil }
    return switch (number, year) {
    case (6, 2024): "RB"
    case (6, 2025): "Racing Bulls"
    case (9, 2024...): "Sauber"
    default: classic[number]
    }
  }

  /// The number of a team, for the encoder; 255 where the year has no such team.
  static func number(_ name: String?, year: UInt16) -> Int {
    let numbers = year >= 2026 ? first2026..<(first2026 + of2026.count) : 0..<classic.count
    return numbers.first { Self.name($0, year: year) == name } ?? 255
  }

  private static let classic = [
    "Mercedes", "Ferrari", "Red Bull", "Williams", "Aston Martin", "Alpine", "AlphaTauri", "Haas", "McLaren",
    "Alfa Romeo",
  ]
  private static let first2026 = 476
  private static let of2026 = [
    "Mercedes", "Ferrari", "Red Bull", "Williams", "Aston Martin", "Alpine", "Racing Bulls", "Haas", "McLaren", "Audi",
    "Cadillac",
  ]
}
