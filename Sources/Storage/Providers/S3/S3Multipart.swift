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

  func run(condition: [(name: String, value: String)]) throws(StorageError) {
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
