/// Puts datagrams together that were cut in pieces; what stays incomplete is given up.
struct FragmentStore: Sendable {
  private struct Key: Hashable {
    var addresses: UInt64
    var identifier: UInt32
    var transport: UInt8
  }

  private struct Pending {
    var started: Double
    var pieces: [(offset: Int, bytes: [UInt8])] = []
    var total: Int?
    var size = 0
  }

  /// s after which the missing pieces are not waited for.
  private static let patience = 5.0
  private static let largest = 65_535
  private static let mostPending = 64
  private static let mostPieces = 256

  private var pending: [Key: Pending] = [:]
  /// Datagrams given up.
  private(set) var lostCount = 0

  /// Datagrams that never became whole, those still waiting included.
  var incompleteCount: Int { lostCount + pending.count }

  /// Takes in a piece; the whole where it was the last one missing.
  mutating func add(
    _ packet: RawSpan, _ header: InternetPacket, _ fragment: InternetPacket.Fragment, time: Double
  ) -> [UInt8]? {
    forget(before: time - Self.patience)
    let key = Key(addresses: header.addresses, identifier: fragment.identifier, transport: header.transport)
    var entry = pending[key] ?? Pending(started: time)
    let bytes = packet.extracting(header.payload).withUnsafeBytes { Array($0) }
    guard fragment.offset + bytes.count <= Self.largest, entry.size + bytes.count <= 2 * Self.largest,
      entry.pieces.count < Self.mostPieces
    else {
      pending[key] = nil
      lostCount += 1
      return nil
    }
    entry.pieces.append((fragment.offset, bytes))
    entry.size += bytes.count
    if fragment.isLast { entry.total = fragment.offset + bytes.count }
    if let whole = Self.join(entry) {
      pending[key] = nil
      return whole
    }
    if pending.count >= Self.mostPending, pending[key] == nil {
      lostCount += 1
      return nil
    }
    pending[key] = entry
    return nil
  }

  private mutating func forget(before limit: Double) {
    for (key, entry) in pending where entry.started < limit {
      pending[key] = nil
      lostCount += 1
    }
  }

  private static func join(_ entry: Pending) -> [UInt8]? {
    guard let total = entry.total else { return nil }
    var whole = [UInt8](repeating: 0, count: total)
    var end = 0
    for piece in entry.pieces.sorted(by: { $0.offset < $1.offset }) {
      guard piece.offset <= end, piece.offset + piece.bytes.count <= total else { return nil }
      whole.replaceSubrange(piece.offset..<(piece.offset + piece.bytes.count), with: piece.bytes)
      end = max(end, piece.offset + piece.bytes.count)
    }
    return end == total ? whole : nil
  }
}
