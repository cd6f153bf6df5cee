internal import CSodium

/// The keyed hash HMAC-SHA-256.
public enum HMACSHA256 {
  /// - Parameter key: of any length.
  public static func code(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    var code = [UInt8](repeating: 0, count: SHA256.size)
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
    crypto_auth_hmacsha256_final(&state, &code)
    return code
  }
}
