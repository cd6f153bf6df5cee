internal import Compression

/// Why a `.ldx` file cannot be read.
struct LdxError: Error, Equatable {
  /// From 1.
  var line: Int
}

/// The beacons of a `.ldx` file: the times at which the car crossed the line.
struct LdxBeacons: Sendable {
  /// s since the log began, in order.
  private(set) var times: [Double] = []
  /// The first time that is written to 10 ms only, s: programs that print six digits do so from 1000 s on.
  private(set) var coarseFrom: Double?

  /// A lap file is a few kilobytes.
  private static let largest = 4 << 20

  init(_ bytes: ByteStore) throws(LdxError) {
    var content = bytes.withBytes { span in
      span.extracting(0..<min(span.byteCount, Self.largest)).withUnsafeBytes { Array($0) }
    }
    if Gzip.recognises(content.span.bytes) { content = (try? Gzip.inflate(content.span.bytes).bytes) ?? [] }
    try self.init(text: content)
  }

  init(text: [UInt8]) throws(LdxError) {
    var reader = XMLTags(text)
    var open: [String] = []
    var group: String?
    var isLog = false
    while let tag = try reader.next() {
      switch tag.kind {
      case .end:
        guard open.popLast() == tag.name else { throw LdxError(line: tag.line) }
        if tag.name == "MarkerGroup" { group = nil }
        continue
      case .start: open.append(tag.name)
      case .empty: break
      }
      if open.count == 1, tag.kind == .start { isLog = tag.name == "LDXFile" }
      guard isLog else { throw LdxError(line: tag.line) }
      if tag.name == "MarkerGroup", tag.kind == .start { group = tag.attributes["Name"] ?? "" }
      // Other groups hold marks that someone set by hand, which are no crossings.
      guard tag.name == "Marker", group == "Beacons" else { continue }
      guard let text = tag.attributes["Time"], let time = Double(text), time.isFinite, time >= 0 else {
        throw LdxError(line: tag.line)
      }
      times.append(time / 1e6)
      if time >= 1e9, time.truncatingRemainder(dividingBy: 10_000) == 0 {
        coarseFrom = min(coarseFrom ?? .infinity, time / 1e6)
      }
    }
    guard open.isEmpty, isLog else { throw LdxError(line: reader.line) }
    // The names are not in order once someone has edited the laps; the times are what counts.
    times.sort()
  }
}
