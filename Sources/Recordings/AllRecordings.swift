internal import Compression

/// Every format that can be read; the order is the one in which content is tried.
public let allRecordingFormats: [any RecordingFormat.Type] = [
  CaptureFormat.self,
  GranTurismo7DumpFormat.self,
  DatagramLinesFormat.self,
  IbtFormat.self,
  LdFormat.self,
  TenthsFormat.self,
  DriveJSONFormat.self,
  VboFormat.self,
  DatagramDumpFormat.self,
  GrCupFormat.self,
  CsvFormat.self,
]

/// Opens a recording. Its content decides what it is, then the end of its name; gzip around any format is taken off.
///
/// - Parameters:
///   - name: the file's name without its folder.
///   - surroundings: what the file's own bytes do not say.
public func openRecording(
  _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings = RecordingSurroundings()
) throws(RecordingError) -> any Recording {
  var surroundings = surroundings
  let unpacked = name.lowercased().hasSuffix(".gz") ? name.dropLast(3) : name[...]
  surroundings.stem = String(unpacked.lastIndex(of: ".").map { unpacked[..<$0] } ?? unpacked)
  return try openRecording(bytes, name: name, surroundings, isUnpacked: false)
}

private func openRecording(
  _ bytes: ByteStore, name: String, _ surroundings: RecordingSurroundings, isUnpacked: Bool
) throws(RecordingError) -> any Recording {
  guard bytes.count > 0 else { throw .empty }
  let name = name.lowercased()
  if !isUnpacked, bytes.withBytes({ Gzip.recognises($0) }) { return try openPacked(bytes, name: name, surroundings) }
  for format in allRecordingFormats where bytes.withBytes({ format.recognises($0, name: name) }) {
    return try format.open(bytes, name: name, surroundings: surroundings)
  }
  guard let format = allRecordingFormats.first(where: { $0.suffixes.contains { name.hasSuffix($0) } }) else {
    throw .unknownFormat
  }
  // The format itself knows best what is wrong.
  _ = try format.open(bytes, name: name)
  throw .wrongContent(format: format.name)
}

/// Takes gzip off; one layer, so that no file can unpack without end.
private func openPacked(
  _ bytes: ByteStore, name: String, _ surroundings: RecordingSurroundings
) throws(RecordingError) -> any Recording {
  var inflated = Gzip.Inflated.empty
  do throws(CompressionError) {
    inflated = try bytes.withBytes { span throws(CompressionError) in try Gzip.inflate(span) }
  } catch {
    throw .compression(error)
  }
  let inner = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  let isTruncated = inflated.isTruncated
  let recording = try openRecording(ByteStore(inflated.bytes), name: inner, surroundings, isUnpacked: true)
  return isTruncated ? TruncatedRecording(recording) : recording
}
