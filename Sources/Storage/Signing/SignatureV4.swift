internal import Cryptography

/// Signs requests as S3 wants it: AWS4-HMAC-SHA256.
struct SignatureV4: Sendable {
  var credentials: StoreCredentials
  var region: String
  var service = "s3"

  /// What stands for a body in the signature.
  static func hash(_ body: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(body)) }

  /// The value of the `Authorization` header.
  ///
  /// - Parameters:
  ///   - path: encoded as it is sent.
  ///   - query: not encoded.
  ///   - headers: what is signed, with lower-case names; `host`, `x-amz-date` and `x-amz-content-sha256` have to be among them.
  ///   - payload: the hash of the body.
  ///   - date: the value of `x-amz-date`.
  func authorization(
    method: String, path: String, query: [(String, String)], headers: [(name: String, value: String)], payload: String,
    date: String
  ) -> String {
    let sorted = headers.sorted { KeyOrder.precedes($0.name, $1.name) }
    let names = sorted.map(\.name).joined(separator: ";")
    let canonical = [
      method, path, Self.text(query), sorted.map { "\($0.name):\(Self.folded($0.value))\n" }.joined(), names, payload,
    ].joined(separator: "\n")
    let day = String(date.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Self.hash(Array(canonical.utf8)))"
    var key = Array("AWS4\(credentials.secret.text)".utf8)
    for part in [day, region, service, "aws4_request", text] { key = HMACSHA256.code(key: key, Array(part.utf8)) }
    return "AWS4-HMAC-SHA256 Credential=\(credentials.identifier)/\(scope), SignedHeaders=\(names), "
      + "Signature=\(Hexadecimal.text(key))"
  }

  /// A query as it is signed and sent: encoded, by name and then by value.
  static func text(_ query: [(String, String)]) -> String {
    query.map { (PercentEncoding.encode($0.0), PercentEncoding.encode($0.1)) }
      .sorted { $0.0 == $1.0 ? KeyOrder.precedes($0.1, $1.1) : KeyOrder.precedes($0.0, $1.0) }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// A header's value without blanks around it, and with one where there are several.
  private static func folded(_ value: String) -> String { value.split(separator: " ").joined(separator: " ") }
}
