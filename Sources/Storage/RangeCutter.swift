/// Hands on what was asked for, also where a server sends the whole object instead of the range.
struct RangeCutter {
  private let range: Range<Int>?
  private var place = 0

  init(_ range: Range<Int>?) { self.range = range }

  /// - Parameter isWhole: whether the pieces begin at the start of the object.
  /// - Returns: `false` where the receiver wants no more.
  mutating func take(_ piece: RawSpan, isWhole: Bool, _ receive: (RawSpan) -> Bool) -> Bool {
    guard let range else { return receive(piece) }
    let start = isWhole ? place : range.lowerBound + place
    place += piece.byteCount
    let wanted = range.clamped(to: start..<(start + piece.byteCount))
    guard !wanted.isEmpty else { return true }
    return receive(piece.extracting((wanted.lowerBound - start)..<(wanted.upperBound - start)))
  }
}
