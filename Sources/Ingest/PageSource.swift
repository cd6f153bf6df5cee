/// The pages of one game and when to look at them again.
struct PageSource: Sendable {
  /// ms between two looks while the game writes: twice for each of its pictures.
  static let period: Int32 = 8
  /// s between two looks while nothing is there.
  private static let patience = 1.0

  var reader: SharedPageReader
  private(set) var isThere = false
  private var due = -Double.infinity

  init(_ reader: SharedPageReader) { self.reader = reader }

  func isDue(at now: Double) -> Bool { now >= due }

  /// Whether there is a new image. Pages that are absent, or not what they should be, are looked for again later.
  mutating func refresh(at now: Double) -> Bool {
    do throws(SharedPageReader.Failure) {
      let isNew = try reader.refresh()
      isThere = true
      due = -.infinity
      return isNew
    } catch .unstable {
      return false
    } catch {
      isThere = false
      due = now + Self.patience
      return false
    }
  }
}
