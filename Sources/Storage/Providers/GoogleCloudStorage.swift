extension StoreKind {
  /// Google's buckets by the keys of their interoperability page. They take S3's signature, but have another word for "only where there is
  /// none", which stays off.
  static let googleCloudStorage = StoreKind(name: "gcs", summary: "a bucket of Google Cloud Storage, by an HMAC key") {
    settings throws(StorageError) in
    var settings = settings
    settings.usesPathStyle = settings.usesPathStyle ?? true
    return try S3Store(
      settings, usualHost: { _ in "storage.googleapis.com" }, usualRegion: "auto", now: WireDate.now)
  }
}
