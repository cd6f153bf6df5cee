import Storage
import Web

/// A place in a bucket as it is typed: `s3://bucket/key`, or `gs://bucket/key` for Google's.
struct BucketAddress: Equatable {
  private static let schemes = ["s3://": "s3", "gs://": "gcs"]

  let scheme: String
  let bucket: String
  /// Empty for the whole bucket.
  let key: String

  /// `nil` where the text is the path of a file.
  init?(_ text: String) {
    guard let scheme = Self.schemes.keys.first(where: { text.hasPrefix($0) }) else { return nil }
    let parts = text.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    self.scheme = scheme
    bucket = String(parts.first ?? "")
    key = parts.count > 1 ? String(parts[1]) : ""
  }

  /// The bucket alone, ending in a slash.
  var root: String { scheme + bucket + "/" }

  /// The name of the kind of store.
  var kind: String { Self.schemes[scheme] ?? "" }
}

/// Who one is to buckets, by the environment. Reading and uploading may be different users.
struct BucketSettings {
  /// Looks a variable up.
  private let environment: (String) -> String?
  private let isUploading: Bool

  static var reading: BucketSettings { BucketSettings(isUploading: false, environment: Folders.environment) }
  static var uploading: BucketSettings { BucketSettings(isUploading: true, environment: Folders.environment) }

  init(isUploading: Bool, environment: @escaping (String) -> String?) {
    self.isUploading = isUploading
    self.environment = environment
  }

  /// The variables of the credentials that count: those for uploading where there are any, else those that other tools use too.
  private func names(_ address: BucketAddress) -> (identifier: String, secret: String, token: String) {
    let usual =
      address.kind == "gcs"
      ? ("TENTHS_GCS_ACCESS_KEY_ID", "TENTHS_GCS_SECRET", "TENTHS_GCS_SESSION_TOKEN")
      : ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    let own =
      isUploading
      ? ("TENTHS_UPLOAD_ACCESS_KEY_ID", "TENTHS_UPLOAD_SECRET_ACCESS_KEY", "TENTHS_UPLOAD_SESSION_TOKEN")
      : ("TENTHS_READ_ACCESS_KEY_ID", "TENTHS_READ_SECRET_ACCESS_KEY", "TENTHS_READ_SESSION_TOKEN")
    return environment(own.0) != nil || environment(own.1) != nil ? own : usual
  }

  /// - Throws: `.settings` naming the variables that are missing.
  func settings(_ address: BucketAddress) throws(StorageError) -> StoreSettings {
    var settings = StoreSettings(kind: address.kind)
    settings.bucket = address.bucket
    settings.place = environment(address.kind == "gcs" ? "TENTHS_GCS_ENDPOINT" : "TENTHS_S3_ENDPOINT") ?? ""
    settings.region = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? ""
    if address.kind == "gcs" { settings.region = "" }
    switch environment("TENTHS_S3_STYLE") {
    case nil: break
    case "path": settings.usesPathStyle = true
    case "host": settings.usesPathStyle = false
    default: throw StorageError(kind: .settings, message: "TENTHS_S3_STYLE is path or host")
    }
    settings.web.authorities = environment("TENTHS_CA_FILE")
    settings.web.allowsPlain = environment("TENTHS_ALLOW_PLAIN_HTTP") == "1"
    let names = names(address)
    guard let identifier = environment(names.identifier), let secret = environment(names.secret) else {
      throw StorageError(kind: .settings, message: "set \(names.identifier) and \(names.secret) to the bucket's key")
    }
    settings.credentials = StoreCredentials(
      identifier: identifier, secret: Secret(secret), sessionToken: environment(names.token).map(Secret.init))
    return settings
  }

  func store(_ address: BucketAddress) throws(StorageError) -> any ObjectStore {
    try makeStore(try settings(address))
  }
}
