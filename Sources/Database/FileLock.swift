internal import CDatabaseFiles
internal import CSQLite
public import Cryptography
internal import Glibc
internal import Synchronization

/// What is wrong with the lock of a database.
public enum FileLockError: Error, Equatable, Sendable {
  /// The passphrase is another.
  case wrongPassphrase
  /// The beginning of the file says nothing that can be used, or demands more memory or time than is allowed.
  case damaged
  /// The memory that the passphrase's key is made in is not to be had.
  case noMemory
  /// The file cannot be read or written; the system's number of the reason.
  case file(code: Int32)
}

/// The key of locked databases, as long as the program lives. Each of its files holds it, wrapped by a key of the passphrase.
public final class FileLock: Sendable {
  /// Name under which SQLite knows the files of this key.
  let filesName: String
  private let identity: [UInt8]
  private let key: SecretBytes

  /// The locks that were opened, by their identity.
  private static let opened = Mutex<[[UInt8]: FileLock]>([:])

  /// A new key under a passphrase.
  ///
  /// - Parameter cost: time and memory that the passphrase's key takes.
  public static func make(
    passphrase: SecretBytes, cost: PassphraseKey = .moderate
  ) throws(FileLockError) -> FileLock {
    try FileLock(
      identity: randomBytes(LockHeader.identitySize), key: SecretBytes.random(AuthenticatedCipher.keySize),
      passphrase: passphrase, cost: cost)
  }

  /// Whether a file is a locked database.
  public static func isLocked(_ path: String) -> Bool {
    guard let bytes = try? read(path) else { return false }
    return LockHeader.isOne(bytes) || LockHeader.isOne(bytes.dropFirst(LockHeader.slotSize))
  }

  /// The lock of a file, where it was opened before; `nil` where it was not and for files that are not locked.
  public static func opened(for path: String) -> FileLock? {
    guard let bytes = try? read(path), let header = LockHeader(bytes) else { return nil }
    return opened.withLock { $0[header.identity] }
  }

  /// Opens the lock of a file; from then on every connection finds it.
  @discardableResult
  public static func open(_ path: String, passphrase: SecretBytes) throws(FileLockError) -> FileLock {
    guard let header = LockHeader(try read(path)) else { throw .damaged }
    let known = opened.withLock { $0[header.identity] }
    let (slot, key) = try unwrap(header, passphrase)
    if let known { return known }
    return try FileLock(identity: header.identity, key: key, header: header.bytes(slot))
  }

  /// Puts another passphrase before the key of a file; what is in the file stays as it is.
  public static func change(
    _ path: String, from old: SecretBytes, to new: SecretBytes, cost: PassphraseKey = .moderate
  ) throws(FileLockError) {
    guard let header = LockHeader(try read(path)) else { throw .damaged }
    let (_, key) = try unwrap(header, old)
    let half = header.half(try wrap(key, identity: header.identity, passphrase: new, cost: cost))
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { throw .file(code: errno) }
    defer { close(file) }
    // The second goes first: the old passphrase opens the file until the new one does.
    for place in [LockHeader.slotSize, 0] {
      guard pwrite(file, half, half.count, place) == half.count, fsync(file) == 0 else { throw .file(code: errno) }
    }
  }

  private static func unwrap(
    _ header: LockHeader, _ passphrase: SecretBytes
  ) throws(FileLockError) -> (LockHeader.Slot, SecretBytes) {
    var isUsable = false
    for (index, slot) in header.slots.enumerated() where index == 0 || slot != header.slots[0] {
      guard slot.cost.isAcceptable else { continue }
      isUsable = true
      guard let outer = slot.cost.key(passphrase: passphrase, salt: slot.salt) else { throw .noMemory }
      let opened = AuthenticatedCipher.open(
        slot.sealedKey[...], context: header.identity, nonce: slot.nonce, key: outer)
      guard var bytes = opened else { continue }
      defer { bytes.wipe() }
      return (slot, SecretBytes(bytes))
    }
    throw isUsable ? .wrongPassphrase : .damaged
  }

  private static func wrap(
    _ key: SecretBytes, identity: [UInt8], passphrase: SecretBytes, cost: PassphraseKey
  ) throws(FileLockError) -> LockHeader.Slot {
    let salt = randomBytes(PassphraseKey.saltSize)
    let nonce = randomBytes(AuthenticatedCipher.nonceSize)
    guard cost.isAcceptable else { throw .damaged }
    guard let outer = cost.key(passphrase: passphrase, salt: salt) else { throw .noMemory }
    var bytes = key.withBytes { Array($0) }
    defer { bytes.wipe() }
    let sealed = AuthenticatedCipher.seal(bytes, context: identity, nonce: nonce, key: outer)
    return LockHeader.Slot(cost: cost, salt: salt, nonce: nonce, sealedKey: sealed)
  }

