import TestSupport
import Testing

@testable import Recordings

/// Numbers out of text, beside the way of the standard library.
@Suite struct NumberTextTests {
  /// The number that a text is read as, alone and with other cells around it, which let eight bytes be read at once.
  private func number(_ text: String, mark: Character = ".") -> Double {
    let cell = NumberCell(decimalMark: mark.asciiValue ?? 0)
    func read(_ text: String, _ range: Range<Int>) -> (value: Double, place: Int) {
      let bytes = Array(text.utf8)
      var place = range.lowerBound
      let value = cell.read(bytes.span.bytes, &place, end: range.upperBound)
      return (value, place)
    }
    let count = text.utf8.count
    let alone = read(text, 0..<count)
    let among = read("77;\(text);1234567890123", 3..<(count + 17))
    #expect(alone.value.bitPattern == among.value.bitPattern && alone.place + 3 == among.place, "\(text)")
    #expect(alone.place == count || alone.value.isNaN, "\(text)")
    return alone.value
  }

  private func isRight(_ text: String) -> Bool { number(text).bitPattern == Double(text)?.bitPattern }

  private static func digits(_ count: Int, _ random: inout SplitMix64) -> String {
    String((0..<count).map { _ in Character(String(Int.random(in: 0...9, using: &random))) })
  }

  @Test func everyNumberIsTheOneNextToItsText() {
    forAll(20_000) { random in
      let whole = Self.digits(Int.random(in: 0...12, using: &random), &random)
      let decimals = Self.digits(Int.random(in: whole.isEmpty ? 1...14 : 0...14, using: &random), &random)
      let sign = ["", "-", "+"].randomElement(using: &random) ?? ""
      let exponent =
        Int.random(in: 0..<8, using: &random) == 0 ? "e\(Int.random(in: -330...310, using: &random))" : ""
      return isRight(sign + whole + (decimals.isEmpty ? "" : "." + decimals) + exponent)
    }
  }

  @Test func ofTwoThatAreEquallyNearTheEvenOneIsTaken() {
    forAll(20_000) { random in
      // Above this limit every odd number lies in the middle between two, below it every half does.
      let limit: UInt64 = 1 << 53
      let odd = UInt64.random(in: limit..<(2 * limit), using: &random) | 1
      let half = UInt64.random(in: (limit / 2)..<limit, using: &random)
      let quarter = UInt64.random(in: (limit / 4)..<(limit / 2), using: &random)
      return [
        "\(odd)", "\(odd).0", "\(odd).1", "\(odd - 1).9", "\(half).5", "-\(half).5", "\(half).50", "\(half).51",
        "\(half).49", "\(quarter).25", "\(quarter).75", "\(quarter).251",
      ].allSatisfy(isRight)
    }
  }

  @Test(arguments: [
    "0", "-0", "0.0", "-0.000", "9007199254740992", "9007199254740993", "9007199254740993.0", "9999999999999999999",
    "18446744073709551615", "18446744073709551616", "0.9999999999999999999", "0.0000000000000000001", ".5", "-.5",
    "00000000000000000000000001.5", "123456789012345678901234567890", "1e400", "-1e400", "1e-400", "4.9e-324",
  ])
  func edges(_ text: String) {
    #expect(isRight(text))
  }

  @Test func longerThanAnybodyWrites() {
    #expect(number(String(repeating: "9", count: 5000)) == .infinity)
    #expect(number("0." + String(repeating: "3", count: 5000)) == 1.0 / 3)
    #expect(number("1." + String(repeating: "0", count: 500) + "e2") == 100)
  }

  @Test func whatIsNoNumber() {
    for text in ["", "-", "+", ".", "-.", "x", "e5", "--1", "nan", "inf"] { #expect(number(text).isNaN, "\(text)") }
  }

  @Test func otherForms() {
    #expect(number("true") == 1 && number("FALSE") == 0)
    #expect(number("5.") == 5 && number("3,25", mark: ",") == 3.25)
    #expect(number("12345678901234567890,5", mark: ",") == 12_345_678_901_234_567_890.5)
    #expect(number("1:39.748") == 99.748 && number("1:00:00.5") == 3600.5)
    #expect(number("1970-01-02T00:00:01.500Z") == 86_401.5)
  }

  /// Cells of every kind, as text and as what they count for.
  private static func cell(_ random: inout SplitMix64) -> (text: String, value: Double) {
    let whole = Self.digits(Int.random(in: 1...10, using: &random), &random)
    let number = Bool.random(using: &random) ? whole : "-\(whole).\(Self.digits(3, &random))"
    let value = Double(number) ?? .nan
    return switch Int.random(in: 0..<10, using: &random) {
    case 0: ("", .nan)
    case 1: ("\"\(number)\"", value)
    case 2: (" \(number) ", value)
    case 3: ("\"one, two and three\"", .nan)
    case 4: ("word", .nan)
    case 5: (number + "x", .nan)
    default: (number, value)
    }
  }

  @Test func tablesAreReadCellByCell() {
    forAll(500) { random in
      let columns = Int.random(in: 1...12, using: &random)
      let lines = Int.random(in: 1...20, using: &random)
      let ending = Bool.random(using: &random) ? "\r\n" : "\n"
      // The first one counts the rows; any may be asked for twice.
      let wanted = [0] + (0..<8).map { _ in Int.random(in: 0...columns, using: &random) }
      var text = ""
      var rows: [[Double]] = []
      for line in 0..<lines {
        let cells = (0..<columns).map { $0 == 0 ? ("\(line)", Double(line)) : Self.cell(&random) }
        text += cells.map(\.0).joined(separator: ",") + ending
        rows.append(cells.map(\.1) + [.nan])
      }
      let table = NumberTable(
        ByteStore(Array(text.utf8)), 0..<text.utf8.count, wanted.map { .init(column: $0, isWide: true) }, TextDialect())
      guard table.rowCount == lines, table.damagedCount == 0 else { return false }
      return wanted.enumerated().allSatisfy { index, column in
        table.wideColumn(index).map(\.bitPattern) == rows.map { $0[column].bitPattern }
      }
    }
  }
}
