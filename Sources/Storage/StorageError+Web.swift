internal import Web

extension StorageError {
  init(_ failure: WebFailure, key: String?) {
    let kind: Kind =
      switch failure.kind {
      case .unreachable: .unreachable
      case .timedOut: .timedOut
      case .certificate: .certificate
      case .address: .settings
      case .stopped: .stopped
      case .file(let code): .file(code: code)
      case .other: .answer
      }
    self.init(kind: kind, message: failure.message, key: key)
  }

  /// How long a server asks to be left alone, s; `nil` where it does not say, or gives a date.
  static func retryAfter(_ response: WebResponse) -> Double? {
    response.headers["retry-after"].flatMap(Double.init).flatMap { (0...86_400).contains($0) ? $0 : nil }
  }
}
