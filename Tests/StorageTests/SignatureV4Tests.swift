import Testing

@testable import Storage

/// The four worked examples of the page "Signature Calculations for the Authorization Header" of Amazon's S3 reference.
@Suite struct SignatureV4Tests {
  private static let signature = SignatureV4(
    credentials: StoreCredentials(
      identifier: "AKIAIOSFODNN7EXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
    region: "us-east-1")
  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private static func sign(
    _ method: String = "GET", _ path: String = "/", query: [(String, String)] = [],
    _ headers: [(name: String, value: String)] = [], payload: String = empty
  ) -> String {
    signature.authorization(
      method: method, path: path, query: query,
      headers: headers + [
        ("x-amz-date", "20130524T000000Z"), ("host", "examplebucket.s3.amazonaws.com"),
        ("x-amz-content-sha256", payload),
      ], payload: payload, date: "20130524T000000Z")
  }

  private static func expected(_ headers: String, _ signature: String) -> String {
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=\(headers), "
      + "Signature=\(signature)"
  }

  @Test func aPartOfAnObject() {
    #expect(
      Self.sign("GET", "/test.txt", [("range", "bytes=0-9")])
        == Self.expected(
          "host;range;x-amz-content-sha256;x-amz-date",
          "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"))
  }

  @Test func anObjectIsStored() {
    let payload = SignatureV4.hash(Array("Welcome to Amazon S3.".utf8))
    #expect(payload == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
    #expect(
      Self.sign(
        "PUT", "/" + PercentEncoding.encode("test$file.text", keepsSlash: true),
        [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")], payload: payload)
        == Self.expected(
          "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
          "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
  }

  @Test func theLifecycleOfABucket() {
    #expect(
      Self.sign(query: [("lifecycle", "")])
        == Self.expected(
          "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"))
  }

  @Test func aListOfObjects() {
    #expect(
      Self.sign(query: [("prefix", "J"), ("max-keys", "2")])
        == Self.expected(
          "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"))
  }

  @Test func aQueryIsEncodedAndSorted() {
    #expect(
      SignatureV4.text([("b", "2"), ("a", "é /~"), ("uploads", ""), ("a", "*"), ("a-b", "x=y&z")])
        == "a=%2A&a=%C3%A9%20%2F~&a-b=x%3Dy%26z&b=2&uploads=")
  }
}
