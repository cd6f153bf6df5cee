/// A page of a list of objects as S3 answers it.
enum S3List {
  /// - Parameters:
  ///   - prefix: what the store puts before every key, taken off again.
  ///   - after: only what lies behind it is taken.
  /// - Throws: `.answer` where it is no list, or one that leads nowhere.
  static func page(_ body: [UInt8], prefix: String, after: String?) throws(StorageError) -> ObjectPage {
    guard let root = XMLElement.parse(body), root.name == "ListBucketResult" else {
      throw StorageError(kind: .answer, message: "not a list of objects")
    }
    let isEncoded = root.child("EncodingType")?.text == "url"
    var entries: [ObjectEntry] = []
    for element in root.children where element.name == "Contents" {
      guard let text = element.child("Key")?.text,
        let whole = isEncoded ? PercentEncoding.decode(text, plusIsBlank: true) : text,
        let size = element.child("Size").flatMap({ Int($0.text) }), size >= 0
      else { throw StorageError(kind: .answer, message: "an object of the list has no name or no size") }
      guard KeyOrder.begins(whole, with: prefix) else { continue }
      let key = String(decoding: Array(whole.utf8.dropFirst(prefix.utf8.count)), as: UTF8.self)
      // The folder itself, as some tools store it.
      guard !key.isEmpty else { continue }
      if let last = entries.last?.key ?? after, !KeyOrder.precedes(last, key) {
        // A server that repeats itself or sorts otherwise would be asked for ever.
        throw StorageError(kind: .answer, message: "the list is not in the order of its keys")
      }
      entries.append(ObjectEntry(key: key, size: size))
    }
    let hasMore = root.child("IsTruncated")?.text.lowercased() == "true"
    guard !hasMore || !entries.isEmpty else {
      throw StorageError(kind: .answer, message: "the list says that there is more and gives nothing")
    }
    return ObjectPage(entries: entries, hasMore: hasMore)
  }
}
