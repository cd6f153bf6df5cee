/// The numbers of a lap without its samples, as the text of a record: separated by tabs, exact, empty for what is not known.
struct LapSummary: Equatable {
  var serial: Int64
  var number: Int64
  var kind: String
  var flags: Int64
  var time: Double?
  var sectors: String
  var topSpeed: Double?
  var minimumSpeed: Double?
  var fuelUsed: Double?
  var gameTime: Double
  var finishedAt: Double
  var eligible: Int64

  var text: String {
    func word(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [
      "\(serial)", "\(number)", kind, "\(flags)", word(time), sectors, word(topSpeed), word(minimumSpeed),
      word(fuelUsed), "\(gameTime)", "\(finishedAt)", "\(eligible)",
    ].joined(separator: "\t")
  }
}

extension LapSummary {
  /// `nil` where the text cannot be read. Words that a newer program adds behind are left alone.
  init?(_ text: String) {
    let words = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 12, let serial = Int64(words[0]), let number = Int64(words[1]), let flags = Int64(words[3]),
      let gameTime = Double(words[9]), let finishedAt = Double(words[10]), let eligible = Int64(words[11])
    else { return nil }
    self.init(
      serial: serial, number: number, kind: words[2], flags: flags, time: Double(words[4]), sectors: words[5],
      topSpeed: Double(words[6]), minimumSpeed: Double(words[7]), fuelUsed: Double(words[8]), gameTime: gameTime,
      finishedAt: finishedAt, eligible: eligible == 0 ? 0 : 1)
  }
}
