/// Datagrams as they were recorded, of whatever game.
public struct DatagramLog: Sendable {
  /// One datagram.
  public struct Entry: Sendable, Hashable {
    /// s since the first datagram; never less than the one before.
    public var time: Double
    /// Where its bytes lie.
    public var range: Range<Int>
    /// Datagrams between the same two places have the same number.
    public var stream: UInt64
  }

  /// The datagrams in the order in which they were recorded.
  public private(set) var entries: [Entry] = []
  private let bytes: ByteStore

  init(_ bytes: ByteStore) { self.bytes = bytes }

  /// Adds a datagram; a time before the one of the last datagram counts as the same time.
  mutating func append(_ range: Range<Int>, time: Double, stream: UInt64 = 0) {
    let last = entries.last?.time ?? 0
    entries.append(Entry(time: time.isFinite ? max(time, last) : last, range: range, stream: stream))
  }

  /// Records of one size, laid end to end; an incomplete one at the end is left out.
  init(records bytes: ByteStore, size: Int, interval: Double) {
    self.init(bytes)
    for index in 0..<(bytes.count / size) {
      append((index * size)..<((index + 1) * size), time: Double(index) * interval)
    }
  }

  /// Hands a datagram's bytes to `body`.
  public func withBytes<Result, Failure: Error>(
    of entry: Entry, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withBytes { span throws(Failure) in try body(span.extracting(entry.range)) }
  }

  /// The entries that satisfy a condition.
  func filtered(_ isIncluded: (Entry) -> Bool) -> DatagramLog {
    var result = self
    result.entries = entries.filter(isIncluded)
    return result
  }
}
