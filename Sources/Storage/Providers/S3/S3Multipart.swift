internal import Glibc
internal import Web

/// Stores a large object in parts; what was sent is thrown away where it cannot be finished.
struct S3Multipart {
  /// How often a part is sent where the way to the server fails.
  private static let tries = 3

  let store: S3Store
  let key: String
  let body: ObjectBody
  let size: Int

  /// How long an upload of the same object may be under way before it counts as abandoned, s.
  private static let patience = 7 * 86_400.0

  /// Takes back what earlier tries at this object left, as when the machine was switched off; it costs the user room.
  private func removeAbandoned() throws(StorageError) {
    let whole = store.prefix + key
    let response = try store.send(.get, key: nil, query: [("uploads", ""), ("prefix", whole), ("max-uploads", "100")])
    let oldest = WireDate.compact(store.now() - Self.patience).dropLast()
    for upload in XMLElement.parse(response.body)?.children ?? [] where upload.name == "Upload" {
      // As 2026-11-25T01:57:00.000Z, which without its marks is written as the other.
      let begun = (upload.child("Initiated")?.text ?? "").filter { $0 != "-" && $0 != ":" }.prefix(15)
      guard upload.child("Key")?.text == whole, begun.count == 15, begun < oldest,
        let name = upload.child("UploadId")?.text
      else { continue }
      try store.send(.delete, key: key, query: [("uploadId", name)])
    }
  }

  func run(condition: [(name: String, value: String)]) throws(StorageError) {
    // Not every key may look; the upload itself is what counts.
    try? removeAbandoned()
    let begun = try store.send(.post, key: key, query: [("uploads", "")])
    guard let upload = XMLElement.parse(begun.body)?.child("UploadId")?.text, !upload.isEmpty else {
      throw StorageError(kind: .answer, message: "the upload has no name", key: key)
    }
    do throws(StorageError) {
      try finish(upload, try sendParts(upload), condition: condition)
    } catch {
      // What fails here costs the user room at the provider until its own rules clear it; the reason is what counts.
      _ = try? store.send(.delete, key: key, query: [("uploadId", upload)])
      throw error
    }
  }

  /// - Returns: the mark of every part.
  private func sendParts(_ upload: String) throws(StorageError) -> [String] {
    let partSize = max(S3Store.partSize, (size + S3Store.mostParts - 1) / S3Store.mostParts)
    var marks: [String] = []
    var start = 0
    while start < size {
      let range = start..<min(start + partSize, size)
      marks.append(try send(range, number: marks.count + 1, upload))
      start = range.upperBound
    }
    return marks
  }

  private func send(_ range: Range<Int>, number: Int, _ upload: String) throws(StorageError) -> String {
    let query = [("partNumber", "\(number)"), ("uploadId", upload)]
    var failures = 0
    while true {
      do throws(StorageError) {
        let response = try store.send(.put, key: key, query: query, body: BodyPart.part(range, of: body))
        guard let mark = response.headers["etag"], !mark.isEmpty else {
          throw StorageError(kind: .answer, message: "part \(number) has no mark", key: key)
        }
        return mark
      } catch {
        failures += 1
        guard error.isPassing, failures < Self.tries else { throw error }
        usleep(UInt32(failures) * 250_000)
      }
    }
  }

  private func finish(
    _ upload: String, _ marks: [String], condition: [(name: String, value: String)]
  ) throws(StorageError) {
    var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
    for (index, mark) in marks.enumerated() {
      text += "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLElement.escaped(mark))</ETag></Part>"
    }
    text += "</CompleteMultipartUpload>"
    let response = try store.send(
      .post, key: key, query: [("uploadId", upload)], headers: condition, body: .bytes(Array(text.utf8)))
    // The status was sent before the parts were put together: a failure of that is in the body.
    if XMLElement.parse(response.body)?.name == "Error" {
      throw S3Failure.error(
        WebResponse(status: 500, headers: response.headers, body: response.body), key: key, now: store.now())
    }
  }
}
