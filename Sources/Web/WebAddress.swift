internal import CCurl
internal import Glibc

/// The parts of an address that decide whether it may be used.
struct WebAddress {
  let isPlain: Bool
  /// Without the brackets of an IPv6 address.
  let host: String
  let hasUser: Bool

  /// `nil` where the text is no address of the web.
  init?(_ text: String) {
    guard let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, text, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: parts), scheme == "http" || scheme == "https",
      let host = Self.part(CURLUPART_HOST, of: parts)
    else { return nil }
    isPlain = scheme == "http"
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    hasUser = Self.part(CURLUPART_USER, of: parts) != nil
  }

  /// Whether the host is this machine.
  var isLoopback: Bool {
    // libcurl asks nobody about these names.
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
    return host == "::1"
  }

  private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
