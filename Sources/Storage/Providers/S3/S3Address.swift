internal import Web

/// Where a bucket answers.
struct S3Address: Sendable {
  /// `https://host` or `http://host:port`.
  let origin: String
  /// As it is signed and sent in the `Host` header.
  let host: String
  /// Before the key: empty, or `/bucket`.
  let root: String
  let region: String

  /// - Throws: `.settings` where the endpoint, the bucket or the region makes no sense.
  init(_ settings: StoreSettings, usualHost: (_ region: String) -> String, usualRegion: String) throws(StorageError) {
    func refuse(_ message: String) -> StorageError { StorageError(kind: .settings, message: message) }
    let bucket = settings.bucket
    let allowed = bucket.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "_")
    }
    guard (3...222).contains(bucket.utf8.count), allowed, !bucket.contains(".."), !bucket.hasPrefix(".") else {
      throw refuse(
        bucket.isEmpty ? "the name of the bucket is missing" : "\"\(PlainText.line(bucket))\" is no name of a bucket")
    }
    region = settings.region.isEmpty ? usualRegion : settings.region
    guard region.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }) else {
      throw refuse("\"\(PlainText.line(region))\" is no region")
    }
    var endpoint = settings.place.isEmpty ? "https://" + usualHost(region) : settings.place
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    let scheme = ["https://", "http://"].first { endpoint.lowercased().hasPrefix($0) }
    guard let scheme else { throw refuse("the endpoint has to begin with https:// or http://") }
    var name = endpoint.dropFirst(scheme.count).lowercased()
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@\\%".utf8.contains($0) }) else {
      throw refuse("the endpoint has to be an address of a server, without a path or a user")
    }
    if scheme == "https://", name.hasSuffix(":443") { name.removeLast(4) }
    if scheme == "http://", name.hasSuffix(":80") { name.removeLast(3) }
    // A certificate for all buckets covers names without dots only.
    let isAmazon = name.hasSuffix(".amazonaws.com")
    let usesPath = settings.usesPathStyle ?? !(isAmazon && !bucket.contains(".") && !bucket.contains("_"))
    host = usesPath ? name : "\(bucket).\(name)"
    origin = scheme + host
    root = usesPath ? "/\(bucket)" : ""
  }
}
