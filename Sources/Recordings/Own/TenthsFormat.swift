internal import Compression
public import Telemetry

/// Our own file: columns of numbers as they are in memory, compressed.
///
/// Eight bytes `TENTHS1` and a newline, the size of what follows once unpacked (64 bits), then Zstandard around: the length of the head (32 bits, as all that follow the lowest byte first)
/// and the head, lines of `key: value`; the number of columns and of frames; of each column the length of its name, the name, the bytes of
/// a number (4 or 8) and the numbers, not a number where something is absent.
enum TenthsFormat: RecordingFormat {
  static let name = "Tenths drive"
  static let suffixes = [".tenths"]
  static let magic = Array("TENTHS1\n".utf8)

  /// Bytes that one packed byte can stand for; numbers of a drive pack ten times at most.
  private static let largestRatio = 1000

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    bytes.byteCount > magic.count + 8 && magic.indices.allSatisfy { bytes.byte($0) == magic[$0] }
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    guard bytes.withBytes({ recognises($0, name: name) }) else { throw .wrongContent(format: Self.name) }
    let (packed, size) = bytes.withBytes { span in
      let packed = span.extracting((magic.count + 8)..<span.byteCount).withUnsafeBytes { Array($0) }
      return (packed, span.integer(magic.count, as: UInt64.self))
    }
    // A number in a damaged file must not ask for more memory than there is.
    guard size <= UInt64(packed.count * largestRatio + 4096) else { throw .compression(.damaged(code: 0)) }
    let content: [UInt8]
    do throws(CompressionError) {
      content = try Zstandard.decompress(packed, count: Int(size))
    } catch {
      throw .compression(error)
    }
    var reader = Reader(content)
    guard let head = reader.text(), let columnCount = reader.number(), let count = reader.number() else {
      throw .noSamples
    }
    var pairs: [String: String] = [:]
    for line in head.split(separator: "\n") {
      guard let mark = line.firstIndex(of: ":") else { continue }
      pairs[String(line[..<mark])] = String(line[line.index(after: mark)...].drop { $0 == " " })
    }
    var columns = DriveColumns()
    for _ in 0..<columnCount {
      guard let name = reader.text(), let size = reader.number(), size == 4 || size == 8,
        let place = reader.skip(count, times: size)
      else { throw .noSamples }
      let column = content
      if size == 8, let field = DriveColumns.Field(rawValue: name) {
        columns.fields[field] = (0..<count).map { column.span.bytes.double(place + $0 * 8) }
      } else if size == 4, let channel = Channel(identifier: name) {
        columns.channels[channel] = (0..<count).map { column.span.bytes.float(place + $0 * 4) }
      }
    }
    return try DriveRecording(columns, description: DriveHead.description { pairs[$0] })
  }

  /// Walks through the content; every step is checked against what is left.
  private struct Reader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number() -> Int? {
      guard let start = skip(4, times: 1) else { return nil }
      return Int(bytes.span.bytes.integer(start, as: UInt32.self))
    }

    mutating func text() -> String? {
      guard let size = number(), let start = skip(size, times: 1) else { return nil }
      return decodedText(Array(bytes[start..<place]))
    }

    /// Where the next `count` × `size` bytes begin.
    mutating func skip(_ count: Int, times size: Int) -> Int? {
      let (total, isTooMany) = count.multipliedReportingOverflow(by: size)
      guard !isTooMany, total >= 0, total <= bytes.count - place else { return nil }
      defer { place += total }
      return place
    }
  }
}

/// Writes a drive into a file of our own.
public enum TenthsWriter {
  /// - Parameter startDate: when the source's clock stood at zero, s since 1970 (UTC).
  public static func file(
    source: SourceDescription, frames: [TelemetryFrame], startDate: Double?
  ) throws(CompressionProblem) -> [UInt8] {
    let columns = DriveColumns(frames)
    var content: [UInt8] = []
    func append(_ text: String) {
      let bytes = Array(text.utf8)
      content.append(little: UInt32(bytes.count))
      content += bytes
    }
    append(DriveHead.pairs(source, startDate: startDate).map { "\($0.key): \($0.value)\n" }.joined())
    content.append(little: UInt32(columns.fields.count + columns.channels.count))
    content.append(little: UInt32(columns.count))
    for field in DriveColumns.Field.allCases {
      guard let values = columns.fields[field] else { continue }
      append(field.rawValue)
      content.append(little: UInt32(8))
      for value in values { content.append(little: value.bitPattern) }
    }
    for channel in ChannelSet(columns.channels.keys).channels {
      guard let values = columns.channels[channel] else { continue }
      append(channel.identifier)
      content.append(little: UInt32(4))
      for value in values { content.append(little: value.bitPattern) }
    }
    guard let packed = try? Zstandard.compress(content, level: 9) else { throw CompressionProblem() }
    var bytes = TenthsFormat.magic
    bytes.append(little: UInt64(content.count))
    return bytes + packed
  }

  /// The library could not compress, for want of memory.
  public struct CompressionProblem: Error, Equatable {}
}
