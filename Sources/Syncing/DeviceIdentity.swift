public import Cryptography
internal import Glibc
public import Vault

/// The key pair of this device, in a file that only its user can read.
public struct DeviceIdentity: Sendable {
  public let signer: SigningKey
  public var id: Identifier { DeviceRecord.identifier(of: signer.publicKey) }

  /// A new identity, not kept anywhere yet.
  public init() { signer = SigningKey() }

  /// The identity that a file holds; `nil` where there is none.
  ///
  /// - Throws: where the file can be read by others, or is no identity.
  public init?(path: String) throws(SyncError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .secretFile(path: path, message: String(cString: strerror(errno)))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw .secretFile(path: path, message: "others can read it; say: chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: SigningKey.seedSize + 1)
    defer { bytes.wipe() }
    let count = read(file, &bytes, bytes.count)
    guard count == SigningKey.seedSize, let signer = SigningKey(seed: SecretBytes(Array(bytes.prefix(count)))) else {
      throw .secretFile(path: path, message: "it is no key of a device")
    }
    self.signer = signer
  }

  /// Keeps the identity, whole or not at all.
  public func write(to path: String) throws(SyncError) {
    let part = path + ".part"
    unlink(part)
    let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .secretFile(path: path, message: String(cString: strerror(errno))) }
    let isWritten =
      signer.seed.withBytes { Glibc.write(file, $0.baseAddress, $0.count) == $0.count } && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten, rename(part, path) == 0 else {
      unlink(part)
      throw .secretFile(path: path, message: String(cString: strerror(code)))
    }
  }
}