  /// The beginning of a file, read through SQLite: a file that is opened and closed past it loses all locks that this program's
  /// connections hold on it, and another program would take the log away from under them (sqlite.org/howtocorrupt.html, 2.2).
  private static func read(_ path: String) throws(FileLockError) -> [UInt8] {
    var connection: OpaquePointer?
    defer { sqlite3_close_v2(connection) }
    let code = sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let connection else {
      let reason = connection.map { sqlite3_system_errno($0) } ?? ENOMEM
      throw .file(code: reason == 0 ? EIO : reason)
    }
    var pointer: UnsafeMutablePointer<sqlite3_file>?
    guard sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &pointer) == SQLITE_OK,
      let file = pointer, let methods = file.pointee.pMethods
    else { throw .file(code: EIO) }
    var size: sqlite3_int64 = 0
    guard methods.pointee.xFileSize(file, &size) == SQLITE_OK else { throw .file(code: EIO) }
    let count = min(LockHeader.size, Int(clamping: size))
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    guard methods.pointee.xRead(file, &bytes, Int32(count), 0) == SQLITE_OK else { throw .file(code: EIO) }
    return bytes
  }

  private convenience init(
    identity: [UInt8], key: SecretBytes, passphrase: SecretBytes, cost: PassphraseKey
  ) throws(FileLockError) {
    let slot = try Self.wrap(key, identity: identity, passphrase: passphrase, cost: cost)
    try self.init(
      identity: identity, key: key, header: LockHeader(identity: identity, slots: [slot]).bytes(slot))
  }

  private init(identity: [UInt8], key: SecretBytes, header: [UInt8]) throws(FileLockError) {
    self.identity = identity
    self.key = key
    filesName = "tenths-" + identity.map { String($0, radix: 16) }.joined(separator: "-")
    // SQLite knows the files as long as the process lives, and so does the table below.
    let code = tenths_register_sealed_files(
      filesName, Unmanaged.passUnretained(self).toOpaque(), sealPage, openPage, header)
    guard code == SQLITE_OK else { throw .noMemory }
    Self.opened.withLock { $0[identity] = self }
  }

  fileprivate func seal(
    _ bytes: UnsafeMutableRawBufferPointer, place: UInt64, trailer: UnsafeMutableRawPointer
  ) {
    withContext(place) { AuthenticatedCipher.seal(inPlace: bytes, context: $0, trailer: trailer, key: key) }
  }

  fileprivate func open(
    _ bytes: UnsafeMutableRawBufferPointer, place: UInt64, trailer: UnsafeRawPointer
  ) -> Bool {
    withContext(place) { AuthenticatedCipher.open(inPlace: bytes, context: $0, trailer: trailer, key: key) }
  }

  /// A page is sealed to its number: put elsewhere it is worthless.
  private func withContext<Result>(_ place: UInt64, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    var place = place.littleEndian
    return withUnsafeBytes(of: &place, body)
  }
}

/// C callbacks must be functions of the file's top level: a closure may be bound to the wrong actor.
private func sealPage(
  _ key: UnsafeMutableRawPointer?, _ place: UInt64, _ bytes: UnsafeMutableRawPointer?, _ count: Int32,
  _ trailer: UnsafeMutableRawPointer?
) -> Int32 {
  guard let key, let trailer else { return 0 }
  let lock = Unmanaged<FileLock>.fromOpaque(key).takeUnretainedValue()
  lock.seal(UnsafeMutableRawBufferPointer(start: bytes, count: Int(count)), place: place, trailer: trailer)
  return 1
}

private func openPage(
  _ key: UnsafeMutableRawPointer?, _ place: UInt64, _ bytes: UnsafeMutableRawPointer?, _ count: Int32,
  _ trailer: UnsafeRawPointer?
) -> Int32 {
  guard let key, let trailer else { return 0 }
  let lock = Unmanaged<FileLock>.fromOpaque(key).takeUnretainedValue()
  return lock.open(UnsafeMutableRawBufferPointer(start: bytes, count: Int(count)), place: place, trailer: trailer)
    ? 1 : 0
}
