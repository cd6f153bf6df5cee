internal import CCrypto

/// The private key of a service, which signs as `RS256` does: RSA with PKCS#1 v1.5 padding over SHA-256.
public final class RSAKey: @unchecked Sendable {
  // Unchecked: the key never changes, and OpenSSL reads one from any thread.
  private let key: OpaquePointer

  /// A key in PEM format without a password; `nil` where the text is none, or the key is not one of RSA.
  public init?(pem: String) {
    let text = Array(pem.utf8)
    guard text.count <= 64 << 10, let source = BIO_new_mem_buf(text, Int32(text.count)) else { return nil }
    defer { BIO_free(source) }
    guard let key = PEM_read_bio_PrivateKey(source, nil, refusePassword, nil) else { return nil }
    guard EVP_PKEY_is_a(key, "RSA") == 1 else {
      EVP_PKEY_free(key)
      return nil
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// `nil` where the library cannot sign.
  public func signature(of bytes: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var size = 0
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, nil, &size, bytes, bytes.count) == 1
    else { return nil }
    var signature = [UInt8](repeating: 0, count: size)
    guard EVP_DigestSign(context, &signature, &size, bytes, bytes.count) == 1 else { return nil }
    return Array(signature.prefix(size))
  }
}

/// Without this the library would ask at the terminal.
private func refusePassword(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ context: UnsafeMutableRawPointer?
) -> Int32 { -1 }
