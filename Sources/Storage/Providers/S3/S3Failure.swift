internal import Web

/// What S3 means by an answer that is no success.
enum S3Failure {
  /// - Parameter now: this machine's clock, s since 1970.
  static func error(_ response: WebResponse, key: String?, now: Double) -> StorageError {
    let root = XMLElement.parse(response.body)
    let code = root?.child("Code")?.text ?? ""
    var message = [code, root?.child("Message")?.text ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    if message.isEmpty { message = "status \(response.status)" }
    let kind = kind(response, code: code, now: now)
    if kind == .settings, let region = root?.child("Region")?.text, !region.isEmpty {
      message += " (the bucket's region is \(region))"
    } else if kind == .settings, let endpoint = root?.child("Endpoint")?.text, !endpoint.isEmpty {
      message += " (the bucket's endpoint is \(endpoint))"
    }
    return StorageError(kind: kind, message: PlainText.line(message), key: key)
  }

  private static func kind(_ response: WebResponse, code: String, now: Double) -> StorageError.Kind {
    switch code {
    case "NoSuchKey": return .missing
    case "NoSuchBucket": return .noSuchPlace
    case "RequestTimeTooSkewed":
      let server = response.headers["date"].flatMap(WireDate.instant)
      return .clock(offset: server.map { $0 - now } ?? 0)
    case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "ExpiredToken", "InvalidToken",
      "InvalidSecurity", "AccountProblem", "NotSignedUp":
      return .denied
    case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException":
      return .settings
    case "SlowDown", "ServiceUnavailable", "InternalError", "OperationAborted", "ConditionalRequestConflict",
      "TooManyRequests":
      return .busy(retryAfter: StorageError.retryAfter(response))
    case "RequestTimeout": return .timedOut
    case "EntityTooLarge": return .tooLarge
    case "QuotaExceeded", "InsufficientCapacity", "InsufficientStorage": return .full
    case "PreconditionFailed": return .exists
    case "KeyTooLongError": return .key
    default: return kind(response)
    }
  }

  private static func kind(_ response: WebResponse) -> StorageError.Kind {
    switch response.status {
    case 300..<400: .settings
    case 401, 403: .denied
    case 404: .missing
    case 408: .timedOut
    case 409, 429, 500, 502, 503, 504: .busy(retryAfter: StorageError.retryAfter(response))
    case 412: .exists
    case 413: .tooLarge
    case 507: .full
    default: .refused(status: response.status)
    }
  }
}
